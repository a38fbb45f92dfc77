"""What known files tell of their old addresses, read from the kept originals."""

import zlib

from django.db import migrations

from articles.importer import dialects, frontmatter
from articles.importer.old_addresses import old_addresses
from articles.importer.problems import Refused
from articles.models import bulk

CHUNK = 500


def read_originals(apps, schema_editor):
    sightings = apps.get_model("articles", "Sighting").objects.filter(refused="").order_by("pk")
    files = sightings.values_list("pk", "path", "original", "batch__options")
    last = 0
    while chunk := list(files.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        told = {pk: _told(path, original, options) for pk, path, original, options in chunk}
        _store(apps, {pk: old for pk, old in told.items() if old})


def _told(path, original, options):
    try:
        document = frontmatter.parse(zlib.decompress(original), path)
    except (Refused, zlib.error):
        return None
    return old_addresses(document, dialects.for_document(document, options.get("dialect", "auto")))


def _store(apps, told):
    numbers = [(old.number, pk) for pk, old in told.items() if old.number is not None]
    paths = [(path, pk) for pk, old in told.items() for path in old.paths]
    bulk.update(apps.get_model("articles", "Sighting"), ["old_number"], numbers)
    bulk.insert(apps.get_model("articles", "OldAddress"), ["path", "sighting"], paths, ignore=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_reading_pages")]

    operations = [migrations.RunPython(read_originals, migrations.RunPython.noop)]
