"""Begin, send and withdraw an application."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import case_words, documents, submissions, ties
from applications.actions.completion_request import close_open
from applications.actions.invoice import prepare_single_fee
from applications.actions.specification import void
from applications.fact_following import tell_title
from applications.fact_sharing import ProjectFacts, takes_part
from applications.models import Answers, Application, Document, Invoice, Project, ProjectMember, RequestedVariable
from applications.numbering import next_case_number
from applications.permissions import REGISTERING_ROLES
from applications.problems import NotAllowed, NotReady
from applications.project_log import locked_project
from applications.scope import Scope, in_force, rows_in_force, why_unchangeable
from applications.workflow import locked, perform, record, require
from portal.base.clock import today
from registries.kinds import kind_of
from registries.models import ApplicationKind, Authority, Registry
from registries.project_facts import PREFIX, fact_of
from registries.roles import has_role
from registries.schema import Question

NOT_CHANGEABLE = _(
    "This case is at another authority. Nothing was begun: apply for the change at the authority that granted it."
)


class NotOpenForApplications(Exception):
    """The authority has no form or no procedure in force on the day."""


@transaction.atomic
def start_application(
    *,
    by,
    authority: Authority,
    title: str,
    project: Project | None = None,
    registry: Registry | None = None,
    kind: str = ApplicationKind.NEW,
    parent: Application | None = None,
    language: str = "",
    at: datetime | None = None,
    **fields,
) -> Application:
    """A new draft at an authority, by the form and the procedure that are in force on the day (S and T differ so).

    Without a project one is made, led by the person. `registry` is the receiver where each registry has its own (Q7),
    `parent` the granted case that a change application changes (B16), `language` that of the letters (the authority's).
    `fields` are further columns, such as the channel (S13). Raises NotOpenForApplications where nothing is in force,
    NotReady for a parent that was not granted there, NotAllowed in a project that is not the person's to lead.
    """
    at = at or timezone.now()
    if parent is not None:
        registry, project = _check_parent(parent, authority, registry), parent.project
    rules = _rules_in_force(authority, kind, today(at, authority.time_zone), registry)
    fields |= {"title": title, "kind": kind, "parent": parent, "language": language or authority.language}
    own_project = _project_for(by, project, authority, title, at)
    case = Application.objects.create(project=own_project, authority=authority, created_by=by, **rules, **fields)
    if project is None:
        tell_title(case, by=by, at=at)
    _fill_in(case, registry)
    record(locked(case.pk), "created", by=by, at=at, procedure=case.procedure.version, channel=case.channel)
    return Application.objects.get(pk=case.pk)


def _rules_in_force(authority: Authority, kind: str, day: date, registry: Registry | None) -> dict:
    """Procedure and form on a day, by their columns of a case.

    Raises NotOpenForApplications without them, or without a receiver (Q7).
    """
    procedure, form = authority.procedure_in_force(kind, day), authority.form_in_force(kind, day, registry)
    if procedure is None or form is None or (registry is None and authority.receives_by_registry):
        raise NotOpenForApplications(authority)
    return {"procedure": procedure, "form_version": form}


def _project_for(by, project: Project | None, authority: Authority, title: str, at: datetime) -> Project:
    """The project, or a new one that the person leads. Raises NotAllowed where it is not the person's to lead.

    One that is there is locked: what changes in it meanwhile would pass by a draft that is only being begun.
    """
    if project is not None:
        project = locked_project(project.pk)
        if not _may_begin_in(project, by, authority):
            raise NotAllowed
        return project
    project = Project.objects.create(title=title, created_by=by)
    leader = ProjectMember.Role.PRINCIPAL_INVESTIGATOR
    ProjectMember.objects.create(project=project, user=by, role=leader, joined_at=at)
    return project


def _may_begin_in(project: Project, by, authority: Authority) -> bool:
    """Whoever answers for the project, or registers at the authority what came on paper (S13)."""
    return Project.objects.led_by(by).filter(pk=project.pk).exists() or has_role(by, authority, *REGISTERING_ROLES)


def _check_parent(parent: Application, authority: Authority, registry: Registry | None) -> Registry | None:
    """The receiver of a change: that of the case that is changed. Raises NotReady where that one was not granted."""
    if parent.authority_id != authority.pk:
        raise NotReady([NOT_CHANGEABLE])
    if not Application.objects.granted().filter(pk=parent.pk).exists():
        raise NotReady([why_unchangeable(parent)])
    return (registry or parent.registries.first()) if authority.receives_by_registry else registry


def _fill_in(case: Application, registry: Registry | None) -> None:
    """What is known at the start: receiver, answers, and for a change the variables that are in force (B16)."""
    before = in_force(case.parent) if case.parent else None
    if registry is not None:
        case.registries.set([registry])
    elif before is not None:
        case.registries.set(case.authority.registries.filter(slug__in=before.registries))
    values, own = _known_at_start(case, before)
    Answers.objects.create(application=case, values=values, own=own)
    if before is not None:
        _take_over_variables(case, before)


def _known_at_start(case: Application, before: Scope | None) -> tuple[dict, list[str]]:
    """What the form need not ask again, and the questions in which the case differs from its project from the start.

    Registries and title are those that it was begun with. For a change the rest is what is in force `before` it,
    else what the project says.
    """
    facts, values, own = ProjectFacts(case.project), {}, []
    for question in case.form_version.questions.values():
        if question.kind == "registries":
            values[question.key] = sorted(registry.slug for registry in case.registries.all())
        elif fact := fact_of(question):
            said = facts.answer_to(question, case) if takes_part(case) else None
            answer = case.title if fact.name == "title" else _said_before(question, before)
            answer = said if answer is None else answer
            if answer is not None:
                values[question.key] = answer
            if said is not None and kind_of(question).differs(answer, said):
                own.append(question.key)
        elif before and (answer := _said_before(question, before)) is not None:
            values[question.key] = answer
    return values, own


def _said_before(question: Question, before: Scope | None) -> Any:
    """What is in force, as the answer to a question of the change; None where nothing is said of it.

    Another form's question means the same where it stands for the same fact, or has the same key and is of its kind.
    """
    said = before.answers.get(question.fact.removeprefix(PREFIX) or question.key) if before else None
    if said is None or not (question.fact or said.question.kind == question.kind):
        return None
    return said.as_answer_to(question)


def _take_over_variables(case: Application, before: Scope) -> None:
    """The variables that are in force, to be changed in their turn."""
    rows = rows_in_force(before)
    for row in rows:
        row.pk, row.application = None, case
    RequestedVariable.objects.bulk_create(rows)


@transaction.atomic
def start_applications(*, by, registries: Sequence[Registry], project: Project | None = None, **begun) -> list:
    """A draft for each registry that receives by itself, all of one project, each with its own form (Q5, Q7).

    Without registries one draft, for the authority as a whole. `begun` and what is raised are as in start_application.
    """
    cases = []
    for registry in registries or [None]:
        cases.append(start_application(by=by, registry=registry, project=project, **begun))
        project = cases[-1].project
    return cases


@transaction.atomic
def submit(*, by, application_id: int, expected_version: int | None = None, at: datetime | None = None) -> Application:
    """Send a draft: it gets its case number, its content is frozen, and the copy of the order is made (S14, T1)."""
    at = at or timezone.now()
    case = locked(application_id, expected_version)
    require("submit", by, case)  # before a number is taken: others wait for it
    number = next_case_number(case.authority, today(at, case.authority.time_zone).year)
    case = perform("submit", application_id=application_id, by=by, at=at, number=number)
    submission = submissions.freeze(case, by=by, at=at)
    case_words.remember(case)
    case.save()
    ties.find(case, at)
    documents.order(case, Document.Kind.ORDER_COPY, at=at, submission=submission)
    return case


@transaction.atomic
def withdraw(*, by, application_id: int, reason: str = "", at: datetime | None = None) -> Application:
    """Take an application back; nothing waits for an answer any more. A fee may follow, by the schedule of the day."""
    at = at or timezone.now()
    case = perform("withdraw", application_id=application_id, by=by, at=at, noted={"reason": reason})
    if case.case_number:
        prepare_single_fee(case, Invoice.Kind.WITHDRAWAL, by=by, at=at)
    close_open(case, by=by, at=at)
    newest = case.newest_specification
    if newest and newest.is_waiting:
        void(case, newest, by=by, at=at)
    return case
