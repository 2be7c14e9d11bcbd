"""What the portal keeps of a person's projects and cases, as that person gets it."""

from collections.abc import Iterator

from applications.models import (
    Application,
    Approval,
    Attachment,
    DeliveryComplaint,
    Demand,
    Digest,
    Duty,
    Enquiry,
    EnquiryMessage,
    Event,
    Invitation,
    Message,
    Notification,
    Project,
    ProjectEvent,
    ProjectMember,
    Reading,
)

CASE = ("application__public_id", "application__case_number")


def own_data(user) -> dict[str, object]:
    """{name of the file: what it holds}."""
    return {
        "projects": [_project(member) for member in _memberships(user)],
        "applications": [_application(case) for case in _cases(user)],
        "written": _written(user),
        "mails": _mails(user),
        "events": _events(user),
    }


def own_files(user) -> Iterator[tuple[str, int, object]]:
    """(name, bytes, file) of what the person has enclosed and can open."""
    for one in Attachment.objects.filter(uploaded_by=user, application__emptied_at=None).order_by("pk"):
        if one.is_open_to(user):
            yield one.name, one.size, one.file


def _memberships(user):
    return ProjectMember.objects.filter(user=user).select_related("project").order_by("pk")


def _cases(user):
    """The cases of the projects that the person answers for, and those that the person began."""
    mine = Application.objects.led_by(user) | Application.objects.visible_to(user).filter(created_by=user)
    return mine.select_related("authority", "project", "answers").distinct().order_by("pk")


def _project(member: ProjectMember) -> dict:
    """What is known of the person in a project; of the project itself only while the person is in its team."""
    told = {"role": member.role, "may": member.may, "title": member.title, "affiliation": member.affiliation}
    told |= {"has_access": member.has_access, "access_to": member.access_to}
    told |= {"joined_at": member.joined_at, "left_at": member.left_at}
    if member.is_current:
        told["project"] = {"id": member.project.public_id, "title": member.project.title}
    if member.leads:
        told["facts"] = dict(member.project.facts.values_list("name", "value"))
        fields = ("kind", "reference", "issued_by", "decided_on", "valid_to")
        told["approvals"] = list(Approval.objects.filter(project=member.project).values(*fields))
    return told


def _application(case: Application) -> dict:
    return {
        "id": case.public_id,
        "number": case.case_number,
        "title": case.title,
        "authority": case.authority.slug,
        "kind": case.kind,
        "stage": case.stage,
        "begun_at": case.created_at,
        "sent_at": case.submitted_at,
        "answers": case.answers.values,
        "variables": list(case.requested_variables.values("registry__slug", "variable__name", "reason", "level")),
        "files": list(case.attachments.values("name", "size", "uploaded_at", "removed_at")),
        "sent": list(case.submissions.order_by("number").values("number", "submitted_at", "content")),
    }


def _written(user) -> dict:
    """What the person has written to authorities, or to applicants, by its own words."""
    said = ("enquiry__public_id", "enquiry__subject", "text", "sent_at")
    return {
        "messages": list(Message.objects.filter(author=user).order_by("pk").values(*CASE, "text", "sent_at")),
        "enquiries": list(Enquiry.objects.filter(asked_by=user).order_by("pk").values("subject", "asked_at")),
        "messages_of_enquiries": list(EnquiryMessage.objects.filter(author=user).order_by("pk").values(*said)),
        "complaints": list(DeliveryComplaint.objects.filter(made_by=user).order_by("pk").values("text", "made_at")),
        "demands": list(Demand.objects.filter(demanded_by=user).order_by("pk").values(*CASE, "demanded_at")),
        "duties_attested": list(
            Duty.objects.filter(attested_by=user).order_by("pk").values(*CASE, "key", "attested_at")
        ),
        "basket": list(user.basket.values("variable__registry__slug", "variable__name", "added_at")),
    }


def _mails(user) -> dict:
    sent = ("template", "email", "language", "created_at", "sent_at", "state", "application__case_number")
    asked = Invitation.objects.filter(invited_by=user) | Invitation.objects.filter(accepted_by=user)
    return {
        "sent_to_you": list(Notification.objects.filter(recipient=user).order_by("pk").values(*sent)),
        "daily_mails": list(Digest.objects.filter(recipient=user).order_by("pk").values("day", "sent_at")),
        "invitations": list(asked.order_by("pk").values("email", "role", "may", "invited_at", "accepted_at")),
    }


def _events(user) -> dict:
    """What the person has done, by where and when."""
    projects = Project.objects.visible_to(user)
    return {
        "in_cases": list(Event.objects.filter(by=user).order_by("pk").values(*CASE, "number", "kind", "at")),
        "in_projects": list(
            ProjectEvent.objects.filter(by=user, project__in=projects)
            .order_by("pk")
            .values("project__public_id", "kind", "at")
        ),
        "readings": list(Reading.objects.filter(by=user).order_by("pk").values(*CASE, "kind", "at")),
    }
