"""Who may do what, as predicates of `rules`: (user, case) → bool."""

import rules

from registries.models import Role
from registries.roles import has_role, stands_in_for

ASSIGNING_ROLES = (Role.COORDINATOR, Role.CASE_OFFICER)  # who gives new cases to officers, or takes them
REGISTERING_ROLES = (Role.CASE_OFFICER, Role.COORDINATOR)  # who registers what came by post or e-mail (S13)


def is_in_team(user, case) -> bool:
    """Whether the person is, or was, a member of the case's project: locked out there as an officer."""
    return any(member.user_id == user.pk for member in case.project.members.all())


def holds(*roles: str):
    """A predicate: the person has one of the roles at the case's authority, and is not in the project's team."""

    @rules.predicate(f"holds:{','.join(roles)}")
    def predicate(user, case) -> bool:
        return has_role(user, case.authority, *roles) and not is_in_team(user, case)

    return predicate


@rules.predicate
def has_no_conflict(user, case) -> bool:
    """Whether the person has declared no conflict of interest in the case. To whoever has, it is closed."""
    return user.pk not in case.conflicted_ids


def acts_as(*roles: str):
    """A predicate: the person has one of the roles there, and is free to use it in this case."""
    return holds(*roles) & has_no_conflict


@rules.predicate
def is_applicant(user, case) -> bool:
    """Principal investigator or contact person of the project."""
    return any(member.user_id == user.pk and member.leads for member in case.project.members.all())


@rules.predicate
def may_read_as_applicant(user, case) -> bool:
    """Anybody who is in the team now."""
    return any(member.user_id == user.pk and member.is_current for member in case.project.members.all())


@rules.predicate
def may_write(user, case) -> bool:
    """Whoever of the team may write in its forms."""
    return any(member.user_id == user.pk and member.edits for member in case.project.members.all())


@rules.predicate
def leads_project(user, project) -> bool:
    """Whether the person answers for the project: its principal investigator or its contact person."""
    return project.members.leading().filter(user=user).exists()


@rules.predicate
def edits_project(user, project) -> bool:
    """Whether the person may write in what belongs to the whole project: its facts, approvals and linkage plan."""
    return project.members.current().filter(user=user).exclude(may="view").exists()


@rules.predicate
def is_principal_investigator(user, project) -> bool:
    """Whether the person leads the project."""
    return project.members.current().filter(user=user, role="principal_investigator").exists()


@rules.predicate
def has_no_leader(user, project) -> bool:
    """Whether the principal investigator has left, and nobody has followed."""
    return not project.members.current().filter(role="principal_investigator").exists()


@rules.predicate
def is_member(user, project) -> bool:
    """Whether the person is in the team now."""
    return project.members.current().filter(user=user).exists()


def stands_in(user, case) -> bool:
    """Whether the person stands in today for the case's officer, who is away."""
    return case.officer_id in stands_in_for(user).get(case.authority_id, ())


@rules.predicate
def owns_case(user, case) -> bool:
    """The case officer of the case, whoever stands in for that officer, or any officer while it has none."""
    return case.officer_id in (None, user.pk) or stands_in(user, case)


@rules.predicate
def has_the_review(user, case) -> bool:
    """Whoever has the role that the case's procedure gives the review: a lawyer, or a decision maker (S16, Q8)."""
    return has_role(user, case.authority, case.reviewing_role) and not is_in_team(user, case)


@rules.predicate
def came_on_paper(user, case) -> bool:
    """An officer may send only what came to the authority by post or e-mail (S13)."""
    return case.came_on_paper


@rules.predicate
def has_part_in_enquiry(user, enquiry) -> bool:
    """Whoever asked, and whoever answers: the registry's holders, or the desk where nobody holds it (Q2)."""
    return type(enquiry).objects.visible_to(user).filter(pk=enquiry.pk).exists()


is_case_officer = acts_as(Role.CASE_OFFICER)
is_coordinator = acts_as(Role.COORDINATOR)
reviews = has_the_review & has_no_conflict
is_decision_maker = acts_as(Role.DECISION_MAKER)
is_data_manager = acts_as(Role.DATA_MANAGER)
is_finance_officer = acts_as(Role.FINANCE_OFFICER)
is_administrator = acts_as(Role.ADMINISTRATOR)
handles = is_case_officer & owns_case
WORKING_ROLES = (
    Role.CASE_OFFICER,
    Role.COORDINATOR,
    Role.LAWYER,
    Role.DECISION_MAKER,
    Role.DATA_MANAGER,
    Role.FINANCE_OFFICER,
    Role.ADMINISTRATOR,
)
works_on_cases = acts_as(*WORKING_ROLES)
sees_desk = acts_as(*WORKING_ROLES, Role.AUDITOR)

# One permission a transition (docs/requirements.md, column "by") …
rules.add_perm("applications.submit", is_applicant | ((handles | is_coordinator) & came_on_paper))
rules.add_perm("applications.assign", acts_as(*ASSIGNING_ROLES))
rules.add_perm("applications.send_to_legal_review", handles)
rules.add_perm("applications.conclude_legal_review", reviews)
rules.add_perm("applications.start_specification", handles)
rules.add_perm("applications.accept_specification", is_applicant)
rules.add_perm("applications.refer_for_decision", handles)
rules.add_perm("applications.grant", is_decision_maker)
rules.add_perm("applications.refuse", is_decision_maker)
rules.add_perm("applications.dismiss", handles)
rules.add_perm("applications.complete_delivery", is_data_manager)
rules.add_perm("applications.issue_invoice", is_finance_officer)
rules.add_perm("applications.withdraw", is_applicant)
rules.add_perm("applications.reopen_delivery", is_applicant)
rules.add_perm("applications.step_back", handles)
rules.add_perm("applications.reopen", is_decision_maker)
rules.add_perm("applications.archive", is_administrator)

# … and one for each thing that is done without leaving the stage.
rules.add_perm("applications.read", may_read_as_applicant)
rules.add_perm("applications.edit", may_write)
rules.add_perm("applications.write_as_applicant", is_applicant)
rules.add_perm("applications.read_on_desk", sees_desk)
rules.add_perm("applications.write_on_desk", works_on_cases)
rules.add_perm("applications.check", handles)
rules.add_perm("applications.ask", handles)
rules.add_perm("applications.put_on_agenda", handles | reviews | is_decision_maker)
rules.add_perm("applications.specify", handles)
rules.add_perm("applications.draft_decision", handles)
rules.add_perm("applications.reassign", is_coordinator)
rules.add_perm("applications.lift_conflict", is_coordinator)
rules.add_perm("applications.tell_of_delay", handles | is_coordinator)
rules.add_perm("applications.refuse_demand", handles | is_decision_maker)
rules.add_perm("applications.deliver", is_data_manager)
rules.add_perm("applications.write_time", works_on_cases)
rules.add_perm("applications.prepare_invoice", is_finance_officer)

# The team of a project.
rules.add_perm("applications.read_team", is_member)
rules.add_perm("applications.manage_team", leads_project)
rules.add_perm("applications.edit_project", edits_project)
rules.add_perm("applications.share_project", leads_project)
rules.add_perm("applications.confirm_access", is_principal_investigator)
rules.add_perm("applications.hand_over", is_principal_investigator | (leads_project & has_no_leader))

# Conversations before there is a case.
rules.add_perm("applications.write_in_enquiry", has_part_in_enquiry)
