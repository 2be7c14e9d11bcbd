"""What the queue sorts and finds cases by: the principal on the case, the words beside it, and an index for each order.

The words of before stay as they are; `manage.py rebuild_clocks` adds what was answered in words.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Substr

OPEN = ("submitted", "assigned", "legal_review", "specification", "confidentiality_decision", "delivery", "invoice")
ENDED = ("closed", "archived", "withdrawn", "dismissed", "refused")
SORTED_BY = {
    "came_in": ["submitted_at", "id"],
    "number": ["case_year", "case_sequence", "id"],
    "principal": ["principal_name", "id"],
    "handling": ["handling_days", "id"],
}
VIEWS = {"due": [], "waiting": ["waiting_for"], "officer": ["officer"], "stage": ["stage"]}
# Open cases are few and looked for often: their words have an index of their own.
WORDS = {
    "applications_words_open": "CREATE INDEX applications_words_open ON applications_casewords "
    "USING gin (text gin_trgm_ops) WHERE is_open",
    "applications_words_ended": "CREATE INDEX applications_words_ended ON applications_casewords "
    "USING gin (text gin_trgm_ops) WHERE NOT is_open",
}


def index(name, fields, stages):
    return migrations.AddIndex(
        "application", models.Index(fields=["authority", *fields], name=name, condition=Q(stage__in=stages))
    )


def fill(apps, schema_editor):
    application, submission = apps.get_model("applications", "Application"), apps.get_model("applications", "Submission")
    newest = submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    name = newest.annotate(name=KT("content__facts__principal__name")).values("name")[:1]
    application.objects.exclude(case_number="").update(
        principal_name=Coalesce(Substr(Subquery(name), 1, 200), Value(""))
    )
    stages = ", ".join(f"'{stage}'" for stage in OPEN)
    schema_editor.execute(
        "INSERT INTO applications_casewords (application_id, authority_id, is_open, text) "
        f"SELECT id, authority_id, stage IN ({stages}), ' ' || search_text FROM applications_application "
        "WHERE search_text <> ''"
    )


def find_words(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX IF EXISTS applications_search_words")
    for statement in WORDS.values():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_specifications_in_parts"),
        ("registries", "0005_search_of_variables"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="applications.application",
                    ),
                ),
                ("is_open", models.BooleanField()),
                ("text", models.TextField()),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registries.authority",
                    ),
                ),
            ],
            options={"verbose_name": "words of a case", "verbose_name_plural": "words of cases"},
        ),
        migrations.AddField("application", "principal_name", models.CharField(blank=True, max_length=200)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(find_words, migrations.RunPython.noop),
        migrations.RemoveField("application", "search_text"),
        *(migrations.RemoveIndex("application", f"app_queue_{name}") for name in ("stage", "officer", "open", "waiting")),
        *(
            index(f"app_open_{name}", [*first, "deadline_on", "id", "project"], OPEN)
            for name, first in VIEWS.items()
        ),
        *(index(f"app_open_{name}", fields, OPEN) for name, fields in SORTED_BY.items()),
        *(index(f"app_ended_{name}", fields, ENDED) for name, fields in SORTED_BY.items()),
    ]
