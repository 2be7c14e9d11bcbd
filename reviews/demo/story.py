"""The cases of the demonstration: every one is taken to its stage by the actions that people would take."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from applications.actions import application as sending
from applications.actions import specification as answering
from applications.checklist import checklist_rows
from applications.letters.head import address_lines
from applications.models import Application, Project
from applications.specifying import rows_of
from applications.workflow import perform
from portal.base.texts import pick
from registries.models import Authority, DeliveryMethod, StageKey
from reviews.actions import (
    assignment,
    checklist,
    completion_request,
    decision,
    delivery,
    flag,
    invoice,
    legal_review,
    note,
    specification,
    time_entry,
)
from reviews.demo.draft import Draft
from reviews.demo.projects import set_up

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

    draft = Draft

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
        self._flag()
        return Application.objects.get(pk=self.case.pk)

    def _flag(self) -> None:
        """Put on the flags that the case is said to carry."""
        by = self.people[self.common["coordinator"]]
        for row in self.authority.flags.filter(key__in=self.data.get("flags", ())):
            flag.put_flag(by=by, application_id=self.case.pk, flag=row, at=self.at)

    def _pass(self, days: int) -> None:
        """Let days pass, but never into what lies ahead."""
        self.at = min(self.at + timedelta(days=days, hours=1), timezone.now())

    def _nothing(self) -> None:
        """A stage at which nothing more is said to happen."""

    def _begin(self) -> None:
        said = {"data": self.data, "common": self.common, "principal": self.principal}
        project = Project.objects.filter(title=self.data["title"]).first()
        draft = self.draft(**said, researcher=self.researcher, authority=self.authority, at=self.at, project=project)
        self.case = draft.begin()
        if project is None and "project" in self.data:
            shared = draft.facts() | {"project.population": self.data["population"]}
            set_up(self.case.project, self.data["project"], self.people, shared, self.at)
        draft.fill_in(self.case)

    def _send(self) -> None:
        sending.submit(by=self.researcher, application_id=self.case.pk, at=self.at)

    def _assign(self) -> None:
        by = self.people[self.common["coordinator"]]
        assignment.assign(by=by, application_id=self.case.pk, officer=self.officer, at=self.at)
        note.write_note(by=self.officer, application_id=self.case.pk, text=self.words["note"], at=self.at)

    def _check(self) -> None:
        case = Application.objects.get(pk=self.case.pk)
        rows = {row.key: ("yes", "") for row in checklist_rows(case)}
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
        """The version that was wished for, where the first one was declined."""
        version = self._send_specification(Decimal(self.data["hours"]))
        if wish := self.data.get("declined"):
            said = {"specification_version": version, "because": wish, "at": self.at}
            answering.decline(by=self.researcher, application_id=self.case.pk, **said)
            version = self._send_specification(Decimal(self.data["hours"]) - 3)
        return version

    def _send_specification(self, hours: Decimal) -> int:
        said = {"by": self.officer, "application_id": self.case.pk, "at": self.at}
        amount = Decimal(self.data["amount"]) if "amount" in self.data else None
        split = {"administration": Decimal(3), "assessment": Decimal(2), "extraction": hours - 5}
        drafted = specification.draft(**said, content=self.words["specification"], activities=split, amount=amount)
        changed = [
            (registry, rows_of(drafted)[number].name, becomes, note)
            for registry, number, becomes, note in self.data.get("specified", ())
        ]
        if changed:
            specification.specify_variables(**said, rows=changed)
        return specification.propose(**said).version

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
        by_letter = self.case.procedure.delivery_method == DeliveryMethod.REGISTERED_LETTER
        delivery.record_delivery(
            by=by,
            application_id=self.case.pk,
            method=self.case.procedure.delivery_method,
            receiver=f"{self.principal['name']}, {self.researcher.name}",
            address="\n".join(address_lines(self.principal["address"])),
            contents=self.words["contents"],
            sent_on=self.at.date(),
            tracking_number="RR123456785SE" if by_letter else "",
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

    def _end_delivery(self) -> None:
        for hours in self.data.get("extracted", ()):
            self._work(self.people[self.common["data_manager"]], hours, "extraction")

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
