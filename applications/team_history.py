"""What has happened to a project and its team, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from applications.models import Invitation, Project
from portal.accounts.models import User
from registries.project_facts import FACTS

TOLD = {
    "invited": _("Invitation sent to %(email)s"),
    "invitation_withdrawn": _("Invitation to %(email)s withdrawn"),
    "joined": _("%(name)s joined the team"),
    "left": _("%(name)s left the team"),
    "removed": _("%(name)s was taken out of the team"),
    "rights_changed": _("What %(name)s may do was changed"),
    "access_stated": _("%(name)s changed the own title, affiliation or access"),
    "access_confirmed": _("The list of people with access was confirmed"),
    "handed_over": _("The project was handed over to %(name)s"),
    "facts_changed": _("Shared answers changed: %(facts)s"),
}
# The same for the chain of a case, where the desk reads it too.
TOLD_IN_CASES = ("joined", "left", "removed", "access_confirmed", "handed_over")
MOST = 50


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, what, and who did it."""

    at: datetime
    what: str
    who: str


def happenings_of(project: Project) -> list[Happening]:
    """What has happened to the team, the newest first, as many as a page holds."""
    found = project.events.filter(kind__in=TOLD).select_related("by").order_by("-at", "-pk")[:MOST]
    events = list(found)
    people = User.objects.in_bulk({event.details["user"] for event in events if "user" in event.details})
    asked = {event.details["invitation"] for event in events if "invitation" in event.details}
    emails = dict(Invitation.objects.filter(pk__in=asked).values_list("pk", "email"))
    return [
        Happening(
            at=event.at,
            what=TOLD[event.kind]
            % {
                "name": people.get(event.details.get("user"), ""),
                "email": emails.get(event.details.get("invitation"), ""),
                "facts": _named(event.details.get("facts", ())),
            },
            who=event.by.name,
        )
        for event in events
    ]


def _named(facts: Iterable[str]) -> str:
    """The first four by their names, which can have commas, and a sign that there are more."""
    labels = [str(FACTS[name].label) for name in facts if name in FACTS]
    return "; ".join(labels[:4]) + (" …" if len(labels) > 4 else "")


def words_in_case(details: dict, people: Mapping[int, User]) -> str:
    """What an event “team_changed” of a case says, with the name as the person's account has it now."""
    if details.get("what") not in TOLD_IN_CASES:
        return ""
    return TOLD[details["what"]] % {"name": people.get(details.get("user"), "–")}
