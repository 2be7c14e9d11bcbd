"""Of which kind each mail is: its receiver chooses by kind whether it comes at once, once a day or not at all."""

from collections.abc import Iterable

from portal.accounts.mail_choices import chosen_among
from portal.accounts.models import How, MailKind, User

# None: always at once, because nobody can choose yet, or because it holds a paper that is asked for (S14, S19, T1, T6).
KINDS: dict[str, MailKind | None] = {
    "application_received": None,
    "decision_to_representative": None,
    "team_invitation": None,
    "message_written": MailKind.MESSAGES,
    "enquiry_asked": MailKind.MESSAGES,
    "enquiry_answered": MailKind.MESSAGES,
    "completion_requested": MailKind.REQUESTS,
    "completion_reminder": MailKind.REQUESTS,
    "completion_overdue": MailKind.REQUESTS,
    "specification_proposed": MailKind.REQUESTS,
    "specification_expired": MailKind.REQUESTS,
    "duty_reminder": MailKind.REQUESTS,
    "duty_overdue": MailKind.REQUESTS,
    "team_to_confirm": MailKind.REQUESTS,
    "draft_announced": MailKind.REQUESTS,
    "draft_deleted": MailKind.REQUESTS,
    "specification_reminder": MailKind.REQUESTS,
    "decision_taken": MailKind.DECISIONS,
    "delay_notice": MailKind.DECISIONS,
    "demand_refused": MailKind.DECISIONS,
    "delivery_sent": MailKind.DECISIONS,
    "invoice_sent": MailKind.DECISIONS,
    "officer_assigned": MailKind.NEWS,
    "case_stepped_back": MailKind.NEWS,
    "case_reopened": MailKind.NEWS,
    "complaint_settled": MailKind.NEWS,
    "team_joined": MailKind.TEAM,
    "team_left": MailKind.TEAM,
    "team_removed": MailKind.TEAM,
    "team_rights_changed": MailKind.TEAM,
    "team_handed_over": MailKind.TEAM,
    "case_arrived": MailKind.ARRIVALS,
    "case_assigned": MailKind.WAITS,
    "completion_answered": MailKind.WAITS,
    "completion_not_answered": MailKind.WAITS,
    "waits_for_lawyer": MailKind.WAITS,
    "specification_accepted": MailKind.WAITS,
    "specification_declined": MailKind.WAITS,
    "specification_not_answered": MailKind.WAITS,
    "estimate_reached": MailKind.WAITS,
    "waits_for_decision": MailKind.WAITS,
    "waits_for_delivery": MailKind.WAITS,
    "complaint_to_mend": MailKind.WAITS,
    "waits_for_invoice": MailKind.WAITS,
    "deadline_reminder": MailKind.WAITS,
    "decision_demanded": MailKind.WAITS,
    "demand_reminder": MailKind.WAITS,
    "case_without_officer": MailKind.WAITS,
    "desk_reminder": MailKind.WAITS,
    "reminder": MailKind.REQUESTS,
    "mentioned_in_note": MailKind.MENTIONS,
    "questions_of_meeting": MailKind.MENTIONS,
    "complaint_made": MailKind.CHANGES,
    "duty_is_owed": MailKind.CHANGES,
    "duty_attested": MailKind.CHANGES,
    "case_withdrawn": MailKind.CHANGES,
    "case_handed_over": MailKind.CHANGES,
}


def ways(mails: Iterable[tuple[User | None, str]]) -> list[str]:
    """How each mail (its receiver, its template) goes out, in one query. Whoever has no account is told at once."""
    mails = list(mails)
    kinds = [KINDS.get(template) if user else None for user, template in mails]
    asked = {kind for kind in kinds if kind}
    if not asked:
        return [How.AT_ONCE] * len(mails)
    chosen = chosen_among([user for user, _template in mails if user], asked)
    return [
        chosen.get((user.pk, kind), How.AT_ONCE) if kind else How.AT_ONCE
        for (user, _template), kind in zip(mails, kinds, strict=True)
    ]
