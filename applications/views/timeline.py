"""The cases of a project on one time line: an SVG drawn here, and the same days as a table."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from applications.models import Application, Event
from portal.base.clock import today
from portal.base.templatetags.portal_tags import shortdate
from registries.models import StageKey

WIDTH, LEFT, ROW = 1000, 8, 56
NOT_DRAWN = (
    StageKey.DRAFT,
    StageKey.CLOSED,
    StageKey.ARCHIVED,
    StageKey.WITHDRAWN,
    StageKey.DISMISSED,
    StageKey.REFUSED,
)


@dataclass
class Span:
    """A stay in one stage: from a day until the next one began, or until today."""

    name: str
    start: date
    end: date | None
    x: float = 0
    width: float = 0


@dataclass
class Lane:
    """One case."""

    case: Application
    spans: list[Span] = field(default_factory=list)
    y: int = 0


@dataclass
class Timeline:
    """Lanes and the marks of the axis, in the units of the drawing."""

    lanes: list[Lane]
    marks: list[tuple[float, str]]
    width: int = WIDTH
    height: int = 0


def timeline_of(cases: list[Application]) -> Timeline | None:
    """The time line of cases that have been sent; None while there is none."""
    sent = [case for case in cases if case.submitted_at]
    if not sent:
        return None
    events = Event.objects.filter(application__in=sent).exclude(to_stage="").order_by("application_id", "number")
    by_case: dict[int, list[Event]] = {}
    for event in events:
        by_case.setdefault(event.application_id, []).append(event)
    lanes = [Lane(case, _spans(case, by_case.get(case.pk, []))) for case in sent]
    return _placed(lanes)


def _spans(case: Application, events: list[Event]) -> list[Span]:
    zone, spans = case.authority.time_zone, []
    for event, following in zip(events, [*events[1:], None], strict=True):
        if event.to_stage not in NOT_DRAWN:
            end = today(following.at, zone) if following else None
            spans.append(Span(case.procedure.stage_name(event.to_stage), today(event.at, zone), end))
    return spans


def _placed(lanes: list[Lane]) -> Timeline:
    now = today(timezone.now())
    first = min(span.start for lane in lanes for span in lane.spans)
    last = max([now, *(span.end or now for lane in lanes for span in lane.spans)])
    days = max((last - first).days, 7)
    scale = (WIDTH - 2 * LEFT) / days

    def x_of(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    for number, lane in enumerate(lanes):
        lane.y = 24 + number * ROW
        for span in lane.spans:
            span.x = x_of(span.start)
            span.width = max(round(x_of(span.end or now) - span.x, 1), 4)
    marks = [first, first + timedelta(days=days // 2), first + timedelta(days=days)]
    return Timeline(lanes, [(x_of(day), shortdate(day)) for day in marks], height=30 + len(lanes) * ROW)
