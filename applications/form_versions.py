"""When the form of a draft has a newer version: which one, and what becomes of what was typed."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from applications.models import Answers, Application, Attachment
from registries.kinds import kind_of
from registries.kinds.base import Shown
from registries.loading.export import form_tables
from registries.models import FormVersion, Procedure
from registries.schema import Question
from registries.setup.comparison import Change, compare

# Kinds that say the same in another shape: an answer goes from one to the other.
WRITING = frozenset({"text", "long_text", "text_or_reference"})
# Between the key of a question and the version in which it was asked, in the key of an answer that was laid aside.
ASIDE = "@"


@dataclass(frozen=True)
class Newer:
    """The rules that a case would be begun with today, where they are not those that it was begun with."""

    form: FormVersion
    procedure: Procedure


@dataclass(frozen=True)
class LaidAside:
    """An answer for which the form has no question any more: what was asked, and what was said."""

    label: dict[str, str]
    shown: Shown


@dataclass
class Moved:
    """Answers as they stand in another form, and those that have no place in it, under keys of their own."""

    values: dict[str, Any] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=dict)


def newer_rules(case: Application, at=None) -> Newer | None:
    """The form and the procedure in force today, if a draft was begun with earlier ones; else None."""
    if not case.is_draft:
        return None
    day, authority = case.authority.today(at), case.authority
    registry = case.registries.first() if authority.receives_by_registry else None
    form, procedure = authority.form_in_force(case.kind, day, registry), authority.procedure_in_force(case.kind, day)
    if form is None or procedure is None or form.valid_from < case.form_version.valid_from:
        return None
    if (form.pk, procedure.pk) == (case.form_version_id, case.procedure_id):
        return None
    return Newer(form, procedure)


def changes_to(case: Application, newer: Newer) -> list[Change]:
    """What differs for the applicant between the form of the draft and the newer one."""
    return compare(form_tables(case.form_version), form_tables(newer.form))


def carried_over(answers: Answers, old: FormVersion, new: FormVersion) -> Moved:
    """Every answer where the newer form asks for it, in the kind in which it asks; the others are laid aside."""
    moved = Moved()
    for key, value in answers.values.items():
        before, after = old.questions.get(key), new.questions.get(key)
        if before is None or (after is not None and before.kind == after.kind):
            moved.values[key] = value
        elif kind_of(before).is_answered(value):
            if after is not None and {before.kind, after.kind} <= WRITING:
                moved.values[key] = kind_of(after).from_common(after, kind_of(before).to_common(before, value))
            if not _says_all(moved.values.get(key), value):
                moved.aside[f"{key}{ASIDE}{old.pk}"] = value
    return moved


def _says_all(new: Any, old: Any) -> bool:
    """Whether an answer in another shape holds every word of the old one: where it stands in a file may be lost."""
    if not new:
        return False
    return not (isinstance(old, dict) and old.get("reference"))


def without_place(case: Application, new: FormVersion) -> list[Attachment]:
    """The files of a draft for which the newer form has no place."""
    known = set(new.attachment_rules.values_list("key", flat=True))
    return [file for file in case.attachments.enclosed() if file.rule_key not in known]


def shown_aside(values: dict[str, Any]) -> list[LaidAside]:
    """The answers that were laid aside, as they were asked and said."""
    keys = [key.partition(ASIDE) for key in values if ASIDE in key]
    forms = FormVersion.objects.in_bulk([int(pk) for _key, _sign, pk in keys])
    found = []
    for key, sign, pk in keys:
        question = _question(forms.get(int(pk)), key)
        if question is not None:
            shown = kind_of(question).show(question, values[f"{key}{sign}{pk}"], get_language())
            found.append(LaidAside(question.label, shown))
    return found


def _question(form: FormVersion | None, key: str) -> Question | None:
    return form.questions.get(key) if form else None
