"""A small world for tests: one authority with everybody in it, a form, and a case that can be taken to any stage."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from applications.actions import application as sending
from applications.actions import specification as answering
from applications.checklist import checklist_rows
from applications.models import Answers, Application, Project, ProjectMember
from applications.workflow import perform
from portal.accounts.models import User
from registries.models import (
    Authority,
    FeeSchedule,
    FormVersion,
    Membership,
    Procedure,
    Registry,
    Role,
    Stage,
    StageKey,
    Variable,
)
from reviews.actions import assignment, checklist, decision, delivery, invoice, legal_review, specification
from tests.factories.kept import kept
from tests.factories.people import UserFactory

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
STAGES = (
    ("draft", "", None),
    ("submitted", Role.COORDINATOR, 10),
    ("assigned", Role.CASE_OFFICER, 40),
    ("legal_review", Role.LAWYER, 10),
    ("specification", Role.CASE_OFFICER, 20),
    ("confidentiality_decision", Role.DECISION_MAKER, 15),
    ("delivery", Role.DATA_MANAGER, 20),
    ("invoice", Role.FINANCE_OFFICER, 20),
    ("closed", "", None),
    ("archived", "", None),
)
SECTIONS = [
    {
        "key": "principal",
        "title": {"en": "Research principal", "sv": "Forskningshuvudman", "nb": "Behandlingsansvarlig"},
        "questions": [
            {"key": "principal", "kind": "organisation", "required": True, "fact": "project.principal"},
            {
                "key": "is_authority",
                "kind": "yes_no",
                "required": True,
                "fact": "project.principal_is_authority",
            },
            {"key": "representative", "kind": "person", "fact": "project.representative"},
        ],
    },
    {
        "key": "study",
        "title": {"en": "Study"},
        "questions": [
            {"key": "title", "kind": "text", "required": True, "fact": "project.title"},
            {"key": "by_diagnosis", "kind": "yes_no"},
            {"key": "diagnoses", "kind": "icd_codes", "required": True, "visible_when": "by_diagnosis"},
            {"key": "period", "kind": "period", "fact": "project.period"},
            {"key": "registries", "kind": "registries", "required": True},
        ],
    },
    {
        "key": "invoicing",
        "title": {"en": "Invoicing"},
        "questions": [
            {"key": "invoicing_address", "kind": "address", "fact": "project.invoicing_address"},
        ],
    },
]
ANSWERS = {
    "principal": {"name": "Umeå universitet", "number": "202100-2874"},
    "is_authority": "yes",
    "representative": {"name": "Rektor", "title": "", "email": "rektor@example.org", "telephone": ""},
    "title": "Hip fractures and vitamin D",
    "registries": ["patients"],
    "invoicing_address": {"street": "Box 1", "postcode": "901 87", "city": "Umeå", "reference": "R-17"},
}
ROLES = {
    "coordinator": Role.COORDINATOR,
    "officer": Role.CASE_OFFICER,
    "second_officer": Role.CASE_OFFICER,
    "lawyer": Role.LAWYER,
    "decision_maker": Role.DECISION_MAKER,
    "data_manager": Role.DATA_MANAGER,
    "finance": Role.FINANCE_OFFICER,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}
# The way of a case, and the step of `World` that leads on from each stage.
WAY = (
    (StageKey.DRAFT, "submit"),
    (StageKey.SUBMITTED, "assign"),
    (StageKey.ASSIGNED, "send_to_legal_review"),
    (StageKey.LEGAL_REVIEW, "conclude_legal_review"),
    (StageKey.SPECIFICATION, "accept_specification"),
    (StageKey.CONFIDENTIALITY_DECISION, "grant"),
    (StageKey.DELIVERY, "complete_delivery"),
    (StageKey.INVOICE, "issue_invoice"),
    (StageKey.CLOSED, ""),
)


@dataclass
class World:
    """The authority, its people by role, the researcher, and the verbs that take a case along."""

    authority: Authority
    procedure: Procedure
    form: FormVersion
    fees: FeeSchedule
    registry: Registry
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def draft(self, *, at=MONDAY, whole: bool = True) -> Application:
        """A draft of the researcher, whole or empty."""
        case = sending.start_application(by=self.researcher, authority=self.authority, title=ANSWERS["title"], at=at)
        if whole:
            Answers.objects.filter(application=case).update(values=ANSWERS)
            case.registries.set([self.registry])
        return case

    def case_at(self, stage: str, *, at=MONDAY) -> Application:
        """A case that has come to a stage, by the actions that people take."""
        return Application.objects.get(pk=kept(f"case at {stage}, {at}", lambda: self._taken_to(stage, at).pk))

    def _taken_to(self, stage: str, at: datetime) -> Application:
        case = self.draft(at=at)
        for here, step in WAY:
            if here == stage:
                return case
            if self.procedure.is_on(here):
                getattr(self, step)(case, at=at)
        raise ValueError(stage)

    def fresh(self, case: Application) -> Application:
        """The case as it stands in the database now."""
        return Application.objects.get(pk=case.pk)

    def submit(self, case, at=MONDAY):
        sending.submit(by=self.researcher, application_id=case.pk, at=at)

    def assign(self, case, at=MONDAY):
        assignment.assign(by=self.coordinator, application_id=case.pk, officer=self.officer, at=at)

    def check_all(self, case, at=MONDAY):
        rows = {row.key: ("yes", "") for row in checklist_rows(self.fresh(case))}
        checklist.answer_rows(by=self.officer, application_id=case.pk, answers=rows, at=at)

    def send_to_legal_review(self, case, at=MONDAY):
        """On from the case officer: to the review, or past what the procedure leaves out."""
        self.check_all(case, at)
        steps = {"legal_review": "send_to_legal_review", "specification": "start_specification"}
        on = [step for stage, step in steps.items() if self.procedure.is_on(stage)]
        perform(on[0] if on else "refer_for_decision", application_id=case.pk, by=self.officer, at=at)

    def record_meeting(self, case, at=MONDAY):
        legal_review.record_meeting(
            by=self.lawyer,
            application_id=case.pk,
            held_on=at.date(),
            decision_maker=self.decision_maker,
            lawyer=self.lawyer,
            assessment="May be disclosed in part.",
            outcome="proceed",
            at=at,
        )

    def conclude_legal_review(self, case, at=MONDAY):
        self.record_meeting(case, at)
        legal_review.conclude(by=self.lawyer, application_id=case.pk, at=at)

    def propose(self, case, at=MONDAY, hours=Decimal(25), amount=None):
        price = {"amount": amount} if amount is not None else {"hours": hours}
        specification.draft(by=self.officer, application_id=case.pk, content="The data.", at=at, **price)
        return specification.propose(by=self.officer, application_id=case.pk, at=at)

    def accept_specification(self, case, at=MONDAY):
        proposed = self.propose(case, at)
        answering.accept(by=self.researcher, application_id=case.pk, specification_version=proposed.version, at=at)

    def draft_decision(self, case, at=MONDAY, outcome="granted", reservations=()):
        granted = outcome != "refused"
        rows = [decision.Row(registry=self.registry, granted=granted)]
        if outcome == "partly":
            rows.append(decision.Row(registry=self.registry, granted=False, scope="FODDAT", reason="Too exact."))
        return decision.draft(
            by=self.officer,
            application_id=case.pk,
            outcome=outcome,
            reasons="It is clear that nobody suffers harm.",
            reservations=list(reservations),
            rows=rows,
            at=at,
        )

    def grant(self, case, at=MONDAY):
        self.draft_decision(case, at)
        decision.decide(by=self.decision_maker, application_id=case.pk, at=at)

    def refuse(self, case, at=MONDAY):
        self.draft_decision(case, at, outcome="refused")
        decision.decide(by=self.decision_maker, application_id=case.pk, at=at)

    def deliver(self, case, at=MONDAY):
        return delivery.record_delivery(
            by=self.data_manager,
            application_id=case.pk,
            method="registered_letter",
            receiver="Umeå universitet",
            address="901 87 Umeå",
            contents="One encrypted disk.",
            sent_on=at.date(),
            tracking_number="RR123456785SE",
            at=at,
        )

    def complete_delivery(self, case, at=MONDAY):
        self.deliver(case, at)
        delivery.complete(by=self.data_manager, application_id=case.pk, at=at)

    def issue_invoice(self, case, at=MONDAY):
        prepared = invoice.prepare(by=self.finance, application_id=case.pk, at=at)
        invoice.issue(by=self.finance, invoice=prepared, at=at)


def make_authority(slug: str = "registry-agency") -> Authority:
    """An authority without a name that exists."""
    return Authority.objects.create(
        slug=slug,
        name={"sv": "Registermyndigheten", "nb": "Registermyndigheten", "en": "The Registry Agency"},
        short_name="Registermyndigheten",
        unit={"sv": "Registerservice"},
        country="SE",
        organisation_number="202100-0555",
        currency="SEK",
        time_zone="Europe/Stockholm",
        language="sv",
        case_number_pattern="{seq:05d}/{year}",
        email="registry@example.org",
        address="Box 1, 106 30 Stockholm",
        updated_on=date(2026, 1, 1),
    )


def make_procedure(authority: Authority, *, leaves_out: tuple[str, ...] = (), **fields) -> Procedure:
    """A procedure with every stage on, except those that are left out."""
    defaults = {
        "kind": "new",
        "version": "T",
        "valid_from": date(2019, 1, 1),
        "complaint_months": 3,
        "delivery_method": "registered_letter",
        "order_copy_in_confirmation": True,
        "appeal_body": {"sv": "kammarrätten", "en": "the administrative court of appeal"},
        "appeal_reference": {"sv": "6 kap. 7 § OSL"},
        "checklist": [
            {"key": "whole", "label": {"en": "The form is whole"}},
            {"key": "narrow", "label": {"en": "The extract is as narrow as can be"}},
        ],
        "reservations": [{"key": "only_team", "text": {"sv": "Bara de namngivna får ta del av uppgifterna."}}],
        "texts": {"before_applying": {"en": "Read this first.", "sv": "Läs detta först."}},
    }
    procedure = Procedure.objects.create(authority=authority, **(defaults | fields))
    for position, (key, role, limit) in enumerate(STAGES):
        Stage.objects.create(
            procedure=procedure,
            key=key,
            position=position,
            name={"en": key.replace("_", " "), "sv": key.replace("_", " ")},
            role=role,
            limit_days=limit,
            is_on=key not in leaves_out,
        )
    return procedure


def make_world(*, leaves_out: tuple[str, ...] = (), **fields) -> World:
    """The authority with its people, one registry, and a researcher. `fields` are columns of its procedure."""
    return kept(f"world, {leaves_out}, {sorted(fields.items())}", lambda: _make_world(leaves_out=leaves_out, **fields))


def _make_world(*, leaves_out: tuple[str, ...], **fields) -> World:
    authority = make_authority()
    world = World(
        authority=authority,
        procedure=make_procedure(authority, leaves_out=leaves_out, **fields),
        form=FormVersion.objects.create(
            authority=authority,
            kind="new",
            version="T",
            valid_from=date(2019, 1, 1),
            schema={"sections": deepcopy(SECTIONS)},
        ),
        fees=FeeSchedule.objects.create(
            authority=authority,
            valid_from=date(2024, 1, 1),
            currency="SEK",
            base=Decimal(10000),
            hourly_rate=Decimal(1250),
            reinvoicing=Decimal(625),
            withdrawal=Decimal(2500),
            refusal=Decimal(2500),
        ),
        registry=Registry.objects.create(
            authority=authority, slug="patients", name={"en": "Patient register", "sv": "Patientregistret"}
        ),
    )
    for position, name in enumerate(("INDATUM", "HDIA", "FODDAT")):
        Variable.objects.create(
            registry=world.registry, name=name, label={"en": name}, position=position, identifying=name == "FODDAT"
        )
    for name, role in ROLES.items():
        world.people[name] = UserFactory(name=name.replace("_", " ").title(), email=f"{name}@example.org")
        Membership.objects.create(user=world.people[name], authority=authority, role=role)
    world.people["researcher"] = UserFactory(name="Rut Researcher", email="researcher@example.org")
    world.people["outsider"] = UserFactory(name="Olle Outsider", email="outsider@example.org")
    return world


def ask_for_variables(world: World) -> World:
    """Let the form of the world ask for registries and variables, in a section of its own, “data”."""
    questions = [{"key": "registries", "kind": "registries"}, {"key": "variables", "kind": "variables"}]
    world.form.schema["sections"].append({"key": "data", "title": {"en": "Data"}, "questions": questions})
    world.form.save()
    return world


def make_project(world: World) -> Project:
    """A project that the researcher leads, with a member who only reads."""
    project = Project.objects.create(title=ANSWERS["title"], created_by=world.researcher)
    ProjectMember.objects.create(project=project, user=world.researcher, role="principal_investigator")
    return project
