"""A basket becomes the variable lists of cases: one draft a receiver, all of one project."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from applications.actions.answers import Row, rows_of, save_section
from applications.actions.application import start_application
from applications.basket import Receiver
from applications.models import Answers, Application, BasketItem, Project
from registries.models import ApplicationKind, Variable
from registries.schema import Section


@dataclass
class Begun:
    """What came of a basket: the drafts that were begun or filled in, and the receivers where nothing could be."""

    cases: list[Application] = field(default_factory=list)
    left: list[Receiver] = field(default_factory=list)


@transaction.atomic
def begin_from_basket(
    *,
    by,
    receivers: Sequence[Receiver],
    title: str,
    project: Project | None = None,
    at: datetime | None = None,
) -> Begun:
    """A draft for every receiver that takes applications, with its variables in the list; these leave the basket.

    A draft that the project already has there gets the variables that it lacks. What is hindered stays in the basket.
    Raises what start_application raises: NotAllowed in a project that is not the person's to lead.
    """
    begun = Begun(left=[receiver for receiver in receivers if receiver.hindrance])
    for receiver in receivers:
        if receiver.hindrance:
            continue
        case = _draft_there(by, project, receiver) or start_application(
            by=by, authority=receiver.authority, title=title, project=project, registry=receiver.registry, at=at
        )
        project = case.project
        _fill(by, case, receiver)
        begun.cases.append(case)
    taken = [variable.pk for receiver in receivers if not receiver.hindrance for variable in receiver.variables]
    BasketItem.objects.filter(user=by, variable__in=taken).delete()
    return begun


def _draft_there(by, project: Project | None, receiver: Receiver) -> Application | None:
    """The draft of a new application that the project already has at a receiver, or None."""
    if project is None:
        return None
    drafts = project.applications.led_by(by).drafts().filter(authority=receiver.authority, kind=ApplicationKind.NEW)
    if receiver.registry is not None:
        drafts = drafts.filter(registries=receiver.registry)
    return drafts.order_by("pk").first()


def _fill(by, case: Application, receiver: Receiver) -> None:
    """Choose the registries where the form asks for them, then add the rows to the variable list."""
    for section in case.form_version.sections:
        kinds = {question.kind: question for question in section.questions}
        if "registries" in kinds and receiver.registry is None:
            _choose(by, case, section, kinds["registries"].key, receiver)
        if "variables" in kinds:
            _list(by, case, section, receiver.variables)


def _choose(by, case: Application, section: Section, key: str, receiver: Receiver) -> None:
    answers = Answers.objects.get(application=case)
    slugs = {registry.slug for registry in receiver.registries} | set(answers.values.get(key) or [])
    save_section(
        by=by,
        application_id=case.pk,
        section=section.key,
        typed={key: sorted(slugs)},
        version=answers.version_of(section.key),
    )


def _list(by, case: Application, section: Section, variables: Sequence[Variable]) -> None:
    rows = rows_of(case)
    there = {row.variable_id for row in rows}
    rows += [Row(one.pk, one.registry_id, reason="") for one in variables if one.pk not in there]
    version = Answers.objects.get(application=case).version_of(section.key)
    save_section(by=by, application_id=case.pk, section=section.key, typed={}, version=version, rows=rows)
