"""What the case's own procedure calls the things that an event speaks of."""

from django.utils.text import capfirst

from applications.models import Application, Event
from applications.team_history import words_in_case
from portal.base.texts import pick


def event_words(event: Event, case: Application) -> dict[str, str]:
    """The words that sentences about an event can name, in the reader's language.

    from_stage and to_stage, specification (Q9: it can be an agreement), and the title of the duty that is meant.
    """
    stages = {"from_stage": event.from_stage, "to_stage": event.to_stage}
    words = {name: capfirst(case.procedure.stage_name(key)) for name, key in stages.items() if key}
    words["specification"] = case.specification_name
    if event.kind == "team_changed":
        words["team"] = words_in_case(event.details)
    if "key" in event.details:
        words["duty"] = duty_title(case, event.details["key"])
    return words


def duty_title(case: Application, key: str) -> str:
    """What the procedure calls a duty; its key where the procedure does not name it any more."""
    titles = {row["key"]: row["title"] for row in case.procedure.duties}
    return pick(titles.get(key), fallback=case.authority.language) or key
