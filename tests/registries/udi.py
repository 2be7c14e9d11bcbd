"""A whole application to UDI, and somebody who answers it: what the tests of rows U1–U11 stand on."""

from datetime import UTC, datetime

from applications.actions import application as sending
from applications.actions.attachment import enclose
from applications.completeness import gaps
from applications.models import Answers, Application, RequestedVariable
from registries.models import Authority
from tests.applications.applicant import pdf
from tests.factories.people import UserFactory

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
TITLE = "Veien til arbeid"
ADDRESS = {"street": "Postboks 1", "postcode": "0316", "city": "Oslo"}
TEXT = {"text": "Slik står det her.", "reference": ""}
POINTER = {"text": "", "reference": "kapittel 3, side 14"}  # U10


def person(name: str) -> dict:
    return {"name": name, "title": "", "email": "noen@example.org", "telephone": "22 85 50 50"}


# A whole application: a researcher with a doctorate asks for variables, links nothing, and consulted nobody.
ANSWERS = {
    "project_title": TITLE,
    "controller": {"name": "Universitetet i Oslo", "number": "971035854"},
    "leader": person("Rektor"),
    "leader_address": ADDRESS,
    "project_leader": person("Kari"),
    "project_leader_address": ADDRESS,
    "contact_is_other": "no",
    "members": [{"name": "Kari", "title": "forsker", "affiliation": "Universitetet i Oslo"}],
    "research_only": "yes",
    "has_doctorate": "yes",
    "has_tie": "yes",
    "tie": "Forsker ved UiO",
    "description": "Hvordan går det med dem som fikk opphold?",
    "registries": ["udi-oppholdssaker"],
    "asks_for": ["variables"],
    "raw_data_reason": "Forløpene er ulike.",
    "sample": TEXT,
    "sample_criteria": POINTER,
    "data_period": {"from": "2010-01-01", "to": "2020-12-31"},
    "purpose": POINTER,
    "duration": {"from": "2026-10-01", "to": "2029-12-31"},
    "benefit": POINTER,
    "storage": POINTER,
    "access_routines": POINTER,
    "linkage": "no",
    "prior_consultation": "no",
    "self_check_done": "yes",
    "no_access_before": "yes",
    "deletion_known": "yes",
    "leader_informed": "yes",
}


def begin(authority: Authority, **fields) -> Application:
    """A draft with everything that the form asks for: two variables, the three files, every answer."""
    case = sending.start_application(by=UserFactory(), authority=authority, title=TITLE, at=MONDAY, **fields)
    registry = authority.registries.get(slug="udi-oppholdssaker")
    case.registries.set([registry])
    row = {"application": case, "registry": registry, "reason": "Trengs.", "level": "Som den er"}
    for position, name in enumerate(("KJONN", "UTFALL")):
        RequestedVariable.objects.create(**row, variable=registry.variables.get(name=name), position=position)
    for rule in case.form_version.attachment_rules.filter(required=True):
        enclose(by=case.created_by, application_id=case.pk, rule=rule, uploaded=pdf(f"{rule.key}.pdf"))
    return answer(case)


def answer(case: Application, **changed) -> Application:
    """Write the whole answers, with some of them changed, past the pages."""
    Answers.objects.filter(application=case).update(values=ANSWERS | changed)
    return case


def lacking(case: Application, **changed) -> set[str]:
    """What the application lacks with some of its answers changed: questions, or “question.part”."""
    found = gaps(answer(case, **changed))
    return {gap.question if gap.is_missing and not gap.part else f"{gap.question}.{gap.part}" for gap in found}
