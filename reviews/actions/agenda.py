"""Plan a legal meeting and move it, put cases on its agenda and order them, and close it (S16, T4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.problems import NotAllowed, NotReady, refuse_unless
from applications.workflow import locked, record, require
from portal.base.clock import today
from registries.models import Authority, Role
from registries.roles import has_role
from reviews.agenda import may_hold, standing_item
from reviews.models import AgendaItem, LegalMeeting


@transaction.atomic
def plan_meeting(
    *, by, authority: Authority, held_on: date, decision_maker, lawyer, place: str = "", at: datetime | None = None
) -> LegalMeeting:
    """Plan a meeting. Raises NotAllowed for whoever holds none there, or NotReady with every reason against it."""
    at = at or timezone.now()
    _require_holder(by, authority)
    refuse_unless(
        (held_on >= today(at, authority.time_zone), _("The day of the meeting cannot lie in the past.")),
        (has_role(decision_maker, authority, Role.DECISION_MAKER), _("Choose who decides for the authority.")),
        (has_role(lawyer, authority, Role.LAWYER), _("Choose the lawyer.")),
    )
    people = {"decision_maker": decision_maker, "lawyer": lawyer, "planned_by": by, "planned_at": at}
    with _one_meeting_a_day():
        return LegalMeeting.objects.create(authority=authority, held_on=held_on, place=place.strip(), **people)


@contextmanager
def _one_meeting_a_day() -> Iterator[None]:
    """What is written within gives NotReady for a second meeting on a day, be it planned at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NotReady([_("There is already a meeting on this day.")]) from error


@transaction.atomic
def change_meeting(*, by, meeting_id: int, decision_maker, lawyer, place: str) -> LegalMeeting:
    """Change who takes part and where; for the day see `change_day`."""
    meeting = _locked_meeting(by, meeting_id)
    refuse_unless(
        (has_role(decision_maker, meeting.authority, Role.DECISION_MAKER), _("Choose who decides for the authority.")),
        (has_role(lawyer, meeting.authority, Role.LAWYER), _("Choose the lawyer.")),
    )
    meeting.decision_maker, meeting.lawyer, meeting.place = decision_maker, lawyer, place.strip()
    meeting.save(update_fields=["decision_maker", "lawyer", "place"])
    return meeting


@transaction.atomic
def change_day(*, by, meeting_id: int, held_on: date, at: datetime | None = None) -> LegalMeeting:
    """Hold a planned meeting on another day. Its agenda goes with it, and the history of each case on it says so.

    Raises NotAllowed for whoever holds none there, NotReady with every reason against it.
    """
    at = at or timezone.now()
    cases = _standing_cases(by, meeting_id)
    meeting = _locked_meeting(by, meeting_id)
    standing = set(meeting.items.standing().values_list("application", flat=True))
    refuse_unless(
        (held_on >= today(at, meeting.authority.time_zone), _("The day of the meeting cannot lie in the past.")),
        (held_on != meeting.held_on, _("The meeting is planned for this day already.")),
        (not meeting.has_begun, _("A case has been taken up already: the meeting has been held.")),
        (standing == {case.pk for case in cases}, _("The agenda has changed meanwhile. Look at it, then try again.")),
    )
    before, meeting.held_on = meeting.held_on, held_on
    with _one_meeting_a_day():
        meeting.save(update_fields=["held_on"])
    for case in cases:
        record(case, "meeting_moved", by=by, at=at, planned_on=before, held_on=held_on)
    return meeting


def _standing_cases(by, meeting_id: int) -> list[Application]:
    """The cases that wait for a meeting, locked: before the meeting itself, as whoever puts a case on it locks them."""
    meeting = LegalMeeting.objects.select_related("authority").get(pk=meeting_id)
    _require_holder(by, meeting.authority)
    return [locked(pk) for pk in meeting.items.standing().order_by("application").values_list("application", flat=True)]


@transaction.atomic
def put_on(
    *, by, application_id: int, meeting: LegalMeeting, question: str = "", at: datetime | None = None
) -> AgendaItem:
    """Put a case at the end of an agenda. Raises NotReady where it is not up for a meeting, or stands already."""
    at = at or timezone.now()
    case = locked(application_id)
    require("put_on_agenda", by, case)
    meeting = LegalMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.authority_id != case.authority_id:
        raise NotAllowed
    refuse_unless(
        (case.in_legal_review and not case.has_harm_assessment, _("The case is not up for a legal meeting now.")),
        (standing_item(case) is None, _("The case stands on an agenda already.")),
        (not meeting.is_over, _("The meeting is over.")),
        (not _is_on(case, meeting), _("The case stands on this agenda already.")),
    )
    case.agenda_items.standing().update(state=AgendaItem.State.TAKEN_OFF)  # left from before it was taken a step back
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    said = {"question": question.strip(), "added_by": by, "added_at": at}
    item = AgendaItem.objects.create(meeting=meeting, application=case, position=last + 1, **said)
    record(case, "put_on_agenda", by=by, at=at, held_on=meeting.held_on)
    return item


def _is_on(case: Application, meeting: LegalMeeting) -> bool:
    """Whether the case was taken up at this very meeting: its next turn is another one."""
    return meeting.items.filter(
        application=case, state__in=[AgendaItem.State.DONE, AgendaItem.State.LEFT_OVER]
    ).exists()


@transaction.atomic
def take_off(*, by, application_id: int, at: datetime | None = None) -> None:
    """Take a case off the agenda that it stands on. Raises NotReady where it stands on none."""
    case = locked(application_id)
    require("put_on_agenda", by, case)
    item = standing_item(case)
    if item is None:
        raise NotReady([_("The case stands on no agenda.")])
    item.state = AgendaItem.State.TAKEN_OFF
    item.save(update_fields=["state"])
    record(case, "taken_off_agenda", by=by, at=at, held_on=item.meeting.held_on)


@transaction.atomic
def move(*, by, meeting_id: int, item_id: int, up: bool) -> None:
    """Let a case change places with the one before it, or after it; nothing happens at the ends of the list."""
    meeting = _locked_meeting(by, meeting_id)
    rows = list(meeting.items.on_the_list())
    here = next((number for number, row in enumerate(rows) if row.pk == item_id), None)
    there = None if here is None else here + (-1 if up else 1)
    if there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    AgendaItem.objects.bulk_update(rows, ["position"])


@transaction.atomic
def close_meeting(*, by, meeting_id: int, at: datetime | None = None) -> LegalMeeting:
    """Close a meeting that has been held. What was not reached can be put on another agenda.

    Raises NotReady before its day.
    """
    at = at or timezone.now()
    meeting = _locked_meeting(by, meeting_id)
    day = today(at, meeting.authority.time_zone)
    refuse_unless((meeting.held_on <= day, _("The meeting has not been held yet.")))
    meeting.closed_at, meeting.closed_by = at, by
    meeting.save(update_fields=["closed_at", "closed_by"])
    meeting.items.standing().update(state=AgendaItem.State.LEFT_OVER)
    return meeting


def _require_holder(by, authority: Authority) -> None:
    if not may_hold(by, authority):
        raise NotAllowed


def _locked_meeting(by, meeting_id: int) -> LegalMeeting:
    """A meeting that is not over, locked; NotAllowed for whoever does not hold it, NotReady where it is over."""
    meeting = LegalMeeting.objects.select_for_update(of=("self",)).select_related("authority").get(pk=meeting_id)
    _require_holder(by, meeting.authority)
    refuse_unless((not meeting.is_over, _("The meeting is over.")))
    return meeting
