"""What a project consists of, each part with how it stands and the one thing to do next."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import team
from applications.fact_sharing import ProjectFacts
from applications.invitations import waiting_in
from applications.linkage import lacks, plan_of
from applications.models import Application, Duty, Project, ProjectMember
from portal.base.clock import today
from portal.base.templatetags.portal_tags import longdate
from registries.project_facts import FACTS


@dataclass(frozen=True)
class Tile:
    """One part of a project: how it stands, and where the next thing is done."""

    key: str
    title: str
    stands: str
    todo: str
    url: str
    is_due: bool = False  # whether something waits there for the team


def tiles_of(project: Project, members: list[ProjectMember], user) -> list[Tile]:
    """The parts of a project that are the same for all its cases. Whoever only reads is led to read."""
    edits = user.has_perm("applications.edit_project", project)
    leads = user.has_perm("applications.share_project", project)
    return [
        _team(project, members, user),
        _facts(project, edits),
        _approvals(project, edits),
        _linkage(project, edits),
        _sharing(project, leads),
    ]


def _address(name: str, project: Project) -> str:
    return reverse(name, args=[project.public_id])


def _team(project: Project, members: list[ProjectMember], user) -> Tile:
    with_access = sum(member.has_access for member in members)
    people = ngettext("%(number)s person", "%(number)s people", len(members)) % {"number": len(members)}
    stands = _("%(people)s, %(number)s of them with access to the data.") % {"people": people, "number": with_access}
    lacking, waiting = team.lacks_confirmation(project), waiting_in(project).count()
    is_due = lacking and user.has_perm("applications.confirm_access", project)
    if lacking:
        todo = _("Confirm who gets access") if is_due else _("See who waits to be confirmed")
    elif waiting:
        todo = ngettext("See the invitation that waits", "See the %(number)s invitations that wait", waiting)
        todo %= {"number": waiting}
    elif user.has_perm("applications.manage_team", project):
        todo = _("Invite somebody")
    else:
        todo = _("See the team")
    return Tile("team", _("Team"), stands, todo, _address("team_page", project), is_due)


def _facts(project: Project, edits: bool) -> Tile:
    facts, own = ProjectFacts(project), [fact for fact in FACTS.values() if not fact.from_rows]
    told = sum(facts.common(fact) is not None for fact in own)
    words = {"told": told, "number": len(own)}
    stands = _("%(told)s of %(number)s answers that many forms ask for.") % words
    is_open = edits and told < len(own)
    todo = _("Answer once for all applications") if is_open else _("Read what the project says")
    return Tile("facts", _("Shared answers"), stands, todo, _address("project_facts", project))


def _approvals(project: Project, edits: bool) -> Tile:
    found, day = list(project.approvals.all()), today()
    ended = [one for one in found if one.valid_to and one.valid_to < day]
    stands = _("None is written down.")
    if found:
        stands = ngettext("%(number)s approval.", "%(number)s approvals.", len(found)) % {"number": len(found)}
    todo = _("See what they cover")
    if ended:
        stands += " " + _("%(what)s ended on %(day)s.") % {"what": ended[0], "day": longdate(ended[0].valid_to)}
        todo = _("Renew it") if edits else todo
    elif not found:
        todo = _("Add the first approval") if edits else _("See the approvals")
    return Tile("approvals", _("Approvals"), stands, todo, _address("approval_list", project), bool(ended) and edits)


def _linkage(project: Project, edits: bool) -> Tile:
    plan = plan_of(project)
    if plan is None:
        stands, todo = _("No plan is written."), _("Write how the data are linked") if edits else _("See the plan")
    else:
        number, missing = len(plan["steps"]), lacks(plan)
        stands = ngettext("%(number)s source.", "%(number)s sources.", number) % {"number": number}
        todo = _("See the plan")
        if missing:
            stands += " " + missing[0]
            todo = _("Go on with the plan") if edits else todo
    return Tile("linkage", _("Linkage plan"), stands, todo, _address("linkage_page", project))


def _sharing(project: Project, leads: bool) -> Tile:
    stands = _("Authorities see of each other’s cases: %(what)s.") % {"what": project.get_sharing_display()}
    todo = _("Change what they see") if leads else ""
    return Tile("sharing", _("Between authorities"), stands, todo, _address("project_sharing", project))


def turn_of_project(cases: list[Application], duties: list[Duty], tiles: list[Tile]) -> dict | None:
    """The first thing that waits for the team, for components/turn.html; None where nothing does."""
    day = today(timezone.now())
    late = next((duty for duty in duties if duty.is_open and duty.remind_on <= day), None)
    waiting = [case for case in cases if case.yours and not case.is_draft]
    if waiting:
        return _turn_in(waiting, _("An authority waits for you in %(case)s"), _("Open the case"))
    if late is not None:
        return {
            "yours": True,
            "late": late.is_late_on(day),
            "title": _("After a delivery, something is to be done by %(day)s") % {"day": longdate(late.due_on)},
            "url": reverse("application_page", args=[late.application.public_id]) + "#duties",
            "label": _("Read what is owed"),
        }
    due = next((tile for tile in tiles if tile.is_due), None)
    if due is not None:
        return {"yours": True, "title": due.todo, "text": due.stands, "url": due.url, "label": due.title}
    drafts = [case for case in cases if case.is_draft]
    return _turn_in(drafts, _("The application to %(case)s is not sent yet"), _("Go on with it")) if drafts else None


def _turn_in(cases: list[Application], title: str, label: str) -> dict:
    first, more = cases[0], len(cases) - 1
    name = " ".join(part for part in (first.receiver_name, first.case_number) if part)
    text = ""
    if more:
        sentence = ngettext("It is the same in %(number)s more.", "It is the same in %(number)s more.", more)
        text = sentence % {"number": more}
    return {
        "yours": True,
        "title": title % {"case": name},
        "text": text,
        "url": reverse("application_page", args=[first.public_id]),
        "label": label,
    }
