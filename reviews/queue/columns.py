"""The columns of the queue: what each says of a case. Number and study are always there; the others can be chosen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, Waiting
from applications.permissions import ASSIGNING_ROLES, stands_in
from portal.base.clock import today
from portal.base.templatetags.portal_tags import shortdate
from registries.models import Role
from registries.roles import roles_by_authority, stands_in_for
from reviews.flags import flags_of
from reviews.queue.options import Options

NOTHING = "–"


@dataclass
class Teller:
    """What the lines of a page have in common. Fifty lines say few different things: each is put into words once."""

    user: object
    options: Options
    columns: tuple[str, ...]
    is_mine: bool = False  # whether every case here is the reader's own
    _days: dict[date | datetime, str] = field(default_factory=dict)
    _today: dict[int, date] = field(default_factory=dict)
    _held: dict[int, frozenset[str]] = field(init=False)
    _is_stand_in: bool = field(init=False)
    _waiting: dict[str, str] = field(default_factory=lambda: {one.value: str(one.label) for one in Waiting})

    def __post_init__(self):
        self._held = roles_by_authority(self.user)
        self._is_stand_in = any(stands_in_for(self.user).values())

    def day(self, value: date | datetime) -> str:
        """A day in little room, which does not break."""
        if value not in self._days:
            self._days[value] = shortdate(value).replace(" ", "\N{NO-BREAK SPACE}")
        return self._days[value]

    def today(self, case: Application) -> date:
        """Today at the authority of a case."""
        if case.authority_id not in self._today:
            self._today[case.authority_id] = today(
                time_zone=self.options.place.authorities[case.authority_id].time_zone
            )
        return self._today[case.authority_id]

    def stage(self, case: Application) -> dict:
        """What the procedure calls the stage."""
        return cell(self.options.place.stage_name(case))

    def waits(self, case: Application) -> dict:
        """Whose turn it is."""
        if not case.is_open:
            return cell(NOTHING)
        return cell(self._waiting[case.waiting_for], "plain" if case.waits_for_applicant else "turn")

    def due(self, case: Application) -> dict:
        """Until when, and whether that is today or gone by; the applicant who is late is not our lateness."""
        deadline = case.deadline_on
        if deadline is None:
            return cell(NOTHING)
        words, now = self.day(deadline), self.today(case)
        if deadline == now:
            return cell(", ".join((words, _("today"))), "turn", "◷")
        if case.is_late_on(now):
            return cell(", ".join((words, _("late"))), "trouble", "⚠")
        return cell(words)

    def registries(self, case: Application) -> dict:
        """The registries that the case covers."""
        wanted = set((case.registry_ids or "").split(","))
        return cell(", ".join(one.name for one in self.options.registries if str(one.pk) in wanted) or NOTHING)

    def authority(self, case: Application) -> dict:
        """Where the case is handled."""
        return cell(self.options.place.authorities[case.authority_id].short_name)

    def marks(self, case: Application) -> list[dict]:
        """What else is to be seen of it at once: law that presses, its flags, and for whom the reader stands in."""
        case.authority = self.options.place.authorities[case.authority_id]  # is there already: no query for each
        made = [cell(flag["name"], "plain", flag["sign"]) for flag in flags_of(case)]
        if self._is_stand_in and stands_in(self.user, case):
            made.append(cell(_("you stand in for %(name)s") % {"name": officer_of(case)}, "plain", "⇄"))
        if case.demand_until:
            made.insert(0, cell(_("decision demanded"), "turn", "◆"))
        if case.owes_notice_on(self.today(case)):
            made.insert(0, cell(_("notice of delay due"), "turn", "◷"))
        return made

    def step(self, case: Application) -> str:
        """The step by which the reader gives a case to an officer, or takes it; "" where that is not the reader's."""
        held = self._held.get(case.authority_id, frozenset())
        if not case.is_open or held.isdisjoint(ASSIGNING_ROLES):
            return ""
        if Role.COORDINATOR in held:
            return "reassign" if case.officer_id else "assign"
        return "" if case.officer_id else "take"

    def below(self, case: Application) -> str:
        """What stands below the title: principal and officer, where they have no columns of their own."""
        principal = "" if "principal" in self.columns else case.principal_name
        officer = "" if "officer" in self.columns or self.is_mine else officer_of(case)
        return " · ".join(part for part in (principal, officer) if part)


def cell(text: object, mood: str = "", sign: str = "") -> dict:
    """What a column says of a case. A tag has a mood ("turn", "trouble", "plain"), and a sign beside its words."""
    return {"text": text, "mood": mood, "sign": sign}


def officer_of(case: Application) -> str:
    """The name of the case officer; "" while there is none."""
    return case.officer_name or ""


@dataclass(frozen=True)
class Column:
    """One column: what it says, and the order that its head sorts by."""

    key: str
    label: object
    told: Callable[[Teller, Application], dict]
    sort: str = ""
    is_number: bool = False
    is_kept_whole: bool = False

    @property
    def attributes(self) -> SafeString:
        """The attributes of its cells. In little room a number says what it is of."""
        if self.is_number:
            return format_html(' class="num" data-label="{}"', self.label)
        return mark_safe(' class="nowrap"') if self.is_kept_whole else mark_safe("")


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("stage", gettext_lazy("Stage"), Teller.stage),
        Column("waits", gettext_lazy("Waits for"), Teller.waits, is_kept_whole=True),
        Column("due", gettext_lazy("Due"), Teller.due, "due", is_kept_whole=True),
        Column(
            "principal",
            gettext_lazy("Principal"),
            lambda teller, case: cell(case.principal_name or NOTHING),
            "principal",
        ),
        Column(
            "officer", gettext_lazy("Case officer"), lambda teller, case: cell(officer_of(case) or NOTHING), "officer"
        ),
        Column("registries", gettext_lazy("Registries"), Teller.registries),
        Column("kind", gettext_lazy("Kind"), lambda teller, case: cell(case.get_kind_display())),
        Column(
            "came_in",
            gettext_lazy("Came in"),
            lambda teller, case: cell(teller.day(case.submitted_at)),
            "came_in",
            is_kept_whole=True,
        ),
        Column("queue", gettext_lazy("Queue, days"), lambda teller, case: cell(case.queue_days), is_number=True),
        Column(
            "handling",
            gettext_lazy("Handling, days"),
            lambda teller, case: cell(case.handling_days),
            "handling",
            is_number=True,
        ),
        Column("authority", gettext_lazy("Authority"), Teller.authority),
    )
}
SHOWN = ("stage", "waits", "due")


def read_columns(said: list[str]) -> tuple[str, ...]:
    """The columns that an address says, in the order of COLUMNS; those of SHOWN where it says none that exist."""
    wanted = {name for part in said for name in part.split(",")}
    return tuple(key for key in COLUMNS if key in wanted) or SHOWN


def lines_of(cases: list[Application], teller: Teller) -> list[dict]:
    """The cases of a page as the template writes them. Plain dictionaries: a template reads them quickest.

    `url` is the page of the case, made for the first one by name and for the others after its pattern; `assign` where
    the reader gives it to an officer, "" for nowhere.
    """
    if not cases:
        return []
    first = str(cases[0].public_id)
    before, _id, after = reverse("desk_case", args=[first]).partition(first)
    columns = [(COLUMNS[key].told, COLUMNS[key].attributes) for key in teller.columns]
    lines, tick = [], _("Tick case %(number)s")
    for case in cases:
        url = f"{before}{case.public_id}{after}"
        step = teller.step(case)
        lines.append(
            {
                "case": case,
                "id": str(case.public_id),
                "number": case.case_number,
                "title": case.title,
                "url": url,
                "panel": f"{url}panel/",
                "assign": f"{url}steps/{step}/" if step else "",
                "tick": tick % {"number": case.case_number},
                "below": teller.below(case),
                "marks": teller.marks(case),
                "cells": [told(teller, case) | {"attributes": attributes} for told, attributes in columns],
            }
        )
    return lines
