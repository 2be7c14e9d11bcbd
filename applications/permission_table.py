"""The permission table: who may do what in a case, and at which stages. docs/permissions.md is made from it.

Whatever is done in a case asks this table twice (`workflow.require`): whether the person may (else 403), and whether
the case's stage takes it (else 409). A row names people by their role at the case's own authority, or by their part in
the project's team; whoever has neither, at another authority for instance, gets nothing.
"""

from dataclasses import dataclass

import rules

from applications import permissions as p
from applications.models import Application
from applications.models.stages import BEFORE_DECISION, OPEN_STAGES
from registries.models import Role
from registries.models import StageKey as S

EVERY_STAGE = tuple(S)
SENT = tuple(stage for stage in S if stage != S.DRAFT)
WRITABLE = tuple(stage for stage in SENT if stage != S.ARCHIVED)  # what is archived can only be read
TRIED = tuple(stage for stage in BEFORE_DECISION if stage != S.DRAFT)
OWN, ON_PAPER, REVIEWING = "own", "paper", "review"


@dataclass(frozen=True)
class Party:
    """People whom a row names. `only` narrows it to some of their cases: OWN, ON_PAPER, REVIEWING, or "" for all."""

    words: str
    predicate: rules.Predicate
    roles: tuple[str, ...] = ()  # at the case's own authority
    team: tuple[str, ...] = ()  # what the person may do in the team: "leads", "edits", "reads"
    only: str = ""


def _at_the_desk(words: str, *roles: str) -> Party:
    return Party(words, p.acts_as(*roles), roles)


LEADERS = Party("principal investigator and contact person", p.is_applicant, team=("leads",))
WRITERS = Party("members of the team who write", p.may_write, team=("leads", "edits"))
READERS = Party("everybody in the team", p.may_read_as_applicant, team=("leads", "edits", "reads"))
REGISTRARS = Party(
    "case officer and coordinator, where the case came on paper",
    ((p.handles | p.is_coordinator) & p.came_on_paper),
    (Role.CASE_OFFICER, Role.COORDINATOR),
    only=ON_PAPER,
)
HANDLING = Party("the case's officer, or any while it has none", p.handles, (Role.CASE_OFFICER,), only=OWN)
REVIEWERS = Party(
    "lawyer, or decision maker where the procedure says so",
    p.reviews,
    (Role.LAWYER, Role.DECISION_MAKER),
    only=REVIEWING,
)
ASSIGNING = _at_the_desk("coordinator and case officer", *p.ASSIGNING_ROLES)
COORDINATORS = _at_the_desk("coordinator", Role.COORDINATOR)
DECISION_MAKERS = _at_the_desk("decision maker", Role.DECISION_MAKER)
DATA_MANAGERS = _at_the_desk("data manager", Role.DATA_MANAGER)
FINANCE_OFFICERS = _at_the_desk("finance officer", Role.FINANCE_OFFICER)
ADMINISTRATORS = _at_the_desk("administrator", Role.ADMINISTRATOR)
WORKING = _at_the_desk("everybody who works on cases", *p.WORKING_ROLES)
SEEING = _at_the_desk("everybody at the desk", *p.WORKING_ROLES, Role.AUDITOR)


@dataclass(frozen=True)
class Deed:
    """A row: the permission's name, what it is, who may, at which stages."""

    name: str
    words: str
    by: tuple[Party, ...]
    stages: tuple[str, ...]

    @property
    def is_transition(self) -> bool:
        """Whether it moves the case on to another stage."""
        return bool(_sources(self.name))


def _sources(name: str) -> tuple[str, ...]:
    """The stages from which a transition of that name leads, in the order of the stages."""
    ways = Application._meta.get_field("stage").get_all_transitions(Application)
    found = {way.source for way in ways if way.name == name}
    return tuple(stage for stage in S if stage in found)


def _step(name: str, words: str, *by: Party, also: tuple[str, ...] = ()) -> Deed:
    """A row for a transition: open where the state machine leads on, and at stages where it is done without moving."""
    return Deed(name, words, by, _sources(name) + also)


DEEDS: dict[str, Deed] = {
    deed.name: deed
    for deed in (
        _step("submit", "Send the application", LEADERS, REGISTRARS),
        _step("assign", "Assign the case, or take it", ASSIGNING),
        _step("send_to_legal_review", "Send it to the legal review", HANDLING),
        _step("conclude_legal_review", "Record the meeting or assessment, and conclude", REVIEWERS),
        _step("start_specification", "Go on to the specification without a review", HANDLING),
        _step("accept_specification", "Accept or decline the price", LEADERS, also=(S.DELIVERY,)),
        _step("refer_for_decision", "Go on to the decision without a specification", HANDLING),
        _step("grant", "Grant disclosure", DECISION_MAKERS),
        _step("refuse", "Refuse disclosure", DECISION_MAKERS),
        _step("dismiss", "Dismiss the application", HANDLING),
        _step("complete_delivery", "Complete the delivery", DATA_MANAGERS),
        _step("issue_invoice", "Send the invoice of the delivery", FINANCE_OFFICERS),
        _step("withdraw", "Withdraw the application", LEADERS),
        _step("reopen_delivery", "Open the delivery again with a complaint", LEADERS),
        _step("step_back", "Take the case a step back", HANDLING),
        _step("reopen", "Reopen the case after an appeal", DECISION_MAKERS),
        _step("archive", "Archive the case", ADMINISTRATORS),
        Deed("read", "Read the case in the team", (READERS,), EVERY_STAGE),
        Deed("edit", "Write in the form: as a draft, or where it is asked for", (WRITERS,), BEFORE_DECISION),
        Deed("write_as_applicant", "Write, answer, complain, attest, demand a decision", (LEADERS,), WRITABLE),
        Deed("read_on_desk", "Read the case at the desk", (SEEING,), SENT),
        Deed("write_on_desk", "Write messages and notes, flag, remind, declare a conflict", (WORKING,), WRITABLE),
        Deed("write_time", "Write time on the case", (WORKING,), WRITABLE),
        Deed("check", "Go through the checklist", (HANDLING,), OPEN_STAGES),
        Deed("ask", "Ask for a completion, take the question back", (HANDLING,), TRIED),
        Deed("put_on_agenda", "Put it on an agenda, take it off", (HANDLING, REVIEWERS, DECISION_MAKERS), OPEN_STAGES),
        Deed("specify", "Write and propose a specification", (HANDLING,), (S.SPECIFICATION, S.DELIVERY)),
        Deed("draft_decision", "Draft the decision", (HANDLING,), (S.CONFIDENTIALITY_DECISION,)),
        Deed("reassign", "Give the case to another officer", (COORDINATORS,), OPEN_STAGES),
        Deed("lift_conflict", "Lift a conflict of interest", (COORDINATORS,), WRITABLE),
        Deed("tell_of_delay", "Send a notice of delay", (HANDLING, COORDINATORS), TRIED),
        Deed("refuse_demand", "Refuse a demand for a decision", (HANDLING, DECISION_MAKERS), TRIED),
        Deed("deliver", "Record a delivery, settle a complaint", (DATA_MANAGERS,), (S.DELIVERY,)),
        Deed("prepare_invoice", "Prepare, correct and send invoices", (FINANCE_OFFICERS,), WRITABLE),
    )
}
# What belongs to a project or to an enquiry has no stage.
OUTSIDE_CASES = {
    "read_team": p.is_member,
    "manage_team": p.leads_project,
    "edit_project": p.edits_project,
    "share_project": p.leads_project,
    "confirm_access": p.is_principal_investigator,
    "hand_over": p.is_principal_investigator | (p.leads_project & p.has_no_leader),
    "write_in_enquiry": p.has_part_in_enquiry,
}


def takes(permission: str, stage: str) -> bool:
    """Whether a case at the stage takes the deed. What is no deed in a case is open always."""
    return permission not in DEEDS or stage in DEEDS[permission].stages


def _anybody_of(parties: tuple[Party, ...]) -> rules.Predicate:
    first, *others = (party.predicate for party in parties)
    for other in others:
        first |= other
    return first


for _name, _deed in DEEDS.items():
    rules.add_perm(f"applications.{_name}", _anybody_of(_deed.by))
for _name, _predicate in OUTSIDE_CASES.items():
    rules.add_perm(f"applications.{_name}", _predicate)
