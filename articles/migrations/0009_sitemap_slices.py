from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_rendering_digest")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                models.Func(
                    models.F("id"),
                    template="((%(expressions)s - 1) / 2500)",
                    output_field=models.BigIntegerField(),
                ),
                models.F("modified_at"),
                condition=models.Q(("status", "published")),
                name="article_slice_changed",
            ),
        ),
    ]
