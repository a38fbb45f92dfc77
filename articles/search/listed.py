"""`field__listed=listed(numbers)`: as `among`, for compiled queries, which keep a text's place."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models


def listed(numbers: Iterable[int]) -> str:
    """Many numbers as one parameter, spelt for the database at hand."""
    inner = ",".join(map(str, numbers))
    return f"{{{inner}}}" if connection.vendor == "postgresql" else f"[{inner}]"


@models.Field.register_lookup
class Listed(models.Lookup):
    lookup_name = "listed"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        sql = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  # our names
        return sql, [*params, self.rhs]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*params, self.rhs]

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]
