"""A form put together from its file, with what it takes over from an earlier one, and checked."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from registries import rules
from registries.kinds import kind_of, rule_types
from registries.loading.circles import check_circles
from registries.loading.places import Place
from registries.loading.shapes import refuse_twice
from registries.project_facts import PROJECT_FACTS
from registries.schema import SPECIFICATION_PARTS, Question, read_question

# The option of a kind that names an attachment of the form.
NAMES_ATTACHMENT = {"file": "rule", "text_or_reference": "attachment"}
FILE_KINDS = {"attachments", "file"}


@dataclass
class Form:
    """A form: sections and attachments by key, each with the place where it is written."""

    place: Place
    sections: dict[str, tuple[dict, Place]] = field(default_factory=dict)
    attachments: dict[str, tuple[dict, Place]] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        """What a form version keeps."""
        return {"sections": [section for section, _place in self.sections.values()]}

    def questions(self) -> list[tuple[Question, Place]]:
        """Every question that can be read, with its place."""
        return [
            (read_question(question), place / "questions" / number)
            for section, place in self.sections.values()
            for number, question in enumerate(section.get("questions", []))
            if "key" in question and "kind" in question
        ]


def build_form(data: dict, place: Place, earlier: Form | None) -> Form:
    """The form of a file: what `earlier` has, less `without`, its sections and attachments replaced by key."""
    form = Form(place / "form")
    if earlier:
        form.sections, form.attachments = dict(earlier.sections), dict(earlier.attachments)
    for number, key in enumerate(data.get("form", {}).get("without", [])):
        if form.sections.pop(key, None) is None and form.attachments.pop(key, None) is None:
            sentence = _("There is no section and no attachment “%(key)s” to leave out.")
            (place / "form" / "without" / number).problem(sentence % {"key": key})
    for name in ("sections", "attachments"):
        refuse_twice(data[name], "key", place / name)
        table = getattr(form, name)
        table |= {row["key"]: (row, place / name / number) for number, row in enumerate(data[name]) if "key" in row}
    return form


def check_form(form: Form, checklist: list[dict], checklist_place: Place) -> None:
    """Report keys that are there twice, questions that their kind cannot ask, and conditions that cannot be read."""
    questions = form.questions()
    known = rule_types(question for question, _place in questions)
    seen = set()
    for question, place in questions:
        if question.key in seen:
            (place / "key").problem(_("“%(value)s” is there twice.") % {"value": question.key})
        seen.add(question.key)
        check_question(question, place, known)
        check_named_attachment(form, question, place)
    check_circles(questions)
    check_checklist(form, checklist, checklist_place)


def check_attachments(form: Form) -> None:
    """Report attachments that no question asks for, and conditions of attachments that cannot be read."""
    questions = [question for question, _place in form.questions()]
    if form.attachments and not {question.kind for question in questions} & FILE_KINDS:
        form.place.problem(_("The form has attachments, but no question of the kind “attachments” asks for them."))
    known = rule_types(questions)
    for attachment, place in form.attachments.values():
        check_when(attachment, ("required_when",), place, known)
        refuse_both(attachment, place)


def check_checklist(form: Form, checklist: list[dict], place: Place) -> None:
    """Report conditions of a checklist that cannot be read with the questions of the form."""
    known = rule_types(question for question, _place in form.questions())
    for number, row in enumerate(checklist):
        check_when(row, ("when",), place / number, known)


def check_question(question: Question, place: Place, known: dict[str, Any]) -> None:
    """Report what is wrong with one question."""
    for sentence in kind_of(question).faults(question):
        (place / "kind").problem(sentence)
    check_fact(question, place)
    check_specified_part(question, place)
    conditions = {"required_when": question.required_when, "visible_when": question.visible_when}
    check_when(conditions, tuple(conditions), place, known)
    refuse_both({"required": question.required, "required_when": question.required_when}, place)


def check_fact(question: Question, place: Place) -> None:
    """Report a fact that the portal does not know, or that a question of this kind cannot tell."""
    if not question.fact:
        return
    said = {"fact": question.fact, "kind": question.kind}
    if question.fact not in PROJECT_FACTS:
        sentence = _("“%(fact)s” is no fact of a project; known: %(known)s.")
        (place / "fact").problem(sentence % (said | {"known": ", ".join(sorted(PROJECT_FACTS))}))
    elif question.kind not in (kinds := PROJECT_FACTS[question.fact]):
        sentence = _("A question of the kind “%(kind)s” cannot tell “%(fact)s”; one of these can: %(kinds)s.")
        (place / "fact").problem(sentence % (said | {"kinds": ", ".join(kinds)}))


def check_specified_part(question: Question, place: Place) -> None:
    """Report a part that no specification has."""
    if question.specifies not in ("", *SPECIFICATION_PARTS):
        said = {"part": question.specifies, "known": ", ".join(SPECIFICATION_PARTS)}
        sentence = _("“%(part)s” is no part of a specification; known: %(known)s.")
        (place / "options" / "specification").problem(sentence % said)


def check_named_attachment(form: Form, question: Question, place: Place) -> None:
    """Report a question that names an attachment which the form does not have."""
    option = NAMES_ATTACHMENT.get(question.kind)
    named = question.options.get(option)
    if named is None and question.kind == "file":
        (place / "kind").problem(_("This kind needs “options.rule”: the key of its attachment."))
    elif named is not None and named not in form.attachments:
        (place / "options" / option).problem(_("There is no attachment “%(key)s” in this form.") % {"key": named})


def check_when(
    row: dict,
    names: tuple[str, ...],
    place: Place,
    known: dict[str, Any],
    *,
    common: dict[str, Any] = rules.COMMON_TYPES,
) -> None:
    """Report the conditions of a row that cannot be read with the names that are `known`."""
    for name in names:
        if not row.get(name):
            continue
        try:
            rules.parse(row[name], known, common=common)
        except rules.RuleProblem as problem:
            (place / name).problem(str(problem))


def refuse_both(row: dict, place: Place) -> None:
    """Report a row that is required both always and on a condition."""
    if row.get("required") and row.get("required_when"):
        (place / "required_when").problem(_("Something is required always or on a condition, not both."))
