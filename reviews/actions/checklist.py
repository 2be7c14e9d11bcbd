"""Answer the rows of the checklist."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.facts import checklist_rows
from applications.models import Application
from applications.problems import refuse_unless
from applications.workflow import locked, require
from reviews.models import ChecklistAnswer


@transaction.atomic
def answer_rows(*, by, application_id: int, answers: dict, at: datetime | None = None) -> Application:
    """Save {row key: (answer, comment)}; an empty answer takes the row's answer back. Unknown rows are left out.

    Raises NotReady where the case has ended.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("check", by, case)
    refuse_unless((case.is_open, _("The case has ended: %(stage)s") % {"stage": case.stage_name}))
    known = {row["key"] for row in checklist_rows(case)}
    for key, (answer, comment) in answers.items():
        if key not in known:
            continue
        if not answer:
            case.checklist_answers.filter(key=key).delete()
            continue
        ChecklistAnswer.objects.update_or_create(
            application=case, key=key, defaults={"answer": answer, "comment": comment[:500], "by": by, "at": at}
        )
    return case
