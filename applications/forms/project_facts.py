"""The facts of a project as one page of fields, with the cases in which each stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import get_language

from applications.actions.project_fact import StaleFacts
from applications.fact_sharing import ROWS, ProjectFacts, fingerprint
from applications.models import Project
from applications.places import Place
from portal.base.templatetags.form_tags import Trouble, first_control
from registries.kinds import Problem, kind_of
from registries.kinds.base import Shown
from registries.models import Authority
from registries.project_facts import FACTS, GROUPS, Fact

WRITTEN = {name: fact for name, fact in FACTS.items() if not fact.from_rows}
PAGES = {"members": "team_page", "approvals": "approval_list"}  # where the facts that are rows are changed


@dataclass
class Entry:
    """A fact on the page. `fields` are those of its kind; for one that is kept as rows there are none, only `shown`."""

    fact: Fact
    shown: Shown
    version: int
    given: str
    fields: list[BoundField] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    is_optional: bool = False  # nothing is called optional: a fact may always wait

    @property
    def key(self) -> str:
        """The name of the fact, and of its first field."""
        return self.fact.name

    @property
    def label(self) -> str:
        """What the fact is called."""
        return self.fact.label

    @property
    def help(self) -> str:
        """What is to be written."""
        return self.fact.help

    @property
    def own_sentences(self) -> list[str]:
        """What is wrong with the fact as a whole, where it has several fields."""
        return [one.sentence for one in self.problems if not one.part and self.is_composite]

    @property
    def described_by(self) -> str:
        """The ids of help and errors, for the fieldset."""
        parts = [(self.help, "helptext"), (self.own_sentences, "error")]
        return " ".join(f"id_{self.key}_{name}" for there, name in parts if there)

    @property
    def is_composite(self) -> bool:
        """Whether the fact is written in several fields."""
        return [one.name for one in self.fields] != [self.key]

    @property
    def page(self) -> str:
        """The address, by name, of the page on which a fact that is rows is changed."""
        return PAGES.get(self.fact.rows, "")

    @property
    def same(self) -> list[Place]:
        """The cases that say what the project says."""
        return [place for place in self.places if place.is_answered and not place.differs]

    @property
    def other(self) -> list[Place]:
        """The cases that say something else."""
        return [place for place in self.places if place.differs]


class FactsForm(forms.Form):
    """Every fact of a project. No field refuses anything: what is wrong is said beside it, and kept."""

    def __init__(
        self,
        project: Project,
        ground: Authority | None,
        *,
        typed: dict | None,
        stale: StaleFacts | None,
        places: dict[str, list[Place]],
    ):
        super().__init__()
        self.project, self.ground, self.typed, self.stale = project, ground, typed or {}, stale
        self.facts, self.places = ProjectFacts(project), places
        names = {name: self._add(fact) for name, fact in WRITTEN.items()}
        self.full_clean()
        self.cleaned_data = {}
        self.entries = {name: self._entry(fact, names.get(name, [])) for name, fact in FACTS.items()}

    def _value(self, fact: Fact) -> Any:
        return self.typed[fact.name] if fact.name in self.typed else self.facts.common(fact)

    def _add(self, fact: Fact) -> list[str]:
        kind, question, value = kind_of(fact.question), fact.question, self._value(fact)
        built = kind.fields(question, get_language(), self.ground, value)
        for one in built.values():
            one.is_optional = False
        self.fields.update(built)
        self.initial |= kind.spread(question, value)
        return list(built)

    def _entry(self, fact: Fact, names: list[str]) -> Entry:
        question, kind, value = fact.question, kind_of(fact.question), self._value(fact)
        problems = kind.problems(question, value, self.ground) if names and kind.is_answered(value) else []
        for problem in problems:
            name = f"{fact.name}__{problem.part}" if problem.part else fact.name
            if name in self.fields:
                self.add_error(name, problem.sentence)
        return Entry(
            fact=fact,
            shown=self._rows_of(fact) if fact.from_rows else kind.show(question, value, get_language()),
            version=self.facts.version(fact.name),
            given="" if fact.name in self.typed else fingerprint(question, value),
            fields=[self[name] for name in names],
            problems=problems,
            places=self.places.get(fact.name, []),
        )

    def _rows_of(self, fact: Fact) -> Shown:
        if fact.name == "approvals":
            return [(None, capfirst(str(approval))) for approval in self.project.approvals.all()]
        rows = ROWS[fact.name](fact.question, self.project, None)
        return kind_of(fact.question).show(fact.question, rows, get_language())

    @property
    def groups(self) -> list[tuple[str, str, list[Entry]]]:
        """(key, title, entries) of each group of facts."""
        entries = self.entries.values()
        return [(key, title, [one for one in entries if one.fact.group == key]) for key, title in GROUPS.items()]

    @property
    def conflict(self) -> list[dict]:
        """Every fact that somebody else changed meanwhile, with both versions and the version to save on."""
        rows = []
        for name, theirs in (self.stale.theirs if self.stale else {}).items():
            question, row = FACTS[name].question, self.facts.rows.get(name)
            kind = kind_of(question)
            rows.append(
                {
                    "name": name,
                    "label": FACTS[name].label,
                    "theirs": kind.show(question, theirs, get_language()),
                    "yours": kind.show(question, self.typed[name], get_language()),
                    "version": self.stale.versions[name],
                    "by": row.set_by if row else None,
                    "at": row.set_at if row else None,
                }
            )
        return rows

    @property
    def troubles(self) -> list[Trouble]:
        """Every line of the error summary."""
        return [
            Trouble(self._target(entry, problem), entry.label, problem.sentence)
            for entry in self.entries.values()
            for problem in entry.problems
        ]

    def _target(self, entry: Entry, problem: Problem) -> str:
        wanted = f"{entry.key}__{problem.part}" if problem.part else entry.key
        return first_control(self[wanted] if wanted in self.fields else entry.fields[0])


def ground_of(project: Project) -> Authority | None:
    """The authority by whose country and clock numbers and days are read: that of the project's first case, or any."""
    first = project.applications.select_related("authority").order_by("created_at", "pk").first()
    return first.authority if first else Authority.objects.order_by("pk").first()


def typed_facts(data: Mapping) -> dict[str, Any]:
    """{name: value} of the facts that the page asked for."""
    asked = {name: WRITTEN[name] for name in data.getlist("asked") if name in WRITTEN}
    return {name: kind_of(fact.question).gather(fact.question, data) for name, fact in asked.items()}


def untouched_facts(data: Mapping, typed: dict) -> set[str]:
    """The facts that stand as the page gave them: whoever did not touch one does not write over somebody else's."""
    return {
        name for name, value in typed.items() if data.get(f"given_{name}") == fingerprint(WRITTEN[name].question, value)
    }


def versions_typed(data: Mapping, *, newest: bool) -> dict[str, int]:
    """{name: version} that the page knew; with `newest` those that it was shown of somebody else's."""
    found = {}
    for name in WRITTEN:
        text = (data.get(f"newest_{name}") if newest else "") or data.get(f"version_{name}", "")
        found[name] = int(text) if text.isdecimal() else 0
    return found
