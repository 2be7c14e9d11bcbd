"""What can be true of a project whatever authority is asked: answered once, and filled into every form that asks.

A question says with `fact = "project.principal"` which of them it asks for. Each fact has a kind of its own, in which
the project keeps it, and the kinds of question that can tell it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from registries.schema import Question

PREFIX = "project."
WRITING = ("text", "long_text", "text_or_reference")


@dataclass(frozen=True)
class Fact:
    """A fact of a project. `kinds` are the kinds of question that can tell it, the project's own among them.

    `kind` is that of the project's own question; `rows` names the rows of another page that the project reads it from.
    """

    name: str
    group: str
    label: str
    kinds: tuple[str, ...]
    kind: str
    help: str = ""
    options: dict = field(default_factory=dict)
    rows: str = ""

    @property
    def from_rows(self) -> bool:
        """Whether the project keeps it as rows of another page."""
        return bool(self.rows)

    @property
    def key(self) -> str:
        """The fact as the catalogue names it."""
        return PREFIX + self.name

    @property
    def question(self) -> Question:
        """The question by which the project's own page asks for it, in the active language."""
        language, options = get_language() or "en", self.options
        label, help_text = {language: str(self.label)}, {language: str(self.help)} if self.help else {}
        most = 200 if self.name == "title" else None
        return Question(self.name, self.kind, label, help_text, fact=self.key, max_length=most, options=options)


GROUPS = {
    "question": _("What the project asks"),
    "principal": _("Who answers for it"),
    "people": _("Who takes part"),
    "basis": _("What it rests on"),
    "data": _("Which data it needs"),
    "care": _("How the data are kept"),
    "invoice": _("Who pays"),
}


def _fact(name: str, group: str, label: str, *kinds: str, **more) -> Fact:
    return Fact(name, group, label, kinds, **({"kind": kinds[0]} | more))


def _words(name: str, group: str, label: str, **more) -> Fact:
    return _fact(name, group, label, *WRITING, kind="long_text", options={"rows": 4}, **more)


_ALL: Iterable[Fact] = (
    _fact("title", "question", _("Title of the project"), "text"),
    _words("research_question", "question", _("Research question")),
    _words("purpose", "question", _("Purpose, and why the data are necessary")),
    _fact("duration", "question", _("When the project begins and ends"), "period"),
    _fact("principal", "principal", _("Research principal"), "organisation"),
    _fact("principal_is_authority", "principal", _("Is the principal a public authority?"), "yes_no"),
    _fact("representative", "principal", _("The principal’s representative"), "person"),
    _fact(
        "representative_address",
        "principal",
        _("The representative’s postal address"),
        "address",
        options={"without": ["reference"]},
    ),
    _fact("principal_investigator", "people", _("Principal investigator"), "person"),
    _fact("contact_person", "people", _("Contact person"), "person"),
    _fact("members", "people", _("Who will have access to the data"), "people", rows="members"),
    _fact("approvals", "basis", _("Approvals"), "approvals", rows="approvals"),
    _fact("ethics_number", "basis", _("Reference number of the newest ethical approval"), "text", rows="approvals"),
    _fact("ethics_date", "basis", _("Day of the newest ethical approval"), "date", rows="approvals"),
    _fact("legal_basis_date", "basis", _("Day on which the project got its legal basis"), "date"),
    _fact("consent_based", "basis", _("Have the participants given consent?"), "yes_no"),
    _words("population", "data", _("Whom the data concern, and who is left out")),
    _fact("population_size", "data", _("About how many people"), "number"),
    _fact("period", "data", _("Period that the data cover"), "period"),
    _fact("linkage", "data", _("Will the data be linked with other sources?"), "yes_no"),
    _words("linkage_sources", "data", _("Which sources are linked, and which data from them")),
    _words("storage", "care", _("Where and how the data are kept")),
    _words("access_control", "care", _("How access to the data is controlled")),
    _fact("invoicing_number", "invoice", _("Organisation that pays"), "organisation"),
    _fact("invoicing_address", "invoice", _("Invoicing address and reference"), "address"),
)
FACTS: dict[str, Fact] = {fact.name: fact for fact in _ALL}
# For the loader: what a question can tell the portal of a project, and the kinds of question that can tell it.
PROJECT_FACTS: dict[str, tuple[str, ...]] = {fact.key: fact.kinds for fact in FACTS.values()}


def fact_of(question: Question) -> Fact | None:
    """The fact that a question asks for, where it is of a kind that can tell it; else None."""
    fact = FACTS.get(question.fact.removeprefix(PREFIX)) if question.fact else None
    return fact if fact and question.kind in fact.kinds else None
