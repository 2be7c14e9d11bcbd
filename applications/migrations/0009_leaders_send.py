"""Who leads a project sends its applications; what happened to a project is never changed."""

import django.db.models
from django.db import migrations, models

TABLE = "applications_projectevent"


def let_leaders_send(apps, schema_editor):
    leading = ["principal_investigator", "contact_person"]
    apps.get_model("applications", "ProjectMember").objects.filter(role__in=leading).update(may="submit")


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION applications_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_projects_and_setup")]
    operations = [
        migrations.RunPython(let_leaders_send, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='projectmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('may', 'submit'), ('role__in', ('principal_investigator', 'contact_person'))), models.Q(models.Q(('role__in', ('principal_investigator', 'contact_person')), _negated=True), models.Q(('may', 'submit'), _negated=True)), _connector='OR'), name='applications_leaders_send', violation_error_message='Whoever leads the project or is its contact person sends, and nobody else.'),
        ),
        migrations.AddConstraint(
            model_name='projectmember',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at', None), ('role', 'principal_investigator')), fields=('project',), name='applications_one_principal_investigator', violation_error_message='A project has one principal investigator at a time.'),
        ),
        migrations.RunPython(guard, unguard),
    ]
