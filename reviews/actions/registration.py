"""Register a case that came by post or e-mail (S13)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from applications.actions.application import start_application, submit
from applications.models import Answers, Application, Project, ProjectMember
from applications.permissions import REGISTERING_ROLES
from applications.problems import NotAllowed
from portal.accounts.models import User
from registries.models import Authority, Registry
from registries.roles import has_role


@transaction.atomic
def register_case(
    *,
    by,
    authority: Authority,
    channel: str,
    received_on: date,
    title: str,
    contact: dict,
    principal: dict,
    registries: list[Registry],
    at: datetime | None = None,
) -> Application:
    """A draft for what came on paper, led by the person who sent it: found by e-mail, or made without a password.

    `contact` has name, email, telephone; `principal` name and number. Attachments are enclosed next, then `send` it.
    Its letters are in the authority's language. Where each registry receives for itself (Q7) the first one named does.
    Raises NotAllowed for a person who is no case officer or coordinator there.
    """
    if not has_role(by, authority, *REGISTERING_ROLES):
        raise NotAllowed
    at = at or timezone.now()
    applicant = User.objects.filter(email=contact["email"].lower()).first() or User.objects.create_user(
        contact["email"], name=contact["name"], telephone=contact.get("telephone", ""), language=authority.language
    )
    project = Project.objects.create(title=title, created_by=by)
    ProjectMember.objects.create(project=project, user=applicant, role=ProjectMember.Role.CONTACT_PERSON)
    case = start_application(
        by=by,
        authority=authority,
        title=title,
        project=project,
        registry=registries[0] if authority.receives_by_registry and registries else None,
        at=at,
        channel=channel,
        received_on=received_on,
    )
    case.registries.set(registries)
    Answers.objects.filter(application=case).update(values=_answers(case, contact, principal, registries))
    return case


def _answers(case: Application, contact: dict, principal: dict, registries: list[Registry]) -> dict:
    """What is known from the paper, in the questions that stand for these facts."""
    known = {"project.title": case.title, "project.contact_person": contact, "project.principal": principal}
    answers = {}
    for question in case.form_version.questions.values():
        if question.fact in known:
            answers[question.key] = known[question.fact]
        if question.kind == "registries":
            answers[question.key] = [registry.slug for registry in registries]
    return answers


def send(*, by, application_id: int, at: datetime | None = None) -> Application:
    """Give the registered case its number and put it into the queue. What is missing is asked for afterwards."""
    return submit(by=by, application_id=application_id, at=at)
