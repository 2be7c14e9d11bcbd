"""The cases of the demonstration: every one is taken to its stage by the actions that people would take."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import timezone

from applications.actions import application as sending
from applications.actions import attachment as enclosing
from applications.actions import specification as answering
from applications.actions.answers import Row, set_variables
from applications.completeness import read_whole
from applications.facts import checklist_rows
from applications.models import Answers, Application
from applications.workflow import perform
from portal.base.pdf import render_pdf
from portal.base.texts import pick
from registries.models import Authority, Registry, StageKey
from reviews.actions import (
    assignment,
    checklist,
    completion_request,
    decision,
    delivery,
    invoice,
    legal_review,
    note,
    specification,
    time_entry,
)
from reviews.demo.filling import fill

# What happens, in order, until the stage is reached; each with the days that pass before it. A stage that the
# procedure of the case leaves out is passed over.
WAY = (
    ("submitted", "send", 1),
    ("assigned", "assign", 9),
    ("legal_review", "refer", 8),
    ("specification", "specify", 6),
    ("confidentiality_decision", "to_decision", 9),
    ("delivery", "grant", 8),
    ("invoice", "deliver", 12),
    ("closed", "close", 15),
)
ENDS = {"refused": "confidentiality_decision", "dismissed": "assigned", "withdrawn": "assigned"}


class Story:
    """One case, told from its beginning to where it stands. `common` is what its file says of all of them."""

    def __init__(self, data: dict, common: dict, people: dict, authority: Authority):
        self.data, self.common, self.people, self.authority = data, common, people, authority
        self.principal = common["principals"][data["principal"]]
        self.words = common["words"]
        self.researcher = people[data["researcher"]]
        self.officer = people.get(data.get("officer", ""))
        self.at = self._beginning()
        self.case: Application | None = None

    def _beginning(self) -> datetime:
        zone = ZoneInfo(self.authority.time_zone)
        if begun := self.data.get("begun"):
            return datetime.combine(datetime.fromisoformat(begun), time(9, 12), zone)
        day = timezone.now().astimezone(zone).date() - timedelta(days=self.data["days_ago"])
        return datetime.combine(day, time(9, 12), zone)

    def tell(self) -> Application:
        """Take the case to its stage, and do what is said to happen there. Returns it."""
        self._begin()
        stage = self.data["stage"]
        goal = ENDS.get(stage, stage)
        for reached, step, days in WAY if goal != "draft" else ():
            if not self.case.procedure.is_on(reached):
                continue
            self._pass(days)
            getattr(self, f"_{step}")()
            if reached == goal:
                break
        getattr(self, f"_end_{stage}", self._nothing)()
        return Application.objects.get(pk=self.case.pk)

    def _pass(self, days: int) -> None:
        """Let days pass, but never into what lies ahead."""
        self.at = min(self.at + timedelta(days=days, hours=1), timezone.now())

    def _nothing(self) -> None:
        """A stage at which nothing more is said to happen."""

    def _begin(self) -> None:
        registries = Registry.objects.filter(authority=self.authority, slug__in=self.data["registries"])
        receiver = registries.first() if self.authority.receives_by_registry else None
        self.case = sending.start_application(
            by=self.researcher, authority=self.authority, title=self.data["title"], registry=receiver, at=self.at
        )
        self.case.registries.set(registries)
        self._choose_variables(registries)
        answers = fill(self.case, self._answers(), self._usual())
        Answers.objects.filter(application=self.case).update(values=answers)
        whole = read_whole(self.case, answers)
        for rule in whole.rules:
            if whole.is_required(rule):
                enclosing.enclose(by=self.researcher, application_id=self.case.pk, rule=rule, uploaded=self._file(rule))

    def _usual(self) -> dict:
        """What is written where nothing else is said, by the kind of the question."""
        start, end = self.data["period"]
        person = self._person()
        row = {"name": person["name"], "title": person["title"], "email": person["email"]}
        approval = {"reference": "2024/1017", "decided_on": "2024-03-14", "from": start, "to": end}
        return {
            "text": self.words["text"],
            "person": person,
            "address": self.principal["address"],
            "organisation": {"name": self.principal["name"], "number": self.principal["number"]},
            "period": {"from": start, "to": end},
            "date": "2024-03-14",
            "people": [row | {"affiliation": self.principal["name"]}],
            "approvals": [approval],
            "documents": [
                {"document": self.words["document"], "level": self.words["level"], "reason": self.words["text"]}
            ],
        }

    def _person(self) -> dict:
        person = {"name": self.researcher.name, "title": self.researcher.title, "email": self.researcher.email}
        return person | {"telephone": self.researcher.telephone}

    def _answers(self) -> dict:
        person = self._person()
        payer = {"name": self.principal["name"], "number": self.principal["number"]}
        facts = {
            "project.title": self.data["title"],
            "project.research_question": self.data["question"],
            "project.principal": payer,
            "project.principal_is_authority": self.principal["is_authority"],
            "project.representative": self.principal["representative"],
            "project.representative_address": self.principal["address"],
            "project.principal_investigator": person,
            "project.contact_person": person,
            "project.period": dict(zip(("from", "to"), self.data["period"], strict=True)),
            "project.invoicing_number": payer,
            "project.invoicing_address": self.principal["address"] | {"reference": "ZZ 4711"},
        }
        answers = self.common["answers"] | self.data.get("replaced", {})
        answers |= {
            "population_description": self.data["population"],
            "population_codes": {"classification": "ICD-10-SE", "codes": self.data.get("codes", "")},
            "registries": self.data["registries"],
        }
        questions = self.case.form_version.questions
        known = {key: value for key, value in answers.items() if key in questions}
        return known | {key: facts[q.fact] for key, q in questions.items() if q.fact in facts}

    def _choose_variables(self, registries) -> None:
        rows = [
            Row(
                variable_id=variable.pk,
                registry_id=registry.pk,
                reason=self.words["reason"],
                level=self.words["level"],
            )
            for registry in registries
            for variable in registry.variables.filter(identifying=False)[:9]
        ]
        section = next(
            section.key
            for section in self.case.form_version.sections
            if any(question.kind == "variables" for question in section.questions)
        )
        set_variables(by=self.researcher, application_id=self.case.pk, section=section, rows=rows, version=0)

    def _file(self, rule) -> SimpleUploadedFile:
        name = pick(rule.label, self.authority.language)
        html = render_to_string("demo/attachment.html", {"name": name, "title": self.data["title"]})
        return SimpleUploadedFile(f"{rule.key}.pdf", render_pdf(html), "application/pdf")

    def _send(self) -> None:
        sending.submit(by=self.researcher, application_id=self.case.pk, at=self.at)

    def _assign(self) -> None:
        by = self.people[self.common["coordinator"]]
        assignment.assign(by=by, application_id=self.case.pk, officer=self.officer, at=self.at)
        note.write_note(by=self.officer, application_id=self.case.pk, text=self.words["note"], at=self.at)

    def _check(self) -> None:
        case = Application.objects.get(pk=self.case.pk)
        rows = {row["key"]: ("yes", "") for row in checklist_rows(case)}
        checklist.answer_rows(by=self.officer, application_id=self.case.pk, answers=rows, at=self.at)
        self._work(self.officer, "2.5", "administration")

    def _work(self, by, hours: str, work: str) -> None:
        day = self.at.date()
        time_entry.write_time(by=by, application_id=self.case.pk, day=day, hours=Decimal(hours), work=work, at=self.at)

    def _refer(self) -> None:
        self._check()
        perform("send_to_legal_review", application_id=self.case.pk, by=self.officer, at=self.at)

    def _specify(self) -> None:
        if self.case.procedure.is_on(StageKey.LEGAL_REVIEW):
            return self._meet()
        self._check()
        perform("start_specification", application_id=self.case.pk, by=self.officer, at=self.at)

    def _to_decision(self) -> None:
        if self.case.procedure.is_on(StageKey.SPECIFICATION):
            return self._agree()
        if self.case.procedure.is_on(StageKey.LEGAL_REVIEW):
            return self._meet()
        self._check()
        perform("refer_for_decision", application_id=self.case.pk, by=self.officer, at=self.at)

    def _meet(self) -> None:
        manager = self.people[self.common["decision_maker"]]
        by = self.people[self.common["lawyer"]]
        said = {"decision_maker": manager, "assessment": self.words["assessment"], "outcome": "proceed"}
        said |= {"by": by, "application_id": self.case.pk, "held_on": self.at.date(), "at": self.at}
        if self.case.has_harm_assessment:
            advised_by = pick(self.case.registries.first().advised_by, self.authority.language)
            advice = {"advised_by": advised_by, "advised_on": self.at.date(), "advice": self.words["advice"]}
            legal_review.record_assessment(**said, **advice)
        else:
            legal_review.record_meeting(**said, lawyer=by)
        legal_review.conclude(by=by, application_id=self.case.pk, at=self.at)
        self._work(by, "1.5", "assessment")

    def _propose(self) -> int:
        specification.draft(
            by=self.officer,
            application_id=self.case.pk,
            content=self.words["specification"],
            hours=Decimal(self.data["hours"]),
            amount=Decimal(self.data["amount"]) if "amount" in self.data else None,
            at=self.at,
        )
        return specification.propose(by=self.officer, application_id=self.case.pk, at=self.at).version

    def _agree(self) -> None:
        version = self._propose()
        self._pass(3)
        answering.accept(by=self.researcher, application_id=self.case.pk, specification_version=version, at=self.at)

    def _draft(self, *, outcome: str = "granted", reason: str = "") -> None:
        case = Application.objects.get(pk=self.case.pk)
        granted = outcome == "granted"
        language = self.authority.language
        wanted = "grant" if granted else "refuse"
        reasons = [row for row in case.procedure.reasons if row["key"].startswith(wanted)] or case.procedure.reasons
        is_authority = case.sent_facts.get("principal_is_authority") == "yes"
        reservations = [] if is_authority else case.procedure.reservations[:5]
        decision.draft(
            by=self.officer,
            application_id=self.case.pk,
            outcome=outcome,
            reasons="\n\n".join(pick(row["text"], language) for row in reasons[:2]),
            reservations=[pick(row["text"], language) for row in reservations] if granted else [],
            rows=[decision.Row(registry=registry, granted=granted) for registry in case.registries.all()],
            at=self.at,
        )

    def _grant(self) -> None:
        self._draft()
        self._pass(2)
        decision.decide(by=self.people[self.common["decision_maker"]], application_id=self.case.pk, at=self.at)

    def _deliver(self) -> None:
        by = self.people[self.common["data_manager"]]
        self._work(by, "8", "extraction")
        self._work(by, "6.5", "extraction")
        delivery.record_delivery(
            by=by,
            application_id=self.case.pk,
            method=self.case.procedure.delivery_method,
            receiver=f"{self.principal['name']}, {self.researcher.name}",
            address="\n".join(self.principal["address"].values()),
            contents=self.words["contents"],
            sent_on=self.at.date(),
            tracking_number="RR123456785SE",
            at=self.at,
        )
        delivery.complete(by=by, application_id=self.case.pk, at=self.at)

    def _close(self) -> None:
        if self.case.procedure.is_on(StageKey.INVOICE):
            self._charge()

    def _charge(self) -> None:
        by = self.people[self.common["finance_officer"]]
        prepared = invoice.prepare(by=by, application_id=self.case.pk, at=self.at)
        invoice.issue(by=by, invoice=prepared, at=self.at)

    def _end_assigned(self) -> None:
        self._pass(4)
        if self.data.get("checked"):
            self._check()
        if text := self.data.get("asked"):
            self.at = max(self.at, timezone.now() - timedelta(days=6))
            completion_request.ask(
                by=self.officer,
                application_id=self.case.pk,
                text=text,
                sections=self.data["asked_sections"],
                at=self.at,
            )

    def _end_specification(self) -> None:
        if self.data.get("proposed"):
            self.at = max(self.at, timezone.now() - timedelta(days=5))
            self._propose()

    def _end_confidentiality_decision(self) -> None:
        if self.data.get("drafted"):
            self._pass(5)
            self._draft()

    def _end_refused(self) -> None:
        self._draft(outcome="refused")
        self._pass(2)
        decision.decide(by=self.people[self.common["decision_maker"]], application_id=self.case.pk, at=self.at)

    def _end_dismissed(self) -> None:
        decision.dismiss(
            by=self.officer,
            application_id=self.case.pk,
            because="mismatch",
            reason=self.words["dismissal"],
            at=self.at,
        )

    def _end_withdrawn(self) -> None:
        sending.withdraw(by=self.researcher, application_id=self.case.pk, reason=self.words["withdrawal"], at=self.at)
