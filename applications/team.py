"""The team of a project: who is in it, who will have access to the data, and whether that is confirmed."""

import hashlib
import json

from django.db.models import Case, IntegerField, QuerySet, Value, When

from applications.models import AccessConfirmation, Project, ProjectMember

Role = ProjectMember.Role
FIRST = Case(
    When(role=Role.PRINCIPAL_INVESTIGATOR, then=Value(0)),
    When(role=Role.CONTACT_PERSON, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


def members_of(project: Project) -> QuerySet[ProjectMember]:
    """Who is in the team now: whoever leads it first, then by the day of joining."""
    return project.members.current().select_related("user").order_by(FIRST, "joined_at", "pk")


def people_rows(project: Project) -> list[dict]:
    """Those who will have access to the data, as rows of a form's question about people (U8).

    Title and affiliation are those of the project; where none were written there, those of the person's own profile.
    """
    return [
        {
            "name": member.user.name,
            "title": member.title or member.user.title,
            "affiliation": member.affiliation or member.user.affiliation,
            "email": member.user.email,
        }
        for member in members_of(project).filter(has_access=True)
    ]


def access_list(project: Project) -> list[dict]:
    """Who will have access to what, by id: what a principal investigator confirms. Never a name."""
    people = project.members.current().filter(has_access=True).order_by("user_id")
    return [{"user": member.user_id, "access_to": member.access_to} for member in people]


def fingerprint(project: Project) -> str:
    """What tells one list of people with access from another: a page sends back the one that it showed."""
    return hashlib.sha256(json.dumps(access_list(project), ensure_ascii=False).encode()).hexdigest()


def newest_confirmation(project: Project) -> AccessConfirmation | None:
    """The newest confirmation of the list, whether it still holds or not."""
    return project.access_confirmations.select_related("confirmed_by").first()


def is_confirmed(project: Project) -> bool:
    """Whether the list as it stands now is the one that was confirmed last. A change of the list voids it."""
    newest = newest_confirmation(project)
    return newest is not None and newest.people == access_list(project)


def lacks_confirmation(project: Project) -> bool:
    """Whether somebody else than the principal investigator gets access, and nobody has confirmed that."""
    others = project.members.current().filter(has_access=True).exclude(role=Role.PRINCIPAL_INVESTIGATOR)
    return others.exists() and not is_confirmed(project)


def principal_investigator(project: Project) -> ProjectMember | None:
    """Who leads the project now; None after the leader has left and before it is handed over."""
    return members_of(project).filter(role=Role.PRINCIPAL_INVESTIGATOR).first()


def can_be_changed(member: ProjectMember) -> bool:
    """Whether somebody's rights can be changed, or the person be taken out: there is always one who leads."""
    if member.role == Role.PRINCIPAL_INVESTIGATOR:
        return False
    return not member.leads or member.project.members.leading().exclude(pk=member.pk).exists()


def role_for(may: str) -> str:
    """The role of somebody who is not to lead the project: who may send its applications is a contact person."""
    return Role.CONTACT_PERSON if may == ProjectMember.May.SUBMIT else Role.MEMBER
