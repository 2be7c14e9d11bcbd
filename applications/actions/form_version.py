"""Move a draft from the form that it was begun with to the newer one."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.fact_sharing import ProjectFacts, takes_part
from applications.form_versions import Newer, carried_over, newer_rules, without_place
from applications.models import Answers, Application, Attachment
from applications.problems import NotReady
from applications.project_log import locked_project_of
from applications.workflow import locked, record, require
from registries.kinds import kind_of

NOTHING_NEWER = _(
    "This draft has the newest form already, or has been sent. Nothing was changed. Go on with it as it stands."
)


@transaction.atomic
def move_to_newer_form(
    *, by, application_id: int, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Give a draft the form and the procedure that are in force now. Nothing that was typed is lost.

    What the newer form asks too is carried over; an answer for which it has no question is laid aside, where it can
    still be read. Files without a place are no longer enclosed. Raises NotAllowed, StaleCase, or NotReady where there
    is no newer form.
    """
    at = at or timezone.now()
    locked_project_of(application_id)
    case = locked(application_id, expected_version)
    require("edit", by, case)
    newer = newer_rules(case, at)
    if newer is None:
        raise NotReady([NOTHING_NEWER])
    before = case.form_version
    files = without_place(case, newer.form)
    Attachment.objects.filter(pk__in=[file.pk for file in files]).update(removed_at=at)
    _carry_over(case, newer)
    case.form_version, case.procedure = newer.form, newer.procedure
    said = {"from_form": before.version, "to_form": newer.form.version, "files": len(files)}
    record(case, "moved_to_newer_form", by=by, at=at, **said)
    return case


def _carry_over(case: Application, newer: Newer) -> None:
    """Bring the answers into the newer form; what the project says fills what it asks anew."""
    answers = Answers.objects.select_for_update().get(application=case)
    moved = carried_over(answers, case.form_version, newer.form)
    facts = ProjectFacts(case.project) if takes_part(case) else None
    for question in newer.form.questions.values():
        said = facts.answer_to(question, case) if facts else None
        if said is not None and not kind_of(question).is_answered(moved.values.get(question.key)):
            moved.values[question.key] = said
    answers.values = moved.values | moved.aside
    answers.own = [key for key in answers.own if key in newer.form.questions]
    # A page of the older form that is still open is stale from now on.
    answers.versions = {key: version + 1 for key, version in answers.versions.items()}
    answers.save()
