"""What the database itself refuses: a changed event or submission, and a stage that the law does not lead to."""

from django.db import migrations

APPEND_ONLY = ("applications_event", "applications_submission")
LEGAL = (
    ("draft", "submitted"), ("submitted", "assigned"), ("assigned", "legal_review"),
    ("legal_review", "specification"), ("legal_review", "confidentiality_decision"), ("assigned", "specification"),
    ("specification", "confidentiality_decision"), ("assigned", "confidentiality_decision"),
    ("confidentiality_decision", "delivery"), ("confidentiality_decision", "refused"),
    ("submitted", "dismissed"), ("assigned", "dismissed"), ("delivery", "invoice"), ("delivery", "closed"),
    ("invoice", "closed"), ("draft", "withdrawn"), ("submitted", "withdrawn"), ("assigned", "withdrawn"),
    ("legal_review", "withdrawn"), ("specification", "withdrawn"), ("confidentiality_decision", "withdrawn"),
    ("legal_review", "assigned"), ("specification", "assigned"), ("specification", "legal_review"),
    ("confidentiality_decision", "assigned"), ("confidentiality_decision", "legal_review"),
    ("confidentiality_decision", "specification"), ("refused", "confidentiality_decision"), ("dismissed", "assigned"),
    ("closed", "archived"), ("refused", "archived"), ("dismissed", "archived"), ("withdrawn", "archived"),
)


def postgres(schema_editor):
    pairs = ", ".join(f"('{old}', '{new}')" for old, new in LEGAL)
    yield """CREATE FUNCTION applications_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"""
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION applications_append_only()"""
    yield f"""CREATE FUNCTION applications_legal_stage() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF (OLD.stage, NEW.stage) NOT IN ({pairs}) THEN
                RAISE EXCEPTION 'no transition leads from % to %', OLD.stage, NEW.stage;
            END IF;
            RETURN NEW;
        END $$"""
    yield """CREATE TRIGGER applications_application_legal_stage BEFORE UPDATE OF stage ON applications_application
        FOR EACH ROW WHEN (OLD.stage IS DISTINCT FROM NEW.stage) EXECUTE FUNCTION applications_legal_stage()"""
    yield "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    yield """CREATE INDEX applications_search_words ON applications_application USING gin (search_text gin_trgm_ops)"""


def sqlite(schema_editor):
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""


def undo_postgres(schema_editor):
    yield "DROP INDEX applications_search_words"
    yield "DROP TRIGGER applications_application_legal_stage ON applications_application"
    yield "DROP FUNCTION applications_legal_stage()"
    for table in APPEND_ONLY:
        yield f"DROP TRIGGER {table}_append_only ON {table}"
    yield "DROP FUNCTION applications_append_only()"


def undo_sqlite(schema_editor):
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            yield f"DROP TRIGGER {table}_no_{verb}"


def run(on_postgres, on_sqlite):
    def operation(apps, schema_editor):
        statements = on_postgres if schema_editor.connection.vendor == "postgresql" else on_sqlite
        for statement in statements(schema_editor):
            schema_editor.execute(statement, params=None)

    return operation


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]
    operations = [migrations.RunPython(run(postgres, sqlite), run(undo_postgres, undo_sqlite))]
