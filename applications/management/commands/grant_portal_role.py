"""Give the database role that the portal signs in as what it needs, and nothing with which the past can be changed."""

import re

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def append_only_tables() -> list[str]:
    """The tables whose rows are never changed or removed."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "IS_APPEND_ONLY", False))


def statements(role: str, database: str) -> list[str]:
    """What the owner of the tables has to say, for a role that can sign in and owns nothing."""
    tables = ", ".join(append_only_tables())
    return [
        f'GRANT CONNECT ON DATABASE "{database}" TO {role}',
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE ALL ON SCHEMA public FROM {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE ON {tables} FROM {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    ]


class Command(BaseCommand):
    help = "Give a database role the rights that the portal needs, after every migration; run it as the tables' owner."

    def add_arguments(self, parser):
        parser.add_argument("role", help="the role that DATABASE_URL names for web, worker and beat")
        parser.add_argument("--print", action="store_true", help="show the statements, and do nothing")

    def handle(self, *args, **options):
        role = options["role"]
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        if not NAME.fullmatch(role):
            raise CommandError("A role is written in small letters, digits and _.")
        lines = statements(role, connection.settings_dict["NAME"])
        if options["print"]:
            self.stdout.write("".join(f"{line};\n" for line in lines))
            return
        with transaction.atomic(), connection.cursor() as cursor:
            self.refuse_the_mighty(cursor, role)
            for line in lines:
                cursor.execute(line)
        self.stdout.write(
            f"{role} can read and write, and neither change nor remove: {', '.join(append_only_tables())}."
        )

    def refuse_the_mighty(self, cursor, role: str) -> None:
        """A role that owns the tables, or stands above all rights, would keep every right whatever is said here."""
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role])
        found = cursor.fetchone()
        if found is None:
            raise CommandError(f"There is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '…'.")
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND pg_has_role(%s, relowner, 'MEMBER')",
            [role],
        )
        if found[0] or cursor.fetchone()[0]:
            raise CommandError(f"{role} owns tables, belongs to their owner, or is a superuser. Make another role.")
