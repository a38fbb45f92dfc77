from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_sitemap_slices")]

    operations = [
        migrations.AlterField(
            model_name="tombstone",
            name="article_number",
            field=models.PositiveBigIntegerField(
                db_index=True,
                help_text="The article's number, which its address held.",
                verbose_name="number",
            ),
        ),
    ]
