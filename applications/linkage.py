"""The linkage plan of a project as it is frozen with a case, what it lacks, and its drawing (Q3, U8)."""

import textwrap
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.approvals import written_day
from applications.models import LinkagePlan, LinkageStep, Project
from portal.base.texts import pick

FIELDS = ("linked_by", "key_kept_by", "pseudonyms", "receiver")
# The drawing, in its own units: columns of boxes from left to right, one row a source.
WIDTH, EDGE, TOP = 1000, 8, 30
SOURCE, LINKER, RECEIVER = 330, 250, 230  # how wide the boxes are
LINKER_X, RECEIVER_X = 420, 762
LINE, ROW_GAP, PADDING = 20, 16, 14
CHARACTER = 8.2  # how wide a letter of 15 px is at most, on average


def plan_of(project: Project) -> dict | None:
    """The plan of a project as plain values, as submissions keep it; None where nothing is written."""
    plan = LinkagePlan.objects.filter(project=project).first()
    if plan is None:
        return None
    steps = plan.steps.select_related("registry__authority")
    told = {name: getattr(plan, name) for name in FIELDS}
    return told | {
        "key_kept_until": written_day(plan.key_kept_until),
        "version": plan.version,
        "steps": [_step(step) for step in steps],
    }


def _step(step: LinkageStep) -> dict:
    registry = step.registry
    return {
        "source": registry.name if registry else step.source,
        "holder": registry.authority.short_name if registry else "",
        "language": registry.authority.language if registry else "",
        "sends_to": step.sends_to,
        "carries": step.carries,
    }


def lacks(plan: dict | None) -> list[str]:
    """What a plan does not say yet, as sentences; [] where it is whole, and for a project without one."""
    if plan is None:
        return []
    said = (
        (len(plan["steps"]) > 1, _("A linkage needs two sources at least.")),
        (plan["linked_by"], _("It is not said who links the data.")),
        (plan["key_kept_by"], _("It is not said who keeps the linkage key.")),
        (plan["key_kept_until"], _("It is not said until when the key is kept.")),
        (plan["pseudonyms"], _("It is not said how pseudonyms travel.")),
        (plan["receiver"], _("It is not said who receives the linked data.")),
    )
    return [sentence for is_said, sentence in said if not is_said]


@dataclass(frozen=True)
class Box:
    """A box of the drawing with its lines of text: `lines` are (y, text)."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]
    number: int = 0

    @property
    def middle(self) -> float:
        """The height at which arrows come and go."""
        return round(self.y + self.height / 2, 1)

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width

    @property
    def center(self) -> float:
        """The middle of its width."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height


@dataclass(frozen=True)
class Row:
    """A source in words, for the table below the drawing and for its description."""

    number: int
    source: str
    holder: str
    sends_to: str
    carries: str


@dataclass(frozen=True)
class Drawing:
    """Sources at the left, who links in the middle with the key below, who receives at the right."""

    sources: tuple[Box, ...]
    linker: Box
    key: Box
    receiver: Box
    rows: tuple[Row, ...]
    height: float
    width: int = WIDTH


def draw(plan: dict) -> Drawing:
    """The drawing of a plan (`plan_of`), in the reader's language."""
    rows = rows_of(plan)
    sources, bottom = [], TOP
    for row in rows:
        words = [row.source, _("carries %(what)s") % {"what": row.carries}]
        box = _box(EDGE, bottom, SOURCE, words, number=row.number, indent=44)
        sources.append(box)
        bottom = box.bottom + ROW_GAP
    linker = _box(LINKER_X, 0, LINKER, [plan["linked_by"] or _("not said yet")])
    key = _box(LINKER_X, 0, LINKER, [plan["key_kept_by"] or _("not said yet")])
    receiver = _box(RECEIVER_X, 0, RECEIVER, [plan["receiver"] or _("not said yet")])
    tall = linker.height + 2 * TOP + key.height
    height = max(bottom - ROW_GAP + EDGE, TOP + tall + EDGE)
    top = TOP + (height - TOP - EDGE - tall) / 2
    linker = _moved(linker, top)
    receiver = _moved(receiver, max(linker.middle - receiver.height / 2, TOP))
    return Drawing(tuple(sources), linker, _moved(key, linker.bottom + 2 * TOP), receiver, rows, round(height, 1))


def rows_of(plan: dict) -> tuple[Row, ...]:
    """The sources of a plan (`plan_of`) in words, in the reader's language."""
    return tuple(_row(number, step, plan) for number, step in enumerate(plan["steps"], start=1))


def _row(number: int, step: dict, plan: dict) -> Row:
    carries = dict(LinkageStep.Carries.choices).get(step["carries"], step["carries"])
    sends_to = step["sends_to"] or plan["linked_by"]
    return Row(number, pick(step["source"], fallback=step["language"]), step["holder"], sends_to, str(carries))


def _box(x: float, y: float, width: float, words: list[str], *, number: int = 0, indent: int = PADDING) -> Box:
    """A box around words, each broken into three lines at most."""
    most = int((width - indent - PADDING) / CHARACTER)
    broken = [line for text in words for line in textwrap.wrap(text, most, max_lines=3, placeholder="…")]
    lines = tuple((y + PADDING + LINE * (place + 0.7), text) for place, text in enumerate(broken))
    return Box(x, y, width, 2 * PADDING + LINE * len(broken), lines, number)


def _moved(box: Box, y: float) -> Box:
    """The same box at another height."""
    y = round(y, 1)
    lines = tuple((round(at - box.y + y, 1), text) for at, text in box.lines)
    return Box(box.x, y, box.width, box.height, lines, box.number)
