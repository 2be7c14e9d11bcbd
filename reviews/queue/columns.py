"""The columns of the queue: what each says of a case. Number and study are always there; the others can be chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application
from portal.base.clock import today
from portal.base.templatetags.portal_tags import shortdate
from reviews.queue.options import Options


@dataclass(frozen=True)
class Cell:
    """What a column says of a case. A tag has a `mood` ("turn", "trouble", "plain"), and a `sign` beside its words."""

    text: object
    mood: str = ""
    sign: str = ""


NOTHING = Cell("–")


@dataclass(frozen=True)
class Line:
    """A case in the queue, with what its columns say. Its addresses are made from one: fifty of them are looked up."""

    case: Application
    options: Options
    url: str
    columns: tuple[str, ...]
    is_mine: bool = False  # whether every case here is the reader's own

    @property
    def day(self) -> date:
        """Today at the authority of the case."""
        return today(time_zone=self.options.place.authorities[self.case.authority_id].time_zone)

    @property
    def panel(self) -> str:
        """Where the case beside the list is fetched."""
        return f"{self.url}panel/"

    @property
    def assign(self) -> str:
        """The step that gives the case to an officer, or to another one; "" where nobody can have it any more."""
        if not self.case.is_open:
            return ""
        return f"{self.url}steps/{'reassign' if self.case.officer_id else 'assign'}/"

    @cached_property
    def officer(self) -> str:
        """The name of the case officer; "" while there is none."""
        return self.case.officer.name if self.case.officer_id else ""

    @property
    def below(self) -> str:
        """What stands below the title: principal and officer, where they have no columns of their own."""
        principal = "" if "principal" in self.columns else self.case.principal_name
        officer = "" if "officer" in self.columns or self.is_mine else self.officer
        return " · ".join(part for part in (principal, officer) if part)

    @property
    def cells(self) -> list[tuple["Column", Cell]]:
        """The chosen columns, each with what it says."""
        return [(COLUMNS[key], COLUMNS[key].cell(self)) for key in self.columns]

    @property
    def tags(self) -> list[Cell]:
        """Whose turn it is, and until when."""
        return [waits(self), due(self)]


def lines_of(
    cases: list[Application], options: Options, columns: tuple[str, ...], *, is_mine: bool = False
) -> list[Line]:
    """The cases of a page as lines."""
    if not cases:
        return []
    first = str(cases[0].public_id)
    before, _id, after = reverse("desk_case", args=[first]).partition(first)
    for case in cases:
        case.authority = options.place.authorities[case.authority_id]  # is there already: no query for each
    return [Line(case, options, f"{before}{case.public_id}{after}", columns, is_mine) for case in cases]


def waits(line: Line) -> Cell:
    """Whose turn it is."""
    if not line.case.is_open:
        return NOTHING
    return Cell(line.case.get_waiting_for_display(), "plain" if line.case.waits_for_applicant else "turn")


def due(line: Line) -> Cell:
    """Until when, and whether that is today or gone by; the applicant who is late is not our lateness."""
    day, deadline = line.day, line.case.deadline_on
    if deadline is None:
        return NOTHING
    if deadline == day:
        return Cell(f"{shortdate(deadline)}, {_('today')}", "turn", "◷")
    if deadline < day and not line.case.waits_for_applicant:
        return Cell(f"{shortdate(deadline)}, {_('late')}", "trouble", "⚠")
    return Cell(shortdate(deadline))


def registries(line: Line) -> Cell:
    """The registries that the case covers."""
    wanted = set((line.case.registry_ids or "").split(","))
    return Cell(", ".join(one.name for one in line.options.registries if str(one.pk) in wanted) or "–")


@dataclass(frozen=True)
class Column:
    """One column: what it says, and the order that its head sorts by."""

    key: str
    label: object
    cell: Callable[[Line], Cell]
    sort: str = ""
    is_number: bool = False
    is_kept_whole: bool = False


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("stage", gettext_lazy("Stage"), lambda line: Cell(line.options.place.stage_name(line.case))),
        Column("waits", gettext_lazy("Waits for"), waits, is_kept_whole=True),
        Column("due", gettext_lazy("Due"), due, "due", is_kept_whole=True),
        Column("principal", gettext_lazy("Principal"), lambda line: Cell(line.case.principal_name or "–"), "principal"),
        Column("officer", gettext_lazy("Case officer"), lambda line: Cell(line.officer or "–"), "officer"),
        Column("registries", gettext_lazy("Registries"), registries),
        Column("kind", gettext_lazy("Kind"), lambda line: Cell(line.case.get_kind_display())),
        Column(
            "came_in",
            gettext_lazy("Came in"),
            lambda line: Cell(shortdate(line.case.submitted_at)),
            "came_in",
            is_kept_whole=True,
        ),
        Column("queue", gettext_lazy("Queue, days"), lambda line: Cell(line.case.queue_days), is_number=True),
        Column(
            "handling",
            gettext_lazy("Handling, days"),
            lambda line: Cell(line.case.handling_days),
            "handling",
            is_number=True,
        ),
        Column(
            "authority",
            gettext_lazy("Authority"),
            lambda line: Cell(line.options.place.authorities[line.case.authority_id].short_name),
        ),
    )
}
SHOWN = ("stage", "waits", "due")


def read_columns(said: list[str]) -> tuple[str, ...]:
    """The columns that an address says, in the order of COLUMNS; those of SHOWN where it says none that exist."""
    wanted = {name for part in said for name in part.split(",")}
    return tuple(key for key in COLUMNS if key in wanted) or SHOWN
