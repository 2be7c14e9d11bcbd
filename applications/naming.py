"""What the case's own procedure calls the things that an event speaks of."""

from collections.abc import Iterable, Mapping

from django.utils.text import capfirst

from applications.models import Application, Event
from applications.team_history import words_in_case
from portal.accounts.models import User
from portal.base.texts import pick

NAMING = ("officer", "user")  # details of events that are the id of a person


def event_words(event: Event, case: Application, people: Mapping[int, User]) -> dict[str, str]:
    """The words that sentences about an event can name, in the reader's language.

    from_stage and to_stage, specification (Q9: it can be an agreement), the flag or the duty that is meant, and what
    changed in the team. `people` are those whom events name, by id.
    """
    stages = {"from_stage": event.from_stage, "to_stage": event.to_stage}
    words = {name: capfirst(case.procedure.stage_name(key)) for name, key in stages.items() if key}
    words["specification"] = case.specification_name
    if event.kind == "team_changed":
        words["team"] = words_in_case(event.details, people)
    if "flag" in event.details:
        words["flag"] = case.authority.flag_names.get(event.details["flag"], event.details["flag"])
    if "key" in event.details:
        words["duty"] = duty_title(case, event.details["key"])
    return words


def people_named(events: Iterable[Event], case: Application) -> dict[int, User]:
    """The people whom events name by id, by that id; asks the database only for those who are not at hand."""
    at_hand = {person.pk: person for person in (case.officer, *(event.by for event in events)) if person}
    named = {event.details[name] for event in events for name in NAMING if name in event.details}
    named |= {pk for event in events for pk in event.details.get("people", ())}
    wanted = named - at_hand.keys()
    return at_hand | (User.objects.in_bulk(wanted) if wanted else {})


def duty_title(case: Application, key: str) -> str:
    """What the procedure calls a duty; its key where the procedure does not name it any more."""
    titles = {row["key"]: row["title"] for row in case.procedure.duties}
    return pick(titles.get(key), fallback=case.authority.language) or key
