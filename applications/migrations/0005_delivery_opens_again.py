"""The database's own guard learns that a complaint opens a delivery again (T9)."""

from importlib import import_module

from django.db import migrations

LEGAL = import_module("applications.migrations.0002_guards").LEGAL
OPENED_AGAIN = (("invoice", "delivery"), ("closed", "delivery"))


def guard(pairs):
    def write(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        listed = ", ".join(f"('{old}', '{new}')" for old, new in pairs)
        schema_editor.execute(
            f"""CREATE OR REPLACE FUNCTION applications_legal_stage() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF (OLD.stage, NEW.stage) NOT IN ({listed}) THEN
                    RAISE EXCEPTION 'no transition leads from % to %', OLD.stage, NEW.stage;
                END IF;
                RETURN NEW;
            END $$""",
            params=None,
        )

    return write


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_every_authority")]
    operations = [migrations.RunPython(guard(LEGAL + OPENED_AGAIN), guard(LEGAL))]
