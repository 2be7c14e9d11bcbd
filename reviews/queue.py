"""The queue of the desk: its views, what is chosen in the address, the counts, and one page of cases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.models import ENDED_STAGES, Application, Invoice, Submission, Waiting
from portal.accounts.models import User
from registries.models import Registry, Role, Stage, StageKey
from registries.roles import authorities_of
from reviews.counting import CountUpTo, capped
from reviews.flags import COLUMN, FlagsOfCase
from reviews.workplace import Workplace

PAGE = 50


@dataclass(frozen=True)
class View:
    """One view of the queue: which of the person's cases it holds."""

    key: str
    label: object
    cases: Callable[[QuerySet, object], QuerySet]
    empty: object = _("Nothing waits here.")
    is_there: Callable[[Workplace], bool] = lambda place: True  # elsewhere it is shown only while it holds a case


def waiting_for(role: str) -> Callable[[QuerySet, object], QuerySet]:
    """Open cases that wait for a role."""
    return lambda cases, user: cases.still_open().filter(waiting_for=role)


def for_invoice(cases: QuerySet, user) -> QuerySet:
    """Cases at the invoice, and those that ended early with a fee that is not sent yet."""
    unsent = Invoice.objects.filter(issued_at=None).values("application")
    return cases.filter(Q(stage=StageKey.INVOICE) | Q(pk__in=unsent))


VIEWS: dict[str, View] = {
    view.key: view
    for view in (
        View("mine", _("Mine"), lambda cases, user: cases.mine(user), _("No open case is yours.")),
        View(
            "unassigned",
            _("Unassigned"),
            lambda cases, user: cases.unassigned(),
            _("Every case that has come in has a case officer."),
        ),
        View("applicant", _("Waiting for the applicant"), lambda cases, user: cases.awaiting_applicant()),
        View("overdue", _("Overdue"), lambda cases, user: cases.overdue(), _("No case is late.")),
        View(
            "lawyer",
            _("For the lawyer"),
            waiting_for(Waiting.LAWYER),
            is_there=lambda place: place.has_lawyers_review,
        ),
        View("decision", _("For the decision maker"), waiting_for(Waiting.DECISION_MAKER)),
        View("delivery", _("For delivery"), waiting_for(Waiting.DATA_MANAGER)),
        View("invoice", _("For invoice"), for_invoice, is_there=lambda place: place.has(StageKey.INVOICE)),
        View("open", _("All open"), lambda cases, user: cases.still_open(), _("No case is open.")),
        View(
            "ended",
            _("Ended"),
            lambda cases, user: cases.filter(stage__in=ENDED_STAGES),
            _("Cases that are closed, refused, dismissed, withdrawn or archived will be here."),
        ),
    )
}
# The view that somebody starts with, by role; the first one held counts.
FIRST_VIEW = (
    (Role.COORDINATOR, "unassigned"),
    (Role.CASE_OFFICER, "mine"),
    (Role.LAWYER, "lawyer"),
    (Role.DECISION_MAKER, "decision"),
    (Role.DATA_MANAGER, "delivery"),
    (Role.FINANCE_OFFICER, "invoice"),
)


@dataclass(frozen=True)
class Choice:
    """What the address says: view, words, stage, registry, and after which case the page begins."""

    view: View
    words: str = ""
    stage: str = ""
    registry: str = ""
    after: str = ""

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the view."""
        return bool(self.words or self.stage or self.registry)

    def address(self, **changes: str) -> str:
        """The query string for this choice with some parts changed; paging starts anew unless `after` is given."""
        parts = {"view": self.view.key, "q": self.words, "stage": self.stage, "registry": self.registry, **changes}
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in parts.items() if value})
        return f"?{query.urlencode()}"


def read_choice(asked: QueryDict, roles: set[str]) -> Choice:
    """The choice that an address makes; what it does not know falls back to what the person's roles start with."""
    start = next((view for role, view in FIRST_VIEW if role in roles), "open")
    stage = asked.get("stage", "")
    return Choice(
        view=VIEWS.get(asked.get("view", ""), VIEWS[start]),
        words=asked.get("q", "").strip()[:200],
        stage=stage if stage in StageKey.values else "",
        registry=asked.get("registry", "")[:60],
        after=asked.get("after", ""),
    )


def chosen_cases(user, choice: Choice) -> QuerySet:
    """The cases of a view that the filters leave."""
    cases = choice.view.cases(Application.objects.on_desk_of(user), user)
    if choice.words:
        cases = cases.matching(choice.words)
    if choice.stage:
        cases = cases.filter(stage=choice.stage)
    if choice.registry:
        cases = cases.filter(
            pk__in=Application.registries.through.objects.filter(registry__slug=choice.registry).values("application")
        )
    return cases


def count_views(user, choice: Choice, place: Workplace) -> tuple[list[dict], str]:
    """Every view with its capped count, and the capped count of what is chosen: one query for all of them.

    A view that the person's authorities have no use for is left out, unless it holds a case or is the chosen one.
    """
    desk = Application.objects.on_desk_of(user)
    columns = {f"count_{key}": CountUpTo(view.cases(desk, user)) for key, view in VIEWS.items()}
    columns["count_chosen"] = CountUpTo(chosen_cases(user, choice))
    counts = User.objects.filter(pk=user.pk).values(**columns).get()
    views = [
        {
            "label": view.label,
            "url": Choice(view=view).address(),
            "count": capped(counts[f"count_{key}"]),
            "current": view == choice.view,
        }
        for key, view in VIEWS.items()
        if view.is_there(place) or view == choice.view or counts[f"count_{key}"]
    ]
    return views, capped(counts["count_chosen"])


def with_row_facts(cases: QuerySet) -> QuerySet:
    """Cases with what a row shows: principal by the newest submission, and what the procedure calls the stage."""
    newest = Submission.objects.filter(application=OuterRef("pk")).order_by("-number")
    stage = Stage.objects.filter(procedure=OuterRef("procedure"), key=OuterRef("stage"))
    return (
        cases.select_related("authority", "officer")
        .prefetch_related(Prefetch("registries", Registry.objects.defer("description", "search_text")))
        .annotate(
            principal_name=Subquery(newest.annotate(name=KT("content__facts__principal__name")).values("name")[:1]),
            own_stage_name=Subquery(stage.values("name")[:1]),
            **{COLUMN: FlagsOfCase()},
        )
        .defer("search_text")
    )


def _place(after: str) -> tuple[date | None, UUID] | None:
    """Where the page before ended: "2026-12-11.<id>" or "none.<id>"; None for anything else."""
    day, _dot, public_id = after.partition(".")
    try:
        return (None if day == "none" else date.fromisoformat(day)), UUID(public_id)
    except ValueError:
        return None


def page_of(user, choice: Choice) -> tuple[list[Application], str]:
    """One page of cases, nearest deadline first, and the `after` of the next page ("" on the last one)."""
    cases = with_row_facts(chosen_cases(user, choice)).nearest_deadline_first()
    place = _place(choice.after)
    if place:
        day, public_id = place
        key = Subquery(Application.objects.filter(public_id=public_id).values("pk")[:1])
        same_day = Q(deadline_on=day, pk__gt=key)
        later = Q(deadline_on__gt=day) | Q(deadline_on=None) if day else Q(pk=None)
        cases = cases.filter(same_day | later)
    rows = list(cases[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    return rows[:PAGE], f"{last.deadline_on or 'none'}.{last.public_id}"


def registries_of(user) -> QuerySet:
    """The registries of the authorities where the person works, for the filter."""
    return (
        Registry.objects.filter(authority__in=authorities_of(user))
        .select_related("authority")
        .defer("description", "search_text")
    )
