"""What happened stays: triggers refuse changes, and the role that the portal signs in as may not even try."""

import io
import uuid

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from applications.management.commands.grant_portal_role import append_only_tables, statements
from applications.models import Event, ProjectEvent, Reading, Submission
from applications.readings import note
from registries.models import SetupEvent
from tests.factories.place import begin_place, make_place
from tests.factories.world import make_world

MODELS = (Event, ProjectEvent, Reading, SetupEvent, Submission)
# What somebody would try who got hold of the portal's own password for the database.
TRIED = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "DROP TABLE {table} CASCADE",
    "DROP TRIGGER {table}_append_only ON {table}",
    "DROP TRIGGER {table}_no_truncate ON {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} DISABLE TRIGGER {table}_append_only",
    "ALTER TABLE {table} ADD COLUMN other text",
    "ALTER TABLE {table} OWNER TO CURRENT_USER",
    "ALTER TABLE {table} RENAME TO other",
    "CREATE TRIGGER other BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION applications_append_only()",
    "CREATE RULE other AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "SELECT 1 FROM {table} FOR UPDATE",
    "GRANT ALL ON {table} TO CURRENT_USER; UPDATE {table} SET {column} = {column}",
    "CREATE OR REPLACE FUNCTION applications_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION applications_append_only() CASCADE",
    "SET session_replication_role = replica",
    "CREATE TABLE public.other (id int)",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
)


@pytest.fixture
def place(db, settings, tmp_path):
    """A place in which every append-only table has a row."""
    settings.MAIL_DIR = tmp_path
    place = make_place(*begin_place(), tmp_path)
    note(place.case, "document", subject=place.case.documents.first().public_id, by=place.world.officer)
    return place


@pytest.fixture
def role(db):
    """The lesser role, as docs/operations.md sets it up; it is gone with the transaction of the test."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN")
    call_command("grant_portal_role", name, stdout=io.StringIO())
    return name


def refused(sql: str) -> str:
    """Why the database refuses a statement; "" where it obeys."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as problem:
        return str(problem)
    return ""


def test_tables_when_append_only_then_are_these():
    assert append_only_tables() == sorted(model._meta.db_table for model in MODELS)
    events = [model for model in apps.get_models() if model.__name__.endswith("Event")]
    assert {model for model in events if not getattr(model, "IS_APPEND_ONLY", False)} == set()


@pytest.mark.parametrize("model", MODELS)
def test_row_when_changed_or_removed_in_the_database_then_is_refused(place, model):
    table, rows = model._meta.db_table, model._base_manager.count()
    assert rows, table
    assert "append-only" in refused(f"UPDATE {table} SET id = id")
    assert "append-only" in refused(f"DELETE FROM {table}")
    assert model._base_manager.count() == rows


@pytest.mark.postgres
@pytest.mark.parametrize("model", MODELS)
def test_table_when_emptied_in_one_go_then_is_refused(db, model):
    table = model._meta.db_table
    with connection.cursor() as cursor:  # tests that commit need it off: see tests/conftest.py
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
    assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgres
@pytest.mark.parametrize("sql", TRIED)
def test_lesser_role_when_it_tries_to_change_the_past_then_may_not(role, sql):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    for model in MODELS:
        said = refused(sql.format(table=model._meta.db_table, column="id"))
        assert "permission denied" in said or "must be owner" in said, (sql, said)


@pytest.mark.postgres
def test_portal_when_it_runs_as_the_lesser_role_then_a_case_goes_its_whole_way(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (role, False)
    world = make_world()
    case = world.case_at("closed")
    note(case, "document", subject=case.documents.first().public_id, by=world.officer)
    assert case.events.count() > 5 and case.readings.count() == 1
    call_command("verify_events", stdout=io.StringIO())


@pytest.mark.postgres
def test_lesser_role_when_it_changes_a_stage_against_the_law_then_is_refused(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    case = make_world().case_at("submitted")
    assert "no transition leads" in refused(
        f"UPDATE applications_application SET stage = 'closed' WHERE id = {case.pk}"
    )
    assert "foreign key" in refused(
        f"DELETE FROM applications_application WHERE id = {case.pk}; SET CONSTRAINTS ALL IMMEDIATE"
    )


@pytest.mark.postgres
def test_grants_when_printed_then_nothing_is_done(db):
    said = io.StringIO()
    call_command("grant_portal_role", "nobody_at_all", "--print", stdout=said)
    assert "REVOKE UPDATE, DELETE ON applications_event, " in said.getvalue()
    assert said.getvalue().count(";\n") == len(statements("nobody_at_all", "x"))


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("name", "why"), [("nobody_at_all", "There is no role"), ("Robert; DROP", "small letters"), ("", "small letters")]
)
def test_grants_when_the_role_cannot_be_then_is_refused(db, name, why):
    with pytest.raises(CommandError, match=why):
        call_command("grant_portal_role", name)


@pytest.mark.postgres
def test_grants_when_the_role_owns_the_tables_then_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    with pytest.raises(CommandError, match="owns tables"):
        call_command("grant_portal_role", owner)


def test_grants_when_there_is_no_such_role_then_is_refused(db):
    why = "There is no role" if connection.vendor == "postgresql" else "Only PostgreSQL has roles"
    with pytest.raises(CommandError, match=why):
        call_command("grant_portal_role", "nobody_at_all")
