"""What the pages of a draft show: its parts with their faults, and the page of one part."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from registries.loading.checking import draft_problems
from registries.loading.places import Problem
from registries.loading.tables import TEXTS
from registries.models import FormDraft
from registries.setup.drafts.actions import fingerprint
from registries.setup.drafts.entries import KIND_WORDS
from registries.setup.drafts.finding import NotThere, Spot, address_of, find
from registries.setup.drafts.forms import PartForm
from registries.setup.drafts.names import Name, names_at
from registries.setup.drafts.parts import CHOICE, QUESTION, Part
from registries.setup.forms.base import Difference, lines_of


@dataclass
class Line:
    """A row of a draft in a list: what it is called, where it is changed, and what is said of it."""

    spot: Spot
    name: str
    url: str
    tags: list[str] = field(default_factory=list)
    faults: int = 0
    lines: list["Line"] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The row's key."""
        return self.spot.row.get("key", "")


@dataclass
class Listing:
    """A list of a draft, with its rows."""

    part: Part
    where: str
    anchor: str
    lines: list[Line]
    faults: int = 0


class DraftPages:
    """A draft as its pages see it."""

    def __init__(self, draft: FormDraft):
        self.draft, self.content, self.language = draft, draft.content, draft.authority.language

    def url(self, name: str, *parts: str) -> str:
        """The address of a page of the draft."""
        return reverse(name, args=[self.draft.authority.slug, self.draft.public_id, *parts])

    def part_url(self, where: str) -> str:
        """Where a part is changed; a list stands on the page of what is around it."""
        try:
            spot = find(self.content, where)
        except NotThere:
            return self.url("draft_page")
        if not spot.is_list:
            return self.url("draft_part", where)
        return (self.url("draft_part", spot.up) if spot.up else self.url("draft_page")) + f"#list-{spot.part.name}"

    @cached_property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with the draft."""
        return draft_problems(self.draft)

    @cached_property
    def _counts(self) -> Counter:
        return Counter(address_of(self.content, problem.steps)[0] for problem in self.problems)

    def faults_in(self, where: str) -> int:
        """How many faults a part has, with everything in it."""
        return sum(count for place, count in self._counts.items() if f"{place}/".startswith(f"{where}/"))

    def faults_at(self, where: str) -> dict[str, list[str]]:
        """{entry: sentences} of what is wrong with a part itself."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            place, entry = address_of(self.content, problem.steps)
            if place == where:
                found.setdefault(entry, []).append(problem.sentence)
        return found

    def listing(self, where: str) -> Listing:
        """The list at an address."""
        spot = find(self.content, where)
        lines = [self.line(f"{where}/{row['key']}") for row in spot.rows if "key" in row]
        return Listing(spot.part, where, f"list-{spot.part.name}", lines, self.faults_in(where))

    def line(self, where: str) -> Line:
        """The row at an address."""
        spot = find(self.content, where)
        line = Line(spot, spot.name(self.language), self.url("draft_part", where), tags_of(spot), self.faults_in(where))
        if "questions" in spot.part.inner:
            line.lines = self.listing(f"{where}/questions").lines
        return line

    @cached_property
    def form_lists(self) -> list[Listing]:
        """Sections and attachments."""
        return [self.listing("sections"), self.listing("attachments")]

    @cached_property
    def procedure_lists(self) -> list[Listing]:
        """The lists of the procedure; none for a registry's own form."""
        if self.draft.registry_slug:
            return []
        names = ("stages", "checklist", "reservations", "reasons", "duties")
        return [self.listing(f"procedure/{name}") for name in names]

    @cached_property
    def singles(self) -> list[Line]:
        """What the procedure has once: how cases are handled, the self-check."""
        return [] if self.draft.registry_slug else [self.line("procedure/settings"), self.line("procedure/self_check")]

    @cached_property
    def texts(self) -> list[Line]:
        """The texts of the procedure, those that are written first."""
        if self.draft.registry_slug:
            return []
        lines = [self.line(f"procedure/texts/{name}") for name in TEXTS.items]
        return sorted(lines, key=lambda line: not line.spot.row["text"])


@dataclass
class PartPage:
    """The page of one part: its form, the lists in it, and what a condition can name. `adding`: a row to be."""

    pages: DraftPages
    spot: Spot
    form: PartForm
    adding: bool = False
    both: list[Difference] = field(default_factory=list)
    known: str = ""

    @classmethod
    def of(cls, pages: DraftPages, spot: Spot, data=None, *, adding: bool = False) -> "PartPage":
        """The page of a spot, with what was posted."""
        faults = {} if adding else pages.faults_at(spot.where)
        known = "" if adding else fingerprint(spot)
        return cls(pages, spot, PartForm(spot, data, faults=faults), adding, known=known)

    @property
    def title(self) -> str:
        """Its heading."""
        return str(self.spot.part.add) if self.adding else self.spot.name(self.pages.language)

    @property
    def names(self) -> list[Name]:
        """What its conditions can name."""
        return names_at(self.pages.content, self.spot, self.pages.language)

    @property
    def lists(self) -> list[Listing]:
        """The lists inside it."""
        if self.adding:
            return []
        inner = self.spot.part.inner
        takes_choices = self.spot.row.get("kind") in ("choice", "choices", "approvals") or self.spot.row.get("choices")
        wanted = [name for name in inner if inner[name] is not CHOICE or takes_choices]
        return [self.pages.listing(f"{self.spot.where}/{name}") for name in wanted]

    @property
    def other_sections(self) -> list[Line]:
        """The sections that a question can be moved to."""
        if self.spot.part is not QUESTION or self.adding:
            return []
        own = self.spot.up
        return [line for line in self.pages.form_lists[0].lines if line.spot.where != own]

    @property
    def back(self) -> str:
        """Where one came from."""
        around = self.spot.up
        return self.pages.url("draft_part", around) if around else self.pages.url("draft_page")

    @property
    def crumbs(self) -> list[dict[str, str]]:
        """The way to it from the draft, without the draft."""
        found, spot = [], self.spot
        while spot.up:
            spot = find(self.pages.content, spot.up)
            found.insert(0, {"label": spot.name(self.pages.language), "url": self.pages.url("draft_part", spot.where)})
        return [*found, {"label": self.title}]

    @property
    def removal(self) -> str:
        """What is asked before it goes; "" for what cannot go."""
        if self.adding or not self.spot.is_row:
            return ""
        inside = sum(len(listing.lines) for listing in self.lists)
        said = {"name": self.title, "number": inside}
        if inside:
            return _("Remove “%(name)s” with everything in it (%(number)s rows)?") % said
        return _("Remove “%(name)s”?") % said

    def compare(self, theirs: Spot) -> None:
        """Show what somebody else wrote beside what was typed; saving again replaces theirs."""
        self.known = fingerprint(theirs)
        for entry in self.spot.part.entries:
            stored, typed = theirs.row.get(entry.name), self.form.values.get(entry.name)
            if (stored or None) != (typed or None):
                self.both.append(Difference(str(entry.label), lines_of(stored), lines_of(typed)))


def tags_of(spot: Spot) -> list[str]:
    """What is said of a row in a list, in a word or two each."""
    row = spot.row
    kind = [str(KIND_WORDS.get(row["kind"], row["kind"]))] if "kind" in row else []
    asked = [_("on a condition")] if row.get("visible_when") or row.get("when") else []
    required = [_("required")] if row.get("required") else []
    required = required or ([_("required on a condition")] if row.get("required_when") else [])
    off = [_("left out")] if row.get("is_on") is False else []
    return [*kind, *required, *asked, *off]
