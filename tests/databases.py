"""The database of each process of the test run: a copy of one that has been migrated, where bin/test made one."""

import os
import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from applications.management.commands.grant_portal_role import append_only_tables

TEMPLATE = "MIGRATED_DATABASE"  # a file of SQLite, or the name of a database beside the one of DATABASE_URL


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Migrations take a process 40 s; a copy takes one. Django then runs those that the copy lacks: none."""
    template = os.environ.get(TEMPLATE)
    if template and connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    elif template:
        connection_created.connect(_copy_into_memory)


def _copy_into_memory(sender, connection, **kwargs) -> None:
    if connection.is_in_memory_db():
        connection_created.disconnect(_copy_into_memory)
        with closing(sqlite3.connect(os.environ[TEMPLATE])) as template:
            template.backup(connection.connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What is done once a process, so that no test has a part in it.

    Django asks SQLite whether it knows JSON: no test's statements count that. On PostgreSQL tests that commit may empty
    the tables behind them: what forbids it is tried by a test that turns it on again.
    """
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                for table in append_only_tables():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")
    return django_db_setup


def opens_a_database(item: pytest.Item) -> bool:
    """Whether a test can: pytest-django refuses it to one that has neither its mark nor a fixture that sets one up."""
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames
