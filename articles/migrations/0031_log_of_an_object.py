"""What the audit log says of one object is found at once: Django's own table has no such index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_licence_until"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]

    operations = [
        migrations.RunSQL(
            'CREATE INDEX "admin_log_of_object"'
            ' ON "django_admin_log" ("content_type_id", "object_id", "id")',
            'DROP INDEX "admin_log_of_object"',
        ),
    ]
