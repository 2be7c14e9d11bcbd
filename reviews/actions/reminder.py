"""Remind whoever a case waits for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.audiences import not_reminded_today, waiting_people
from applications.models import Event
from applications.problems import NotReady
from applications.workflow import locked, record, require


@transaction.atomic
def remind(*, by, application_id: int, at: datetime | None = None) -> Event:
    """Remind the applicant, the officer or the people with the role that the case waits for, by e-mail.

    Nobody is reminded of the same case twice on a day, be it by hand or by the clock. Raises NotReady where nobody is
    waited for, or nobody is left to be told.
    """
    at = at or timezone.now()
    case = locked(application_id)
    require("write_on_desk", by, case)
    if not case.is_open:
        raise NotReady([_("The case has ended: nobody is waited for.")])
    people = [person for person in waiting_people(case, at) if person.user != by]
    if not people:
        raise NotReady([_("It waits for nobody but you.")])
    if not not_reminded_today(case, people, at):
        raise NotReady([_("Whoever it waits for has been reminded today.")])
    return record(case, "reminded", by=by, at=at, waiting_for=case.waiting_for)
