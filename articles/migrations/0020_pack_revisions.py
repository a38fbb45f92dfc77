"""The bodies that revisions have kept so far leave the JSON, and are packed; and back again."""

import json
from itertools import groupby
from operator import itemgetter

from django.db import migrations

from articles.models import bulk
from articles.models.body_packing import pack, unpack

CHUNK = 200
LEANING = 19


def take_out(apps, schema_editor):
    """In the order of the stories, a few at a time; each story's first body is a full copy."""
    table = apps.get_model("articles", "Revision")
    heavy = table.objects.filter(before__has_key="body", packed_body__isnull=True)
    rows = heavy.order_by("article_id", "pk").values_list("article_id", "pk")
    for _article, numbers in groupby(rows.iterator(10_000), itemgetter(0)):
        story = [pk for _article, pk in numbers]
        for at in range(0, len(story), LEANING + 1):
            found = table.objects.filter(pk__in=story[at : at + LEANING + 1]).order_by("pk")
            said = list(found.values_list("pk", "before"))
            first, copy = said[0][0], said[0][1]["body"]
            packed = [
                [
                    json.dumps(before | {"body": None}, ensure_ascii=False),
                    pack(before["body"], None if pk == first else copy),
                    None if pk == first else first,
                    pk,
                ]
                for pk, before in said
            ]
            bulk.update(table, ["before", "packed_body", "body_base"], packed)


def put_in(apps, schema_editor):
    table = apps.get_model("articles", "Revision")
    numbers = table.objects.filter(packed_body__isnull=False).order_by("pk")
    for chunk in in_chunks([*numbers.values_list("pk", flat=True).iterator(10_000)]):
        found = table.objects.filter(pk__in=chunk).select_related("body_base")
        bulk.update(table, ["before"], [[unpacked(row), row.pk] for row in found])


def unpacked(row):
    base = unpack(bytes(row.body_base.packed_body)) if row.body_base_id else None
    body = unpack(bytes(row.packed_body), base)
    return json.dumps(row.before | {"body": body}, ensure_ascii=False)


def in_chunks(numbers):
    return [numbers[at : at + CHUNK] for at in range(0, len(numbers), CHUNK)]


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_revision_bodies")]

    operations = [migrations.RunPython(take_out, put_in)]
