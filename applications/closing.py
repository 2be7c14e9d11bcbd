"""What becomes of a person's projects and cases when the account is closed."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.actions import draft, team
from applications.models import (
    Application,
    BasketItem,
    Digest,
    Duty,
    Invitation,
    LinkagePlan,
    Notification,
    Presence,
    Project,
    ProjectMember,
)
from applications.project_log import locked_project, note
from applications.workflow import locked


def lock(user) -> None:
    """Hold the person's projects, before anything that belongs to them is asked."""
    for pk in sorted(_projects(user).values_list("pk", flat=True)):
        locked_project(pk)


def _projects(user):
    return Project.objects.filter(pk__in=ProjectMember.objects.current().filter(user=user).values("project"))


def reasons(user) -> list[str]:
    """Open cases have somebody who answers for them, on both sides."""
    found = [_of_the_desk(user)]
    for project in Project.objects.led_by(user).order_by("pk"):
        others = project.members.current().exclude(user=user)
        if not others.leading().exists():
            found.append(_of_a_project(project, has_others=others.exists()))
    return [reason for reason in found if reason]


def _of_the_desk(user) -> str:
    number = Application.objects.still_open().filter(officer=user).count()
    if not number:
        return ""
    words = ngettext(
        "You are the case officer of %(number)d open case. Let a coordinator give it to somebody else first.",
        "You are the case officer of %(number)d open cases. Let a coordinator give them to somebody else first.",
        number,
    )
    return words % {"number": number}


def _of_a_project(project: Project, *, has_others: bool) -> str:
    """Why the last one who answers for a project cannot go yet; "" where nothing is open in it."""
    cases = project.applications
    numbers = list(cases.still_open().order_by("pk").values_list("case_number", flat=True))
    if numbers:
        words = _("You alone answer for %(cases)s. Hand the project over to somebody else, or withdraw, first.")
        return words % {"cases": ", ".join(numbers)}
    owed = Duty.objects.owed().filter(application__project=project).values_list("application__case_number", flat=True)
    if owed:
        words = _(
            "You alone owe something after the delivery in %(cases)s. Attest it, or hand the project over, first."
        )
        return words % {"cases": ", ".join(sorted(set(owed)))}
    if has_others:
        return _("You alone answer for a project in which others take part. Hand it over to one of them first.")
    return ""


def forget(user, at: datetime) -> None:
    """Leave every team; drafts in which nobody else takes part are deleted, and so is what was for oneself."""
    for project in _projects(user).order_by("pk"):
        others = project.members.current().exclude(user=user)
        if others.leading().exists():
            team.leave(by=user, project=project, at=at)
        elif others.exists():  # nobody leads it any more, which is not for this person to mend
            _go(project, user, at)
        else:
            _leave_alone(locked_project(project.pk), user, at)
    said = {"title": "", "affiliation": "", "has_access": False, "access_to": ""}
    ProjectMember.objects.filter(user=user).update(**said)
    addresses = [user.email, *user.emailaddress_set.values_list("email", flat=True)]
    to_the_person = Q(recipient=user) | Q(email__in=addresses)
    Notification.objects.filter(to_the_person).delete()
    Digest.objects.filter(recipient=user).delete()
    Invitation.objects.filter(email__in=addresses).delete()
    BasketItem.objects.filter(user=user).delete()
    Presence.objects.filter(user=user).delete()


def _leave_alone(project: Project, user, at: datetime) -> None:
    """Leave a project that has nobody else: drafts go, and of what was sent only the cases themselves stay."""
    unsent = project.applications.filter(case_number="", channel="portal", emptied_at=None)
    for pk in unsent.order_by("pk").values_list("pk", flat=True):
        draft.discard(locked(pk), project, by=user, at=at)
    for rows in (project.facts, project.approvals, project.invitations):
        rows.all().delete()
    LinkagePlan.objects.filter(project=project).delete()
    _go(project, user, at)


def _go(project: Project, user, at: datetime) -> None:
    if project.members.current().filter(user=user).update(left_at=at):
        note(project, "left", by=user, at=at, user=user)
