"""One section of the form as a page: its questions as fields, with what was typed and what is to be mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.actions.answers import Row, rows_of
from applications.completeness import Gap, Whole
from applications.fact_sharing import fingerprint
from applications.forms.fact_notes import FactNote
from applications.models import Application
from portal.base.templatetags.form_tags import Trouble, first_control
from registries.kinds import kind_of
from registries.models import Variable
from registries.schema import Question, Section

FORM_ID = "section-form"  # fields belong to the form by this id: files are sent by forms of their own among them


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its place (from 0), what it is called, its fields, and whether there is anything to remove."""

    place: int
    name: str
    fields: list[BoundField]
    can_go: bool


@dataclass
class Block:
    """One question on the page. `shape` says how it is drawn: field, parts, table, variables or files."""

    question: Question
    shape: str
    label: str
    help: str
    is_optional: bool
    fields: list[BoundField] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    rows: list["TableRow"] = field(default_factory=list)
    note: FactNote | None = None  # how the answer stands to the project's, where the question asks for a fact

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

    @property
    def asks_for_level(self) -> bool:
        """Whether the variable list asks for the level of detail of each row (U8)."""
        return bool(self.question.options.get("level"))

    @property
    def add_label(self) -> str:
        """What the button says that adds a row to a table."""
        return kind_of(self.question).add_label

    def target(self, gap: Gap) -> str:
        """The id that a link from the summary leads to."""
        if self.shape == "field":
            return first_control(self.fields[0])
        if self.shape in ("parts", "table"):
            wanted = f"{self.key}__{gap.part}"
            return next((one.id_for_label for one in self.fields if one.name == wanted), self.fields[0].id_for_label)
        return gap.anchor


class SectionForm(forms.Form):
    """The questions of a section that are asked now. No field refuses anything: the kinds judge what is stored."""

    def __init__(
        self, section: Section, whole: Whole, gaps: Iterable[Gap] = (), notes: Mapping[str, FactNote] | None = None
    ):
        self.section, self.whole, self.gaps, self.notes = section, whole, list(gaps), notes or {}
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
        self._name_attachment(question, built)
        self.fields.update(built)
        self.initial |= kind.spread(question, value)
        return list(built)

    def _name_attachment(self, question: Question, built: dict[str, forms.Field]) -> None:
        """Say in which attachment the answer may stand instead: the kind does not know what the form calls it (U10)."""
        labels = {rule.key: self.whole.case.authority.text(rule.label) for rule in self.whole.rules}
        if label := labels.get(question.options.get("attachment")):
            words = _("Or where it stands in the attachment “%(name)s”") % {"name": label}
            built[f"{question.key}__reference"].label = words

    def _block(self, question: Question, names: list[str]) -> Block:
        authority = self.whole.case.authority
        gaps = [gap for gap in self.gaps if gap.question == question.key]
        fields = [self[name] for name in names]
        for gap in gaps:
            name = f"{question.key}__{gap.part}" if gap.part else question.key
            if name in self.fields:
                self.add_error(name, gap.sentence)
        return Block(
            question=question,
            shape=_shape(question, names),
            label=authority.text(question.label),
            help=authority.text(question.help),
            is_optional=not self.whole.is_required(question),
            fields=fields,
            gaps=gaps,
            rows=self._rows(question, fields),
            note=self.notes.get(question.key),
        )

    def _rows(self, question: Question, fields: list[BoundField]) -> list[TableRow]:
        """The fields of a table, row by row; [] for every other kind."""
        kind = kind_of(question)
        if not kind.is_table:
            return []
        width, stored = len(kind.columns_of(question)), self.whole.values.get(question.key)
        return [
            TableRow(place, kind.row_name(place + 1), fields[place * width : (place + 1) * width], can_go=bool(stored))
            for place in range(len(fields) // width)
        ]

    @property
    def slots(self) -> list[tuple[str, Block | None]]:
        """Every question of the section in its order; None where it is not asked now."""
        return [(question.key, self.blocks.get(question.key)) for question in self.section.questions]

    @property
    def noted(self) -> list[Block]:
        """The questions that the project answers too, or could."""
        return [block for block in self.blocks.values() if block.note]

    @property
    def follows_project(self) -> bool:
        """Whether any answer on the page is the project's."""
        return any(block.note.follows for block in self.noted)

    @property
    def troubles(self) -> list[Trouble]:
        """Every line of the error summary."""
        found = []
        for block in self.blocks.values():
            found += [Trouble(block.target(gap), block.label, gap.sentence) for gap in block.gaps]
        return found


def _shape(question: Question, names: list[str]) -> str:
    """How a question is drawn."""
    if kind_of(question).is_table:
        return "table"
    rows = {"variables": "variables", "attachments": "files", "file": "files"}
    return rows.get(question.kind) or ("field" if names == [question.key] else "parts")


def typed_into(section: Section, data: Mapping) -> dict:
    """{question: value} for the questions that the page asked; those that it did not ask keep what they hold."""
    asked = set(data.getlist("asked"))
    questions = [question for question in section.questions if question.key in asked and kind_of(question).has_value]
    return {question.key: kind_of(question).gather(question, data) for question in questions}


def untouched_in(section: Section, data: Mapping, typed: dict) -> set[str]:
    """The questions that stand as the page gave them, by the sign that it gave with them."""
    signs = {question.key: question for question in section.questions if data.get(f"given_{question.key}")}
    return {
        key for key, value in typed.items() if key in signs and data[f"given_{key}"] == fingerprint(signs[key], value)
    }


def with_row_button(typed: dict, do: str) -> dict:
    """What was typed, with the row that a button adds to a table (“add_row:key”) or takes away (“remove_row:key:2”)."""
    verb, _colon, place = do.partition(":")
    key, _colon, number = place.partition(":")
    if verb == "add_row" and key in typed:
        # The page shows one empty row where there is none: after it comes the second.
        return typed | {key: [*(typed[key] or [{}]), {}]}
    if verb == "remove_row" and key in typed and number.isdecimal():
        return typed | {key: [row for at, row in enumerate(typed[key]) if at != int(number)]}
    return typed


def rows_typed(case: Application, section: Section, data: Mapping) -> list[Row] | None:
    """The variable list as the page shows it; None where it is not on the page.

    What the page does not ask of a row (the level of detail, why nothing less detailed will do) stays as it is stored.
    """
    asked = set(data.getlist("asked"))
    if not any(question.kind == "variables" and question.key in asked for question in section.questions):
        return None
    wanted = [int(value) for value in data.getlist("row") if value.isdecimal()]
    registries, stored = known_variables(case, wanted), {row.variable_id: row for row in rows_of(case)}
    return [
        _row_typed(stored.get(pk) or Row(pk, registries[pk], reason=""), data)
        for pk in dict.fromkeys(wanted)
        if pk in registries
    ]


def _row_typed(row: Row, data: Mapping) -> Row:
    """A row with what its fields hold; a field that is not on the page says nothing."""
    names = {"reason": "reason", "level": "level", "identifying_reason": "identifying"}
    posted = {column: data.get(f"{name}_{row.variable_id}") for column, name in names.items()}
    return replace(row, **{column: text.strip() for column, text in posted.items() if text is not None})


def known_variables(case: Application, wanted: Iterable[int]) -> dict[int, int]:
    """{variable id: registry id} of those that the authority has."""
    found = Variable.objects.filter(pk__in=list(wanted), registry__authority=case.authority)
    return dict(found.values_list("pk", "registry_id"))
