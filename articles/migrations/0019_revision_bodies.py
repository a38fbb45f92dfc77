import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_mended_files")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="packed_body",
            field=models.BinaryField(
                null=True,
                verbose_name="body before",
                help_text="The body as it was, compressed; empty: the body did not change.",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="body_base",
            field=models.ForeignKey(
                to="articles.revision",
                on_delete=django.db.models.deletion.RESTRICT,
                null=True,
                blank=True,
                related_name="leaning",
                verbose_name="leans on",
                help_text="The full copy that the compressed body differs from; empty: it is one.",
            ),
        ),
    ]
