"""The search of variables across all registries: what an address asks for, and what is found, page by page."""

import re
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registries.models import Registry, Sensitivity, Variable
from registries.querysets import VariableQuerySet

PAGE = 50
MOST_COUNTED = 1000
MOST_WORDS = 10
PLACE = re.compile(r"(\d{1,18})\.(\d{1,9})\.(\d{1,18})")
YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True)
class Choice:
    """What an address asks for. `problems` are sentences on what of it cannot be used, and is left out."""

    words: str = ""
    authority: str = ""
    registry: str = ""
    first: int | None = None
    last: int | None = None
    sensitivity: str = ""
    without_identifying: bool = False
    after: str = ""
    problems: list[str] = field(default_factory=list)

    @property
    def asks_for_variables(self) -> bool:
        """Whether it asks for variables, and not only for registries."""
        return bool(
            self.words or self.registry or self.first or self.last or self.sensitivity or self.without_identifying
        )

    def address(self, **changes: str) -> str:
        """The query string of this choice with some parts changed; paging starts anew unless `after` is given."""
        parts = {
            "q": self.words,
            "authority": self.authority,
            "registry": self.registry,
            "from": self.first,
            "to": self.last,
            "sensitivity": self.sensitivity,
            "identifying": "no" if self.without_identifying else "",
            **changes,
        }
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in parts.items() if value})
        return f"?{query.urlencode()}"


def read_choice(asked: QueryDict) -> Choice:
    """The choice that an address makes. Years that are none are left out, and said to be."""
    problems: list[str] = []
    first, last = (read_year(clean(asked.get(name, "")), problems) for name in ("from", "to"))
    if first and last and last < first:
        sentence = _("The years %(first)d–%(last)d end before they begin, and are left out. Swap them.")
        problems.append(sentence % {"first": first, "last": last})
        first = last = None
    sensitivity = asked.get("sensitivity", "")
    return Choice(
        words=" ".join(clean(asked.get("q", ""))[:200].split()[:MOST_WORDS]),
        authority=clean(asked.get("authority", ""))[:60],
        registry=clean(asked.get("registry", ""))[:60],
        first=first,
        last=last,
        sensitivity=sensitivity if sensitivity in Sensitivity.values else "",
        without_identifying=asked.get("identifying") == "no",
        after=asked.get("after", ""),
        problems=problems,
    )


def clean(text: str) -> str:
    """A text from an address without signs that no database takes."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def read_year(text: str, problems: list[str]) -> int | None:
    """A year of four digits; None where there is none, with a sentence where there is something else."""
    if YEAR.fullmatch(text):
        return int(text)
    if text:
        sentence = _("“%(text)s” is no year, and is left out. Write years with four digits, like 1997.")
        problems.append(sentence % {"text": text[:20]})
    return None


@dataclass(frozen=True)
class Found:
    """One page of variables. `count` is MOST_COUNTED + 1 where there are more than are counted."""

    variables: list[Variable]
    count: int
    next_after: str = ""

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        if self.count > MOST_COUNTED:
            return _("More than %(number)d variables") % {"number": MOST_COUNTED}
        return ngettext("%(number)d variable", "%(number)d variables", self.count) % {"number": self.count}


def asked_for(choice: Choice) -> VariableQuerySet:
    """The variables that a choice asks for, in no order."""
    found = Variable.objects.matching(choice.words).with_data(choice.first, choice.last)
    if choice.authority:
        found = found.filter(registry__authority__slug=choice.authority)
    if choice.registry:
        found = found.filter(registry__slug=choice.registry)
    if choice.sensitivity:
        found = found.filter(sensitivity=choice.sensitivity)
    return found.filter(identifying=False) if choice.without_identifying else found


def find(choice: Choice) -> Found:
    """One page of what a choice asks for: those of that very name first, then registry by registry.

    Only keys are looked for, and the rows of the page fetched by them: what is searched is much smaller than the rows.
    """
    found, place = asked_for(choice), PLACE.fullmatch(choice.after)
    exact = list(keys_of(found.named(choice.words))[:PAGE]) if choice.words else []
    others = found.exclude(pk__in=[pk for _registry, _position, pk in exact]) if exact else found
    if place:
        others = others.behind(*map(int, place.groups()))
    first = [] if place else exact
    room = PAGE - len(first)
    keys = list(keys_of(others)[: room + 1])
    page, next_after = [*first, *keys[:room]], place_behind(keys, room)
    # One page that holds all is counted; more is looked for only where there is more.
    is_all = not place and not next_after
    count = len(page) if is_all else found.order_by()[: MOST_COUNTED + 1].count()
    return Found(fetched([pk for _registry, _position, pk in page]), count, next_after)


def place_behind(keys: list[tuple[int, int, int]], room: int) -> str:
    """The `after` of the next page, where `keys` do not all have room on this one; else ""."""
    if len(keys) <= room:
        return ""
    # A page full of names leaves no room for others: these begin on the page behind it.
    return ".".join(map(str, keys[room - 1] if room else (0, 0, 0)))


def keys_of(found: VariableQuerySet) -> QuerySet:
    """(registry, position, key) of variables, in order: a place where a page can end."""
    return found.in_order().values_list("registry_id", "position", "pk")


def fetched(keys: list[int]) -> list[Variable]:
    """The variables of these keys, as they stand there, with registry and authority."""
    rows = Variable.objects.select_related("registry__authority").defer("search_text", "registry__search_text")
    by_key = rows.in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def registries_named(choice: Choice) -> QuerySet:
    """The registries that the words or the authority of a choice name themselves."""
    registries = Registry.objects.select_related("authority").matching(choice.words)
    return registries.filter(authority__slug=choice.authority) if choice.authority else registries
