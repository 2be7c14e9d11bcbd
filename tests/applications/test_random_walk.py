"""The machine of stages, walked at random: no path leaves the law, every path keeps the chain of events whole."""

import contextlib
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from applications.actions import application as sending
from applications.actions import completion_request as answers
from applications.actions import delivery as complaining
from applications.actions import specification as answering
from applications.clocks import derive
from applications.events import broken_links
from applications.law import LAW
from applications.models import DeliveryComplaint
from applications.problems import NotAllowed, NotReady
from applications.workflow import perform
from reviews.actions import completion_request, decision, specification
from reviews.actions import delivery as delivering
from tests.factories.world import MONDAY, WAY, make_world

LEGAL = {
    *import_module("applications.migrations.0002_guards").LEGAL,
    *import_module("applications.migrations.0005_delivery_opens_again").OPENED_AGAIN,
}
PEOPLE = ["researcher", "coordinator", "officer", "lawyer", "decision_maker", "data_manager", "finance", "outsider"]
STEPS = [
    "submit", "assign", "check_all", "send_to_legal_review", "record_meeting", "conclude_legal_review", "propose",
    "accept_specification", "draft_decision", "grant", "refuse", "deliver", "complete_delivery", "issue_invoice",
]  # fmt: skip


DUTIES = [{"key": "report", "title": {"en": "Report"}, "statement": {"en": "Done."}, "after": "delivery", "months": 12}]


class CaseMachine(RuleBasedStateMachine):
    """Everybody tries everything, in any order; refusals are fine, lawlessness is not."""

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint()
        self.world = make_world(duties=DUTIES)
        self.case = self.world.draft()
        self.at = MONDAY
        self.seen = "draft"

    def teardown(self):
        transaction.savepoint_rollback(self.before)

    def try_it(self, verb, *args, **kwargs):
        self.at += timedelta(hours=30)
        try:
            verb(*args, **kwargs, at=self.at)
        except (NotAllowed, NotReady):
            assert self.world.fresh(self.case).stage == self.seen, "a refusal must not move the case"

    @precondition(lambda self: dict(WAY).get(self.seen))
    @rule()
    def go_on(self):
        self.try_it(getattr(self.world, dict(WAY)[self.seen]), self.case)

    @rule(step=st.sampled_from(STEPS))
    def take_a_step(self, step):
        self.try_it(getattr(self.world, step), self.case)

    @rule(transition=st.sampled_from(sorted(LAW)), person=st.sampled_from(PEOPLE))
    def press_any_button(self, transition, person):
        extra = {"officer": self.world.officer} if transition == "assign" else {}
        extra |= {"to": "assigned"} if transition == "step_back" else {}
        extra |= {"number": ("", None, None)} if transition == "submit" else {}
        if transition in {"submit", "accept_specification", "grant", "refuse", "dismiss", "issue_invoice", "withdraw"}:
            return  # these write rows beside the move; their actions are the rules below
        by = self.world.people[person]
        self.try_it(perform, transition, application_id=self.case.pk, by=by, noted={"reason": "Because."}, **extra)

    @rule()
    def ask_the_applicant(self):
        ask = completion_request.ask
        self.try_it(ask, by=self.world.officer, application_id=self.case.pk, text="Mend.", sections=["study"])

    @rule()
    def answer_the_request(self):
        self.try_it(answers.answer, by=self.world.researcher, application_id=self.case.pk)

    @rule(version=st.integers(1, 4))
    def decline_the_price(self, version):
        decline = answering.decline
        self.try_it(
            decline,
            by=self.world.researcher,
            application_id=self.case.pk,
            specification_version=version,
            because="Too dear.",
        )

    @rule()
    def take_the_price_back(self):
        self.try_it(specification.take_back, by=self.world.officer, application_id=self.case.pk)

    @rule(to=st.sampled_from(["assigned", "legal_review", "specification", "delivery", "draft"]))
    def step_back(self, to):
        self.try_it(decision.step_back, by=self.world.officer, application_id=self.case.pk, to=to, reason="Anew.")

    @rule()
    def complain(self):
        delivery = self.case.deliveries.order_by("pk").last()
        if delivery:
            self.at += timedelta(hours=30)
            with contextlib.suppress(NotAllowed, NotReady):  # it moves the case where that has gone on, and only then
                complaining.complain(by=self.world.researcher, delivery=delivery, text="Empty.", at=self.at)

    @rule()
    def settle_and_complete(self):
        for complaint in DeliveryComplaint.objects.filter(delivery__application=self.case, settled_at=None):
            settle = delivering.settle_complaint
            self.try_it(settle, by=self.world.data_manager, complaint=complaint, settlement="Sent anew.")
        self.try_it(delivering.complete, by=self.world.data_manager, application_id=self.case.pk)

    @rule()
    def reopen(self):
        self.try_it(decision.reopen, by=self.world.decision_maker, application_id=self.case.pk, reason="The court.")

    @precondition(lambda self: self.at > MONDAY + timedelta(days=20))
    @rule()
    def dismiss(self):
        self.try_it(
            decision.dismiss, by=self.world.officer, application_id=self.case.pk, because="incomplete", reason="No."
        )

    @precondition(lambda self: self.at > MONDAY + timedelta(days=30))
    @rule()
    def withdraw(self):
        self.try_it(sending.withdraw, by=self.world.researcher, application_id=self.case.pk)

    @invariant()
    def law_holds(self):
        case = self.world.fresh(self.case)
        moves = [(e.from_stage, e.to_stage) for e in case.events.exclude(to_stage="").order_by("number")]
        assert set(moves) <= LEGAL
        assert (moves[-1][1] if moves else "draft") == case.stage
        assert broken_links(case) == []
        assert case.version == case.events.count()
        self.seen = case.stage

    @invariant()
    def stored_clocks_follow_from_the_events(self):
        case = self.world.fresh(self.case)
        derived = derive(case, list(case.events.order_by("number")), self.at)
        assert (case.waiting_for, case.stage_since) == (derived.waiting_for, derived.stage_since)

    @invariant()
    def duties_are_set_once(self):
        assert self.case.duties.count() in (0, len(self.world.procedure.duties))


@pytest.mark.parametrize("part", ["first", "second"])
def test_case_when_everybody_tries_everything_then_stays_inside_the_law(db, part):
    """Forty walks, none of them twice: on each database in two parts, which can be walked at the same time."""
    if settings().derandomize:  # as in CI, where all parts would else go the same ways
        seed(f"{connection.vendor} {part}")(CaseMachine)
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
