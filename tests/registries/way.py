"""A case of any authority carried through its procedure, step by step, by people who have its roles."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command

from applications.actions import application as sending
from applications.actions import specification as answering
from applications.checklist import checklist_rows
from applications.models import Answers, Application, RequestedVariable
from applications.workflow import perform
from registries.models import Authority, Membership, Role
from reviews.actions import assignment, checklist, decision, delivery, specification
from tests.factories.people import UserFactory

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)


def load_files(folder: Path, files: dict[str, str], slug: str) -> Authority:
    """Write files ({path: text}) into a folder, load it, and give the authority with that slug."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    call_command("load_catalogue", str(folder))
    return Authority.objects.get(slug=slug)


def staff(authority: Authority) -> dict[str, object]:
    """Somebody for each role."""
    found = {role: UserFactory() for role in Role}
    for role, user in found.items():
        Membership.objects.create(user=user, authority=authority, role=role)
    return found


def begin(authority: Authority, answers: dict, **begun) -> Application:
    """A draft with these answers, which asks for every variable of its registries."""
    case = sending.start_application(by=UserFactory(), authority=authority, title=answers["title"], at=MONDAY, **begun)
    answer(case, answers)
    registries = authority.registries.filter(slug__in=answers["registries"])
    case.registries.set(registries)
    for registry in registries:
        for position, variable in enumerate(registry.variables.all()):
            RequestedVariable.objects.create(
                application=case,
                registry=registry,
                variable=variable,
                reason="Needed.",
                identifying_reason="Nothing less will do." if variable.identifying else "",
                position=position,
            )
    return case


def answer(case: Application, answers: dict) -> None:
    """Write answers as they are, past the pages."""
    Answers.objects.filter(application=case).update(values=answers)


def go(case: Application, people: dict, *steps) -> list[str]:
    """Take the steps one after the other; gives the stages that the case was in, the first and the last included."""
    way = [case.stage]
    for step in steps:
        step(case, people)
        way.append(Application.objects.get(pk=case.pk).stage)
    return way


def submit(case, people):
    """The applicant sends it."""
    sending.submit(by=case.created_by, application_id=case.pk, at=MONDAY)


def assign(case, people):
    """The coordinator gives it to the case officer."""
    officer = people[Role.CASE_OFFICER]
    assignment.assign(by=people[Role.COORDINATOR], application_id=case.pk, officer=officer, at=MONDAY)


def go_through_checklist(case, people):
    """The case officer answers every row of the checklist with yes."""
    rows = {row.key: ("yes", "") for row in checklist_rows(case)}
    checklist.answer_rows(by=people[Role.CASE_OFFICER], application_id=case.pk, answers=rows, at=MONDAY)


def check(case, people):
    """The case officer goes through the checklist, and begins the specification."""
    go_through_checklist(case, people)
    perform("start_specification", application_id=case.pk, by=people[Role.CASE_OFFICER], at=MONDAY)


def specify(case, people):
    """A specification is proposed and accepted."""
    by = {"by": people[Role.CASE_OFFICER], "application_id": case.pk, "at": MONDAY}
    specification.draft(**by, content="The variables that were asked for.", hours=Decimal(10))
    version = specification.propose(**by).version
    answering.accept(by=case.created_by, application_id=case.pk, specification_version=version, at=MONDAY)


def decide(case, people):
    """A decision to grant is drafted and taken."""
    decision.draft(
        by=people[Role.CASE_OFFICER],
        application_id=case.pk,
        outcome="granted",
        reasons=case.procedure.reasons[0]["text"][case.language],
        reservations=[row["text"][case.language] for row in case.procedure.reservations],
        rows=[decision.Row(registry=registry, granted=True) for registry in case.registries.all()],
        at=MONDAY,
    )
    decision.decide(by=people[Role.DECISION_MAKER], application_id=case.pk, at=MONDAY)


def deliver(case, people):
    """The data are sent, and the delivery is complete."""
    by = {"by": people[Role.DATA_MANAGER], "application_id": case.pk, "at": MONDAY}
    delivery.record_delivery(
        **by,
        method=case.procedure.delivery_method,
        receiver="The institute",
        address="1 Road",
        contents="One file.",
        sent_on=MONDAY.date(),
    )
    delivery.complete(**by)
