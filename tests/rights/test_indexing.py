"""What search engines are told: of one story, and of all in SQL."""

import pytest

from articles.models import Article, Indexing, Source
from articles.rights import canonical_of, indexable, rights_of, robots_of
from tests.factories import make_article

pytestmark = pytest.mark.django_db

ORIGINAL = "https://wire.example/1"
OUT = "noindex, follow"
#   grant, original: robots, whose address is the canonical one
TABLE = {
    ("index", ORIGINAL): ("", "ours"),
    ("index", None): ("", "ours"),
    ("canonical", ORIGINAL): ("", "theirs"),
    ("canonical", None): ("", "ours"),
    ("canonical", ""): ("", "ours"),
    ("noindex", ORIGINAL): (OUT, "ours"),
    ("noindex", None): (OUT, "ours"),
    ("something", ORIGINAL): (OUT, "ours"),
    ("something", None): (OUT, "ours"),
}


def test_the_table_has_every_grant():
    assert set(Indexing.values) < {grant for grant, _original in TABLE}


@pytest.mark.parametrize(("case", "told"), TABLE.items(), ids=str)
def test_search_engines_are_told_the_source_s_rule(case, told, settings):
    settings.SITE_URL = "https://news.example"
    grant, original = case
    source = Source.objects.create(name="Wire", indexing=grant)
    story = make_article(source=source, original_url=original)
    rights = rights_of(story)
    ours = f"https://news.example{story.get_absolute_url()}"

    assert robots_of(rights) == told[0]
    assert canonical_of(story, rights) == (ours if told[1] == "ours" else original)
    assert Article.objects.filter(indexable()).exists() == (told == ("", "ours"))
