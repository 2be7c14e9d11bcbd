"""The one doorway through which a case changes: `perform` for stages, `record` for everything else."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import case_words, clocks, events, notifications
from applications.conditions import Try
from applications.law import LAW
from applications.models import Application, Event, ProjectMember
from applications.permission_table import takes
from applications.problems import NotAllowed, NotReady, StaleCase
from portal.base.prepared import PreparedInstances

NOT_OPEN = _("This step is not open now: the case has gone on, or has not come so far.")
SOME_CASE = -1  # what is put in for the case in a statement that is kept


def locked(application_id: int, expected_version: int | None = None) -> Application:
    """The case, locked until the transaction ends. Raises StaleCase where a page knew an older version.

    The team comes with it: it is asked who may do what, and whom to tell.
    """
    found = _one_case().instances({SOME_CASE: application_id})
    if not found:
        raise Application.DoesNotExist
    case = found[0]
    if expected_version is not None and expected_version != case.version:
        raise StaleCase
    return case


@cache
def _one_case() -> PreparedInstances:
    """The statement that locks a case and reads it with its team (decision 0024)."""
    members = ProjectMember.objects.select_related("user").order_by("pk")
    cases = Application.objects.select_for_update(of=("self",)).select_related("authority", "procedure", "project")
    return PreparedInstances(cases.prefetch_related(Prefetch("project__members", members)).filter(pk=SOME_CASE))


def require(permission: str, by, case) -> None:
    """Let the permission table decide: NotAllowed for whoever lacks it, NotReady where the case's stage takes it not.

    `case` is what it is about: an application, or an enquiry, which has no stage.
    """
    if not by.has_perm(f"applications.{permission}", case):
        raise NotAllowed
    if isinstance(case, Application) and not takes(permission, case.stage):
        raise NotReady([NOT_OPEN])


@transaction.atomic
def perform(
    transition: str,
    *,
    application_id: int,
    by,
    expected_version: int | None = None,
    at: datetime | None = None,
    noted: dict | None = None,
    **details,
) -> Application:
    """Move a case along by one transition of docs/requirements.md.

    `details` go to the transition's method and to its conditions; they and `noted` are written into the event.
    Raises StaleCase (somebody was faster), NotAllowed (403) or NotReady (409, with every reason).
    """
    at = at or timezone.now()
    case = locked(application_id, expected_version)
    move = LAW[transition]
    require(transition, by, case)
    attempt = Try(case=case, by=by, at=at, details=details | (noted or {}))
    if not move.is_open_from(case):
        raise NotReady([NOT_OPEN])
    reasons = move.reasons_against(attempt)
    if reasons:
        raise NotReady(reasons)
    before = case.stage
    getattr(case, transition)(**details)
    _write(case, transition, by=by, at=at, from_stage=before, to_stage=case.stage, details=details | (noted or {}))
    return case


def record(case: Application, kind: str, *, by, at: datetime | None = None, **details) -> Event:
    """Write down what happened to a locked case without a change of stage, and tell whom it concerns."""
    return _write(case, kind, by=by, at=at or timezone.now(), details=details)


def lapse(case: Application, *, by, at: datetime) -> Event:
    """End a locked draft that nobody sends. No permission is asked: nobody decides it, its time does."""
    before = case.stage
    case.withdraw()
    return _write(case, "lapsed", by=by, at=at, from_stage=before, to_stage=case.stage, details={})


def _write(case: Application, kind: str, *, by, at: datetime, details: dict, from_stage="", to_stage="") -> Event:
    chain = list(case.events.order_by("number"))
    stages = {"from_stage": from_stage, "to_stage": to_stage}
    event = events.append(case, kind, by=by, at=at, behind=chain[-1] if chain else None, details=details, **stages)
    case.version = event.number
    clocks.refresh(case, events=[*chain, event])
    case.save()
    case_words.follow(case, from_stage, to_stage)
    notifications.plan(case, event)
    return event


@dataclass(frozen=True)
class Step:
    """A next step as the page shows it: whether it can be taken now and, where not, why not yet."""

    name: str
    label: str
    reasons: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons


def steps_for(case: Application, user, at: datetime | None = None) -> list[Step]:
    """The transitions that lead on from the case's stage and that this person may make, in the order of the law."""
    at = at or timezone.now()
    steps = []
    for name, move in LAW.items():
        if move.is_open_from(case) and user.has_perm(f"applications.{name}", case):
            reasons = move.reasons_against(Try(case=case, by=user, at=at, details={}, ahead=True))
            steps.append(Step(name=name, label=move.words(case), reasons=tuple(str(reason) for reason in reasons)))
    return steps
