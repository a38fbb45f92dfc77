from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_doubts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(
                condition=models.Q(("refused", ""), _negated=True),
                fields=["-id"],
                name="sighting_ever_refused",
            ),
        ),
    ]
