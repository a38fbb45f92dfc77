"""Stories deleted before there were tombstones get one each."""

from django.db import migrations


def bury(apps, schema_editor):
    Sighting = apps.get_model("articles", "Sighting")
    Tombstone = apps.get_model("articles", "Tombstone")
    gone = Sighting.objects.filter(article=None, refused="", tombstone=None)
    for sighting in gone.only("title", "source_name", "story_key").iterator():
        same = Sighting.objects.filter(story_key=sighting.story_key, tombstone__isnull=False)
        tombstone = (same.first() and same.first().tombstone) or Tombstone.objects.create(
            reason="deleted",
            article_number=0,
            title=sighting.title,
            source_name=sighting.source_name,
        )
        Sighting.objects.filter(pk=sighting.pk).update(tombstone=tombstone)


def exhume(apps, schema_editor):
    apps.get_model("articles", "Sighting").objects.update(tombstone=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_import_at_scale")]
    operations = [migrations.RunPython(bury, exhume)]
