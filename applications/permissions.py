"""Whom the permission table speaks of, as predicates of `rules`: (user, case) → bool."""

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
