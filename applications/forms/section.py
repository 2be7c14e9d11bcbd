"""One section of the form as a page: its questions as fields, with what was typed and what is to be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language

from applications.actions.answers import Row
from applications.completeness import Gap, Whole
from applications.models import Application
from portal.base.templatetags.form_tags import Trouble, first_control
from registries.kinds import kind_of
from registries.models import Variable
from registries.schema import Question, Section

FORM_ID = "section-form"  # fields belong to the form by this id: files are sent by forms of their own among them


@dataclass
class Block:
    """One question on the page. `shape` says how it is drawn: field, parts, variables or files."""

    question: Question
    shape: str
    label: str
    help: str
    is_optional: bool
    fields: list[BoundField] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The question's key."""
        return self.question.key

    @property
    def own_sentences(self) -> list[str]:
        """What is wrong with the question as a whole, and not with one of its parts."""
        return [gap.sentence for gap in self.gaps if not gap.part]

    @property
    def described_by(self) -> str:
        """The ids of help and errors, for the fieldset."""
        parts = [(self.help, "helptext"), (self.own_sentences, "error")]
        return " ".join(f"id_{self.key}_{name}" for there, name in parts if there)

    def target(self, gap: Gap) -> str:
        """The id that a link from the summary leads to."""
        if self.shape == "field":
            return first_control(self.fields[0])
        if self.shape == "parts":
            wanted = f"{self.key}__{gap.part}"
            return next((one.id_for_label for one in self.fields if one.name == wanted), self.fields[0].id_for_label)
        return gap.anchor


class SectionForm(forms.Form):
    """The questions of a section that are asked now. No field refuses anything: the kinds judge what is stored."""

    def __init__(self, section: Section, whole: Whole, gaps: Iterable[Gap] = ()):
        self.section, self.whole, self.gaps = section, whole, list(gaps)
        self.blocks: dict[str, Block] = {}
        super().__init__()
        self.questions = whole.visible_questions(section)
        names = {question.key: self._add(question) for question in self.questions}
        self.full_clean()
        self.cleaned_data = {}
        for question in self.questions:
            self.blocks[question.key] = self._block(question, names[question.key])

    def _add(self, question: Question) -> list[str]:
        kind, authority = kind_of(question), self.whole.case.authority
        value = self.whole.values.get(question.key)
        built = kind.fields(question, get_language(), authority, value)
        for one in built.values():
            one.widget.attrs["form"] = FORM_ID
        self.fields.update(built)
        self.initial |= kind.spread(question, value)
        return list(built)

    def _block(self, question: Question, names: list[str]) -> Block:
        authority = self.whole.case.authority
        gaps = [gap for gap in self.gaps if gap.question == question.key]
        shape = {"variables": "variables", "attachments": "files", "file": "files"}.get(question.kind)
        shape = shape or ("field" if names == [question.key] else "parts")
        for gap in gaps:
            name = f"{question.key}__{gap.part}" if gap.part else question.key
            if name in self.fields:
                self.add_error(name, gap.sentence)
        return Block(
            question=question,
            shape=shape,
            label=authority.text(question.label),
            help=authority.text(question.help),
            is_optional=not self.whole.is_required(question),
            fields=[self[name] for name in names],
            gaps=gaps,
        )

    @property
    def slots(self) -> list[tuple[str, Block | None]]:
        """Every question of the section in its order; None where it is not asked now."""
        return [(question.key, self.blocks.get(question.key)) for question in self.section.questions]

    @property
    def troubles(self) -> list[Trouble]:
        """Every line of the error summary."""
        found = []
        for block in self.blocks.values():
            found += [Trouble(block.target(gap), block.label, gap.sentence) for gap in block.gaps]
        return found


def typed_into(section: Section, data: Mapping) -> dict:
    """{question: value} for the questions that the page asked; those that it did not ask keep what they hold."""
    asked = set(data.getlist("asked"))
    questions = [question for question in section.questions if question.key in asked and kind_of(question).has_value]
    return {question.key: kind_of(question).gather(question, data) for question in questions}


def rows_typed(case: Application, section: Section, data: Mapping) -> list[Row] | None:
    """The variable list as the page shows it; None where it is not on the page."""
    asked = set(data.getlist("asked"))
    if not any(question.kind == "variables" and question.key in asked for question in section.questions):
        return None
    wanted = [int(value) for value in data.getlist("row") if value.isdecimal()]
    registries = known_variables(case, wanted)
    return [
        Row(variable_id=pk, registry_id=registries[pk], reason=data.get(f"reason_{pk}", "").strip())
        for pk in dict.fromkeys(wanted)
        if pk in registries
    ]


def known_variables(case: Application, wanted: Iterable[int]) -> dict[int, int]:
    """{variable id: registry id} of those that the authority has."""
    found = Variable.objects.filter(pk__in=list(wanted), registry__authority=case.authority)
    return dict(found.values_list("pk", "registry_id"))
