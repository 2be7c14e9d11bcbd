"""What can narrow the queue, each as it stands in an address. Another filter is another entry of FILTERS.

What an address says wrongly is left out without a word: a link that is old still leads to a queue.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import StrIndex, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.models import ENDED_STAGES, OPEN_STAGES, Application, Waiting
from portal.base.clock import add_working_days, today
from registries.models import ApplicationKind
from registries.models import StageKey as S
from reviews.models import CaseFlag
from reviews.queue.options import Options
from reviews.workplace import Workplace

Choices = list[tuple[str, object]]
SLUG = re.compile(r"[\w-]{1,60}", re.ASCII)
DUE_WITHIN = ("0", "1", "5", "10", "20")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Where:
    """For whom the queue is read, at which workplace, and when."""

    user: object
    place: Workplace
    at: datetime | None = None
    _desks: dict = field(default_factory=dict, compare=False, repr=False)

    def desk(self, authority_id: int | None = None) -> QuerySet:
        """The cases of the desk, of one authority where that is said. Many views begin with it: it is made once."""
        if authority_id not in self._desks:
            self._desks[authority_id] = Application.objects.on_desk_of(self.user, authority_id)
        return self._desks[authority_id]


@dataclass(frozen=True)
class Filter:
    """One filter: `read` gives the value that an address says, "" for none; `cases` are those that it leaves.

    `choices` are offered where there are any; without, a text is typed, or a day where `is_day`.
    """

    key: str
    label: object
    read: Callable[[str], str]
    cases: Callable[[QuerySet, str, Where], QuerySet]
    choices: Callable[[Options], Choices] | None = None
    is_day: bool = False

    def said(self, value: str, options: Options) -> str:
        """The value in words."""
        if self.choices is None:
            return value
        return str(dict(self.choices(options)).get(value, value))


def one_of(*values: str) -> Callable[[str], str]:
    """Reads one of some values."""
    return lambda said: said if said in values else ""


def a_slug(said: str) -> str:
    """Reads what can stand for an authority or a registry."""
    return said if SLUG.fullmatch(said) else ""


def an_officer(said: str) -> str:
    """Reads "me", "nobody" or the number of a person."""
    is_number = said.isascii() and said.isdigit() and len(said) < 10
    return said if said in ("me", "nobody") or is_number else ""


def a_day(said: str) -> str:
    """Reads a day, like 2026-12-11."""
    try:
        return date.fromisoformat(said).isoformat() if date(1900, 1, 1) <= date.fromisoformat(said) else ""
    except ValueError:
        return ""


def a_text(said: str) -> str:
    """Reads a line of text."""
    return " ".join(said.replace("\x00", "").split())[:200]


def of_registry(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases that cover a registry."""
    through = Application.registries.through.objects.filter(registry__slug=value)
    return cases.filter(pk__in=through.values("application"))


def of_officer(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases of an officer, of the person who looks, or of nobody."""
    return cases.filter(officer={"me": where.user.pk, "nobody": None}.get(value, value))


def of_principal(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases of a principal, by a part of its name in any case of letters.

    SQLite itself knows of capitals in English only; there the name is held against an expression that Python reads.
    PostgreSQL is asked for the place, as it is for words (see reviews.queue.cases.Part.holding_common).
    """
    if connection.vendor == "sqlite":
        return cases.filter(principal_name__iregex=re.escape(value))
    place = StrIndex(Upper("principal_name"), Upper(Value(value)))
    return cases.alias(place_in_principal=place).filter(place_in_principal__gt=0)


def with_flag(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases that carry a flag, by its key."""
    return cases.filter(pk__in=CaseFlag.objects.filter(flag__key=value).values("application"))


def due_within(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases due from today on until so many working days have passed, by the calendar of each authority's country."""
    due = Q(pk=None)
    for country, ids in where.place.countries.items():
        day = today(where.at, where.place.authorities[ids[0]].time_zone)
        in_time = Q(deadline_on__range=(day, add_working_days(day, int(value), country)))
        due |= in_time if len(where.place.countries) == 1 else in_time & Q(authority__in=ids)
    return cases.filter(due)


def came_from(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases that came in on a day or later."""
    return cases.filter(submitted_at__gte=midnight(date.fromisoformat(value)))


def came_until(cases: QuerySet, value: str, where: Where) -> QuerySet:
    """Cases that came in on a day or earlier."""
    return cases.filter(submitted_at__lt=midnight(min(date.fromisoformat(value), date(2999, 12, 31)) + ONE_DAY))


def midnight(day: date) -> datetime:
    """When a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _due_choices(options: Options) -> Choices:
    words = {"0": _("today"), "1": _("1 working day")}
    return [(value, words.get(value) or _days(int(value))) for value in DUE_WITHIN]


def _days(number: int) -> str:
    return ngettext("%(number)d working day", "%(number)d working days", number) % {"number": number}


def _waiting_choices(options: Options) -> Choices:
    place = options.place
    is_there = {
        Waiting.NOBODY: False,
        Waiting.LAWYER: place.has_lawyers_review,
        Waiting.FINANCE_OFFICER: place.has(S.INVOICE),
    }
    return [(value, label) for value, label in Waiting.choices if is_there.get(value, True)]


FILTERS: dict[str, Filter] = {
    one.key: one
    for one in (
        Filter("registry", _("Registry"), a_slug, of_registry, lambda options: options.of_registries),
        Filter(
            "stage",
            _("Stage"),
            one_of(*OPEN_STAGES, *ENDED_STAGES),
            lambda cases, value, where: cases.filter(stage=value),
            lambda options: options.place.choices(),
        ),
        Filter(
            "authority",
            _("Authority"),
            a_slug,
            lambda cases, value, where: cases.filter(authority__in=where.place.ids_of(value)),
            lambda options: options.authorities,
        ),
        Filter("officer", _("Case officer"), an_officer, of_officer, lambda options: options.of_officers),
        Filter(
            "waiting",
            _("Waits for"),
            one_of(*(value for value in Waiting.values if value != Waiting.NOBODY)),
            lambda cases, value, where: cases.filter(waiting_for=value),
            _waiting_choices,
        ),
        Filter(
            "overdue",
            _("Overdue"),
            one_of("yes"),
            lambda cases, value, where: cases.overdue(where.at),
            lambda options: [("yes", _("yes"))],
        ),
        Filter("flag", _("Flag"), a_slug, with_flag, lambda options: options.of_flags),
        Filter("due", _("Due within"), one_of(*DUE_WITHIN), due_within, _due_choices),
        Filter(
            "kind",
            _("Kind"),
            one_of(*ApplicationKind.values),
            lambda cases, value, where: cases.filter(kind=value),
            lambda options: list(ApplicationKind.choices),
        ),
        Filter(
            "principal",
            _("Principal"),
            a_text,
            of_principal,
        ),
        Filter("from", _("Came in from"), a_day, came_from, is_day=True),
        Filter("to", _("Came in until"), a_day, came_until, is_day=True),
    )
}
