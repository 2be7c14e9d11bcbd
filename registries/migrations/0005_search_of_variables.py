"""What keeps the search of variables quick: their order and their names, and the words that they are found by."""

from django.db import migrations, models

# On PostgreSQL trigrams find any part of a word. SQLite has no such index on a table that Django may make anew; there
# the words are read through, out of an index that holds what the search asks for, which is much less than the rows hold.
WORDS = {
    "postgresql": "CREATE INDEX registries_variable_words ON registries_variable USING gin (search_text gin_trgm_ops)",
    "sqlite": "CREATE INDEX registries_variable_words ON registries_variable "
    "(registry_id, position, id, search_text, from_year, to_year, sensitivity, identifying)",
}


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(WORDS[vendor])


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX registries_variable_words")


class Migration(migrations.Migration):
    dependencies = [("registries", "0004_projects_and_setup")]

    operations = [
        migrations.AddIndex(
            model_name="variable",
            index=models.Index(fields=["registry", "position", "id"], name="variable_in_order"),
        ),
        migrations.AddIndex(
            model_name="variable",
            index=models.Index(fields=["name"], name="variable_by_name"),
        ),
        migrations.RunPython(make, drop),
    ]
