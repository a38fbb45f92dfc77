"""Which tests run on which database, so that none runs twice for nothing.

Two of three tests ask for no database: they would say the same in both halves of `make test`, and
run in SQLite's alone. That they hang on no database is held there: pytest-django keeps them from
it, and here they may neither ask which one it is nor start a process that finds it.
"""

from collections.abc import Iterator

import pytest

from tests.databases import KINDS

MARKS = ("django_db", "own_databases", *KINDS)
FIXTURES = frozenset({"db", "transactional_db", "live_server"})
UNASKED = "postgres://nobody@/nowhere/none"  # where nothing listens


def asks_for_a_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in MARKS)
    return marked or not FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def runs_on(item: pytest.Item, database: str) -> bool:
    """Whether it is to run there. Left out, not skipped: it runs in the other half.

    What a browser makes of a page hangs on the page. That both databases give the same pages is
    held by the tests that ask for them without a browser.
    """
    (other,) = set(KINDS) - {database}
    if item.get_closest_marker(other):
        return False
    if item.get_closest_marker("browser") and not item.get_closest_marker(database):
        return database == "sqlite"
    return database == "sqlite" or asks_for_a_database(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [item for item in items if not runs_on(item, config.option.db)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if asks_for_a_database(item):
        return (yield)
    from django.db import connections

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", UNASKED)
        patch.setattr(type(connections["default"]), "vendor", property(undecided))
        return (yield)


def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """A database that is asked for on the way would go unseen by `runs_on`."""
    if request.scope == "function" and fixturedef.argname in FIXTURES:
        assert asks_for_a_database(request.node), f"mark it: {request.node.nodeid}"


def undecided(connection: object) -> str:
    raise AssertionError("which database it is: this test has asked for none, mark it django_db")
