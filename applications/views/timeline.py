"""The cases of a project on one time line: an SVG drawn here, and the same days as a table."""

from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from django.utils import timezone

from applications.expectation import Expectation, Outlook
from applications.models import ENDED_STAGES, Application, Event
from portal.base.clock import today
from portal.base.templatetags.portal_tags import shortdate
from registries.models import StageKey

WIDTH, LEFT, ROW = 1000, 8, 56
APART = 150  # how far apart two words of the axis stand at least
NOT_DRAWN = (StageKey.DRAFT, *ENDED_STAGES)


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
    """One case: where it has been, and until when it is waited for."""

    case: Application
    spans: list[Span] = field(default_factory=list)
    expectation: Expectation | None = None
    ahead: Span | None = None
    y: int = 0

    @property
    def is_slowest(self) -> bool:
        """Whether it is the one that is waited for longest."""
        return self.expectation is not None and self.expectation.is_slowest


@dataclass
class Timeline:
    """Lanes and the marks of the axis, in the units of the drawing. A mark is (x, words, anchor)."""

    lanes: list[Lane]
    marks: list[tuple[float, str, str]]
    now_x: float = 0
    width: int = WIDTH
    height: int = 0

    @property
    def has_days_ahead(self) -> bool:
        """Whether anything is drawn that has not happened yet."""
        return any(lane.ahead for lane in self.lanes)


def timeline_of(cases: list[Application], outlook: Outlook | None = None) -> Timeline | None:
    """The time line of cases that have been sent, and of what is expected of them; None where nothing can be drawn."""
    outlook, by_case = outlook or Outlook(), _events_of(cases)
    lanes = [_lane(case, by_case.get(case.pk, []), outlook.of(case)) for case in cases]
    drawn = [lane for lane in lanes if lane.spans or lane.ahead]
    return _placed(drawn) if drawn else None


def _events_of(cases: list[Application]) -> dict[int, list[Event]]:
    sent = [case for case in cases if case.submitted_at]
    by_case: dict[int, list[Event]] = {}
    events = Event.objects.filter(application__in=sent).exclude(to_stage="").order_by("application_id", "number")
    for event in events:
        by_case.setdefault(event.application_id, []).append(event)
    return by_case


def _lane(case: Application, events: list[Event], expectation: Expectation | None) -> Lane:
    lane = Lane(case, _spans(case, events), expectation)
    if expectation is not None and expectation.day is not None and not expectation.is_there:
        lane.ahead = Span("", today(timezone.now(), case.authority.time_zone), expectation.day)
    return lane


def _spans(case: Application, events: list[Event]) -> list[Span]:
    zone, spans = case.authority.time_zone, []
    for event, following in zip_longest(events, events[1:]):
        if event.to_stage not in NOT_DRAWN:
            end = today(following.at, zone) if following else None
            spans.append(Span(case.procedure.stage_name(event.to_stage), today(event.at, zone), end))
    return spans


def _placed(lanes: list[Lane]) -> Timeline:
    now = today(timezone.now())
    spans = [span for lane in lanes for span in [*lane.spans, *([lane.ahead] if lane.ahead else [])]]
    first, last = min([now, *(span.start for span in spans)]), max([now, *(span.end or now for span in spans)])
    scale = (WIDTH - 2 * LEFT) / max((last - first).days, 7)

    def x_of(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    for number, lane in enumerate(lanes):
        lane.y = 24 + number * ROW
    for span in spans:
        span.x = x_of(span.start)
        span.width = max(round(x_of(span.end or now) - span.x, 1), 4)
    return Timeline(lanes, _marks(first, now, last, x_of), x_of(now), height=30 + len(lanes) * ROW)


def _marks(first: date, now: date, last: date, x_of) -> list[tuple[float, str, str]]:
    """The first day, today and the last one, as far as their words have room beside each other."""
    middle = x_of(now)
    marks = [(middle, shortdate(now), "start" if middle < APART else "end" if middle > WIDTH - APART else "middle")]
    if middle >= APART * 1.5:
        marks.insert(0, (x_of(first), shortdate(first), "start"))
    if WIDTH - middle >= APART * 1.5:
        marks.append((x_of(last), shortdate(last), "end"))
    return marks
