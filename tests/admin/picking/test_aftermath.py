"""What merging and moving categories leaves: to beats, to deeds under way, to open forms."""

import pytest
from django.contrib.auth.models import User

from articles.admin.picking import category_merging
from articles.models import Beat, Category
from articles.models.beats import reach_of
from tests.factories import make_category

pytestmark = pytest.mark.django_db
MERGE = category_merging.PAGE.staying


def merge(client, *rows, into):
    url = MERGE.url(row.pk for row in (*rows, into))
    return client.post(url, {"winner": str(into.pk)}, follow=True)


def test_addresses_that_differ_by_case_alone_are_two(desk):
    make_category("ai", "Chips")
    lower, upper = Category.objects.get(path="ai"), Category.objects.create(name="AI", slug="AI")
    person = User.objects.create(username="free")
    Beat.objects.create(user=person, category=upper)

    assert list(reach_of(person).sections) == [upper]
    assert merge(desk, upper, into=lower).status_code == 200
    assert set(Category.objects.values_list("path", flat=True)) == {"ai", "ai/chips"}
