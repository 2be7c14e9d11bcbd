"""Draft a decision, take it, dismiss, step back, reopen."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import documents, ties
from applications.actions.completion_request import close_open
from applications.actions.invoice import prepare_single_fee
from applications.actions.specification import void
from applications.models import Application, Decision, DecisionRow, Document, Invoice
from applications.problems import refuse_unless
from applications.workflow import locked, perform, record, require
from registries.models import AgreementKind, Registry

# What is sent beside a decision to grant, by the procedure's agreement (S22, Q9).
ENCLOSED = {
    AgreementKind.SECRECY_INFORMATION: Document.Kind.SECRECY_INFORMATION,
    AgreementKind.AGREEMENT: Document.Kind.AGREEMENT,
}


@dataclass(frozen=True)
class Row:
    """What is decided about a registry, or about some of its variables."""

    registry: Registry
    granted: bool
    scope: str = ""
    reason: str = ""


@transaction.atomic
def draft(
    *,
    by,
    application_id: int,
    outcome: str,
    reasons: str,
    reservations: list[str],
    rows: list[Row],
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Write the draft of the decision, or write it anew. From then on the case waits for the decision maker.

    Raises StaleCase where a colleague has written it since the page was opened, NotReady where it makes no decision.
    """
    at = at or timezone.now()
    case = locked(application_id, expected_version)
    require("draft_decision", by, case)
    _refuse_draft_unless(case, outcome, rows)
    decision = case.newest_decision
    if decision is None or decision.is_taken:
        decision = Decision(application=case)
    decision.outcome, decision.reasons, decision.reservations = outcome, reasons.strip(), reservations
    decision.drafted_by, decision.drafted_at = by, at
    decision.save()
    decision.rows.all().delete()
    DecisionRow.objects.bulk_create(
        DecisionRow(decision=decision, registry=row.registry, scope=row.scope, granted=row.granted, reason=row.reason)
        for row in rows
    )
    record(case, "decision_drafted", by=by, at=at, decision=decision)
    return decision


def _refuse_draft_unless(case: Application, outcome: str, rows: list[Row]) -> None:
    granted = {row.granted for row in rows}
    wanted = {"granted": {True}, "refused": {False}, "partly": {True, False}}.get(outcome)
    refuse_unless(
        (bool(rows), _("Say for each registry whether it is granted.")),
        (
            granted == wanted,
            _("The outcome does not fit the rows: partly granted needs at least one granted and one refused row."),
        ),
        (
            all(row.granted or row.reason.strip() for row in rows) or outcome != "partly",
            _("Write for each refused row why it is refused."),
        ),
    )


@transaction.atomic
def decide(*, by, application_id: int, expected_version: int | None = None, at: datetime | None = None) -> Application:
    """Take the decision that is drafted: grant or refuse. The letters are made and sent (S18, S19, T6)."""
    at = at or timezone.now()
    case = locked(application_id, expected_version)
    decision = case.drafted_decision
    transition = "refuse" if decision and not decision.is_grant else "grant"
    case = perform(transition, application_id=application_id, by=by, at=at)
    _take(decision, by=by, at=at)
    _order_decision(case, decision, at=at)
    if decision.is_grant and case.procedure.agreement_kind in ENCLOSED:
        documents.order(case, ENCLOSED[case.procedure.agreement_kind], at=at, number=decision.pk, decision=decision)
    if not decision.is_grant:
        prepare_single_fee(case, Invoice.Kind.REFUSAL, by=by, at=at)
    return case


def _take(decision: Decision, *, by, at: datetime) -> None:
    decision.decided_by, decision.decided_at = by, at
    decision.save()


def _order_decision(case: Application, decision: Decision, *, at: datetime) -> None:
    number = case.decisions.exclude(decided_at=None).count()
    documents.order(case, Document.Kind.DECISION, at=at, number=number, decision=decision)


@transaction.atomic
def dismiss(
    *,
    by,
    application_id: int,
    because: str,
    reason: str,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Application:
    """Do not try the application: incomplete, mismatch or wrong authority. A letter with appeal notice follows."""
    at = at or timezone.now()
    case = perform(
        "dismiss",
        application_id=application_id,
        by=by,
        expected_version=expected_version,
        at=at,
        noted={"because": because, "reason": reason},
    )
    decision = Decision.objects.create(
        application=case,
        outcome=Decision.Outcome.DISMISSED,
        reasons=reason.strip(),
        dismissed_because=because,
        drafted_by=by,
        drafted_at=at,
        decided_by=by,
        decided_at=at,
    )
    _order_decision(case, decision, at=at)
    close_open(case, by=by, at=at)
    return case


@transaction.atomic
def step_back(
    *, by, application_id: int, to: str, reason: str, expected_version: int | None = None, at: datetime | None = None
) -> Application:
    """Back to an earlier stage. An accepted or waiting specification is void and has to be accepted anew."""
    at = at or timezone.now()
    case = perform(
        "step_back",
        application_id=application_id,
        by=by,
        expected_version=expected_version,
        at=at,
        noted={"reason": reason},
        to=to,
    )
    newest = case.newest_specification
    if newest and newest.proposed_at and not newest.voided_at:
        void(case, newest, by=by, at=at)
    return case


@transaction.atomic
def reopen(*, by, application_id: int, reason: str, at: datetime | None = None) -> Application:
    """After an appeal that went the applicant's way: a refusal is decided anew, a dismissal is tried."""
    case = perform("reopen", application_id=application_id, by=by, at=at, noted={"reason": reason})
    ties.find(case, at or timezone.now())  # ended cases are not looked at
    return case
