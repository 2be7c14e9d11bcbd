"""The stages of a case as a picture: the procedure's own names, how far the case has come, and when."""

from datetime import date

from django.utils.translation import gettext as _

from applications.models import Application, Event
from portal.base.templatetags.portal_tags import shortdate
from registries.models import Stage, StageKey

EVERYTHING_DONE = (StageKey.CLOSED, StageKey.ARCHIVED)


def stages_of(case: Application) -> list[Stage]:
    """The stages that this case is seen to go through: an invoice only where something is charged."""
    stages = case.procedure.public_stages()
    return [stage for stage in stages if stage.key != StageKey.INVOICE or case.costs_something or case.in_invoice]


def is_behind(case: Application, key: str) -> bool:
    """Whether a case will not come to a stage again: its invoice is sent, though errors are still being mended (T9)."""
    return key == StageKey.INVOICE and case.in_delivery and case.delivery_is_invoiced


def days_left(events) -> dict:
    """{stage: the moment at which the case last left it}, from its events, oldest first."""
    return {event.from_stage: event.at for event in events if event.to_stage and event.to_stage != event.from_stage}


def steps_of(case: Application, events: list[Event]) -> list[dict]:
    """[{name, state, note}] for components/steps.html. A case that ended early shows what it had come through."""
    stages = stages_of(case)
    left = days_left(events)
    order = [stage.key for stage in stages]
    now = order.index(case.stage) if case.stage in order else None
    return [
        {
            "name": case.procedure.stage_name(stage.key),
            "state": "done" if is_behind(case, stage.key) else _state(case, place, now, stage.key in left),
            "note": _note(case, place, now, left.get(stage.key)),
        }
        for place, stage in enumerate(stages)
    ]


def _state(case: Application, place: int, now: int | None, was_left: bool) -> str:
    if now is None:
        return "done" if was_left or case.stage in EVERYTHING_DONE else "ahead"
    if place == now:
        return "now"
    return "done" if place < now else "ahead"


def _note(case: Application, place: int, now: int | None, left) -> str:
    """The day on which a stage that is done was left, or until when the present one lasts."""
    if now is not None and place > now:
        return ""
    if place == now:
        return deadline_note(case, case.authority.today())
    return shortdate(left)


def deadline_note(case: Application, day: date) -> str:
    """Until when the present stage lasts, or when it should have ended."""
    if not case.deadline_on:
        return ""
    words = {"day": shortdate(case.deadline_on)}
    return _("late: was due %(day)s") % words if case.is_late_on(day) else _("until %(day)s") % words
