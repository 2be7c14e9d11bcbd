import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

READINGS = "applications_reading"
APPEND_ONLY = (
    "applications_event", "applications_submission", "applications_projectevent", READINGS, "registries_setupevent",
)


def guard(apps, schema_editor):
    """Readings are never changed, and on PostgreSQL no append-only table can be emptied in one go either."""
    if schema_editor.connection.vendor != "postgresql":
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {READINGS}_no_{verb.lower()} BEFORE {verb} ON {READINGS} "
                f"BEGIN SELECT RAISE(ABORT, '{READINGS} is append-only'); END"
            )
        return
    schema_editor.execute(
        f"CREATE TRIGGER {READINGS}_append_only BEFORE UPDATE OR DELETE ON {READINGS} "
        "FOR EACH ROW EXECUTE FUNCTION applications_append_only()"
    )
    for table in APPEND_ONLY:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION applications_append_only()"
        )


def undo(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {READINGS}_no_{verb}")
        return
    schema_editor.execute(f"DROP TRIGGER {READINGS}_append_only ON {READINGS}")
    for table in APPEND_ONLY:
        schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")


class Migration(migrations.Migration):

    dependencies = [
        ("applications", "0019_what_waits_is_indexed"),
        ("registries", "0004_projects_and_setup"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=[("attachment", "attachment"), ("document", "letter"), ("assessment", "harm assessment")], max_length=20)),
                ("subject", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("application", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="applications.application")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("application", "number"), name="applications_reading_number_once")],
            },
        ),
        migrations.RunPython(guard, undo),
    ]
