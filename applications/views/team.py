"""The team of a project: who is in it, who may do what, who gets access to the data, and what has changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import team
from applications.actions import invitation as inviting
from applications.actions import team as acting
from applications.forms.team import HandOverForm, InviteForm, RightsForm, StatementForm
from applications.invitations import state_of, waiting_in
from applications.models import Project, ProjectMember
from applications.problems import NotAllowed, NotReady
from applications.team_history import happenings_of
from applications.views.project_access import project_crumbs, project_view

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


def _back(project: Project, anchor: str = "") -> HttpResponse:
    return redirect(reverse("team_page", args=[project.public_id]) + anchor)


def _require(request: HttpRequest, permission: str, project: Project) -> None:
    """403 for whoever may not even see the page of a step."""
    if not request.user.has_perm(f"applications.{permission}", project):
        raise NotAllowed


def show_team(
    request: HttpRequest, project: Project, status: int = 200, invite: InviteForm | None = None, **kwargs
) -> HttpResponse:
    """Draw the page of the team. `invite` is the form as it was typed."""
    members = list(team.members_of(project))
    may = {name: request.user.has_perm(f"applications.{name}", project) for name in ("manage_team", "hand_over")}
    if invite is None:
        invite = InviteForm(initial={"may": ProjectMember.May.VIEW, "language": get_language()})
    context = {
        "project": project,
        "members": members,
        "people": [member for member in members if member.has_access],
        "me": next((member for member in members if member.user_id == request.user.pk), None),
        "leader": team.principal_investigator(project),
        "confirmation": team.newest_confirmation(project),
        "is_confirmed": team.is_confirmed(project),
        "lacks_confirmation": team.lacks_confirmation(project),
        "seen": team.fingerprint(project),
        "may_manage": may["manage_team"],
        "may_hand_over": may["hand_over"],
        "may_confirm": request.user.has_perm("applications.confirm_access", project),
        "invitations": [(one, state_of(one)) for one in waiting_in(project)],
        "form": invite,
        "happenings": happenings_of(project),
        "crumbs": project_crumbs(project, {"label": _("Team")}),
    }
    return render(request, "applications/team_page.html", context, status=status)


@require_safe
@project_view()
def team_page(request: HttpRequest, project: Project) -> HttpResponse:
    """The team."""
    return show_team(request, project)


def _show_invite(request: HttpRequest, project: Project, status: int = 409, **kwargs) -> HttpResponse:
    return show_team(request, project, status=status, invite=InviteForm(request.POST))


@require_POST
@project_view(_show_invite)
def team_invite(request: HttpRequest, project: Project) -> HttpResponse:
    """Ask somebody into the team by e-mail."""
    _require(request, "manage_team", project)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show_team(request, project, status=422, invite=form)
    sent = inviting.invite(by=request.user, project=project, **form.cleaned_data)
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": sent.email})
    return _back(project, "#invitations")


@require_POST
@project_view(show_team)
def invitation_withdraw(request: HttpRequest, project: Project, invitation) -> HttpResponse:
    """Take an invitation back."""
    found = get_object_or_404(project.invitations, public_id=invitation)
    inviting.withdraw(by=request.user, invitation=found)
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": found.email})
    return _back(project, "#invitations")


@require_POST
@project_view(show_team)
def invitation_again(request: HttpRequest, project: Project, invitation) -> HttpResponse:
    """Send a new link in place of the old one."""
    found = get_object_or_404(project.invitations, public_id=invitation)
    sent = inviting.send_again(by=request.user, invitation=found)
    words = _("A new link is on its way to %(email)s. The one before no longer holds.")
    messages.success(request, words % {"email": sent.email})
    return _back(project, "#invitations")


@GET_AND_POST
@project_view()
def team_me(request: HttpRequest, project: Project, status: int = 200) -> HttpResponse:
    """What the person says of himself or herself in this project."""
    me = get_object_or_404(project.members.current(), user=request.user)
    before = {"title": me.title or request.user.title, "affiliation": me.affiliation or request.user.affiliation}
    form = StatementForm(request.POST or None, instance=me, initial=before)
    if request.method == "POST" and status == 200:
        if form.is_valid():
            acting.say_access(by=request.user, project=project, statement=form.statement)
            messages.success(request, _("Saved."))
            return _back(project)
        status = 422
    context = {"project": project, "form": form, "crumbs": _crumbs(project, _("You in this project"))}
    return render(request, "applications/team_me.html", context, status=status)


def _crumbs(project: Project, label: str) -> list[dict]:
    own = {"label": _("Team"), "url": reverse("team_page", args=[project.public_id])}
    return project_crumbs(project, own, {"label": label})


@require_POST
@project_view(show_team)
def team_confirm(request: HttpRequest, project: Project) -> HttpResponse:
    """Say that the list of people with access is right."""
    acting.confirm_access(by=request.user, project=project, seen=request.POST.get("seen", ""))
    messages.success(request, _("The list of people with access is confirmed."))
    return _back(project, "#access")


@GET_AND_POST
@project_view()
def team_hand_over(request: HttpRequest, project: Project, status: int = 200) -> HttpResponse:
    """Make somebody else the principal investigator."""
    _require(request, "hand_over", project)
    leader = team.principal_investigator(project)
    others = team.members_of(project).exclude(pk=leader.pk if leader else None)
    form = HandOverForm(request.POST or None, members=others, leads=leader is not None)
    if request.method == "POST" and status == 200:
        if form.is_valid():
            to, leaves = form.cleaned_data["to"], form.cleaned_data.get("leaves", False)
            acting.hand_over(by=request.user, project=project, to=to, leaves=leaves)
            messages.success(request, _("%(name)s leads the project now, and was told.") % {"name": to.user.name})
            return redirect("project_list") if leaves else _back(project)
        status = 422
    context = {"project": project, "form": form, "others": others, "crumbs": _crumbs(project, _("Hand over"))}
    return render(request, "applications/team_hand_over.html", context, status=status)


@require_POST
@project_view(show_team)
def team_leave(request: HttpRequest, project: Project) -> HttpResponse:
    """Leave the project, once the box is ticked."""
    if request.POST.get("sure") != "yes":
        raise NotReady([_("Tick the box to say that you are sure. You are still in the team.")])
    acting.leave(by=request.user, project=project)
    messages.success(request, _("You have left “%(title)s”.") % {"title": project.title})
    return redirect("project_list")


@GET_AND_POST
@project_view()
def team_member(request: HttpRequest, project: Project, member: int, status: int = 200) -> HttpResponse:
    """What a member may do; with the button that takes the person out of the team."""
    _require(request, "manage_team", project)
    found = get_object_or_404(team.members_of(project), pk=member)
    form = RightsForm(request.POST or None, initial={"may": found.may})
    if request.method == "POST" and status == 200:
        if form.is_valid():
            acting.change_rights(by=request.user, member=found, may=form.cleaned_data["may"])
            messages.success(request, _("Saved. %(name)s was told.") % {"name": found.user.name})
            return _back(project)
        status = 422
    context = {"project": project, "member": found, "form": form, "crumbs": _crumbs(project, found.user.name)}
    context["can_be_changed"] = team.can_be_changed(found)
    return render(request, "applications/team_member.html", context, status=status)


@require_POST
@project_view(show_team)
def team_remove(request: HttpRequest, project: Project, member: int) -> HttpResponse:
    """Take somebody out of the team."""
    found = get_object_or_404(project.members.select_related("user"), pk=member)
    acting.remove(by=request.user, member=found)
    messages.success(request, _("%(name)s is no longer in the team, and was told.") % {"name": found.user.name})
    return _back(project)
