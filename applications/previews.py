"""The draft of a form as applicants would meet it: a case that is made, shown, and never kept.

A preview that drew the form by code of its own would show something else as soon as either changes. So the case is a
real one, in a transaction that is always taken back: what applicants' pages do with it is what they will do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from applications.actions.answers import Row, rows_of, set_variables
from applications.models import Answers, Application, Project, ProjectMember
from registries.kinds import kind_of
from registries.loading.checking import DraftVersions, read_draft
from registries.models import AttachmentRule, Authority, FormDraft, FormVersion, Procedure, Registry
from registries.rules import RuleProblem, syntax
from registries.schema import read_question

# No version of an authority begins on that day, so that the one that is shown stands in nobody's way.
NO_DAY = date(9999, 12, 31)


@dataclass
class Tried:
    """What somebody has typed into a preview so far. It lies in the session, by its own plain values."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: list[dict] = field(default_factory=list)
    registries: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)


@contextmanager
def case_of(draft: FormDraft, tried: Tried, by) -> Iterator[Application]:
    """A case with the form of a draft and what was typed so far; nothing of it is there afterwards."""
    with transaction.atomic():
        try:
            yield _make_case(draft, tried, by)
        finally:
            transaction.set_rollback(True)


def state_of(case: Application) -> Tried:
    """What stands in the case now, to be tried on with."""
    answers = Answers.objects.get(application=case)
    return Tried(
        values=answers.values,
        rows=[asdict(row) for row in rows_of(case)],
        registries=sorted(registry.slug for registry in case.registries.all()),
        saved=[key for key, version in answers.versions.items() if version],
    )


def _make_case(draft: FormDraft, tried: Tried, by) -> Application:
    authority, form = draft.authority, _form_of(draft)
    project = Project.objects.create(title=str(draft)[:200], created_by=by)
    ProjectMember.objects.create(project=project, user=by, role=ProjectMember.Role.PRINCIPAL_INVESTIGATOR)
    case = Application.objects.create(
        project=project,
        authority=authority,
        procedure=_procedure_of(draft),
        form_version=form,
        title=project.title,
        language=authority.language,
        created_by=by,
    )
    Answers.objects.create(application=case, values=tried.values, versions=dict.fromkeys(tried.saved, 1))
    case.registries.set(_registries_of(draft, form, tried))
    known = set(Registry.objects.filter(authority=authority).values_list("pk", flat=True))
    rows = [Row(**row) for row in tried.rows if row["registry_id"] in known]
    if rows:
        section = form.sections[0].key
        set_variables(by=by, application_id=case.pk, section=section, rows=rows, version=_version(case, section))
    return Application.objects.select_related("project", "authority", "procedure", "form_version").get(pk=case.pk)


def _version(case: Application, section: str) -> int:
    return Answers.objects.get(application=case).version_of(section)


def _registries_of(draft: FormDraft, form: FormVersion, tried: Tried) -> list[Registry]:
    """The registries that are chosen; where nobody chooses, the one that receives, or all (Q7)."""
    there = draft.authority.registries
    if draft.registry_slug:
        return list(there.filter(slug=draft.registry_slug))
    if any(question.kind == "registries" for question in form.questions.values()):
        return list(there.filter(slug__in=tried.registries))
    return list(there.all()[:1] if draft.authority.receives_by_registry else there.all())


def _form_of(draft: FormDraft) -> FormVersion:
    """The form of the draft, stored for the time being; what cannot be drawn is left out."""
    versions = read_draft(draft)
    form = versions.form
    form.schema, form.valid_from = {"sections": drawable(versions)}, NO_DAY
    form.save()
    for rule in _drawable_rules(versions.rules):
        rule.form_version = form
        rule.save()
    return form


def _procedure_of(draft: FormDraft) -> Procedure:
    """The procedure in force, else the newest one, else that of the draft: a form shows hardly anything of it."""
    authority: Authority = draft.authority
    stored = authority.procedure_in_force(draft.kind) or authority.procedures.order_by("-valid_from").first()
    if stored is None:
        own = read_draft(draft).procedure  # a registry's own form has none
        stored = own or Procedure(authority=authority, kind=draft.kind, version=draft.version_name)
        stored.valid_from = NO_DAY
        stored.save()
    return stored


def drawable(versions: DraftVersions) -> list[dict]:
    """The sections of a draft without conditions that cannot be read, and without questions that lack kind or key."""
    return [
        section
        | {
            "questions": [
                _readable(question) for question in section.get("questions", []) if {"key", "kind"} <= set(question)
            ]
        }
        for section in versions.form.schema["sections"]
    ]


def _readable(question: dict) -> dict:
    broken = [name for name in ("visible_when", "required_when") if not _can_be_read(question.get(name, ""))]
    if kind_of(asked := read_question(question)).faults(asked):
        broken += ["min", "max"]  # which the kind may not be able to read
    return {name: value for name, value in question.items() if name not in broken}


def _can_be_read(condition: str) -> bool:
    try:
        return not condition.strip() or syntax(condition) is not None
    except RuleProblem:
        return False


def _drawable_rules(rules: list[AttachmentRule]) -> list[AttachmentRule]:
    """The attachments of a draft, each key once, with conditions that can be read."""
    found = {rule.key: rule for rule in rules if rule.key}
    for rule in found.values():
        if rule.required or not _can_be_read(rule.required_when):
            rule.required_when = ""
    return list(found.values())
