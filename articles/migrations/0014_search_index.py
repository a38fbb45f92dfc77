import django.db.models.deletion
from django.db import migrations, models

TABLE = "articles_searchterms"
FTS5 = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5("
    "terms, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '+#.'\")"
)
# A bulk load of some hundred stories is one piece of the index, not many that are merged later.
SETTINGS = (("hashsize", 8 << 20), ("automerge", 8))
POSTGRESQL = (
    f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
    # The planner knows nothing of terms; it need not gather figures of them either.
    f"ALTER TABLE {TABLE} ALTER COLUMN terms SET STATISTICS 0",
    f"CREATE INDEX articles_searchterms_found ON {TABLE} USING gin (terms)",
    "ALTER TABLE articles_searchtext ALTER COLUMN text SET STORAGE EXTERNAL",
)
# A PostgreSQL that was built without lz4 goes on with its own compression.
LZ4 = f"""
DO $$ BEGIN
    ALTER TABLE {TABLE} ALTER COLUMN terms SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$
"""


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*POSTGRESQL, LZ4):
            schema_editor.execute(statement)
    else:
        schema_editor.execute(FTS5)
        for name, value in SETTINGS:
            schema_editor.execute(
                f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES (%s, %s)", [name, value]
            )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("articles", "0013_longer_image_addresses")]

    operations = [
        migrations.CreateModel(
            name="SearchTerms",
            fields=[
                ("rowid", models.BigIntegerField(primary_key=True, serialize=False)),
                ("terms", models.TextField()),
            ],
            options={
                "db_table": TABLE,
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        help_text="The story.",
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="articles.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        help_text="Of what the text was made from.",
                        max_length=32,
                        verbose_name="digest",
                    ),
                ),
                (
                    "facts",
                    models.TextField(
                        help_text="Terms of its source, categories, tags and date.",
                        verbose_name="facts",
                    ),
                ),
                (
                    "text",
                    models.BinaryField(
                        help_text="Title, byline, summary and body, folded; Zstandard.",
                        verbose_name="text",
                    ),
                ),
            ],
            options={
                "verbose_name": "text for search",
                "verbose_name_plural": "texts for search",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make, drop),
    ]
