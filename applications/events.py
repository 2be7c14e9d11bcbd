"""The chain of events: how the next one is written."""

import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from applications.chains import EVENTS, broken_links
from applications.models import Application, Event, EventReason

__all__ = ["append", "broken_links", "plain"]


def plain(details: dict) -> dict:
    """Details as JSON can hold them. A model row becomes its id, so that no name enters the chain."""
    named = {name: value.pk if isinstance(value, Model) else value for name, value in details.items()}
    return json.loads(json.dumps(named, cls=DjangoJSONEncoder))


def append(
    case: Application, kind: str, *, by, at: datetime, behind: Event | None, from_stage="", to_stage="", details=None
) -> Event:
    """Write the next event of a case whose row is locked, behind the newest one. Returns it.

    A reason is kept beside the chain.
    """
    details = dict(details or {})
    reason = details.pop("reason", "")
    event = Event(
        application=case,
        number=behind.number + 1 if behind else 1,
        kind=kind,
        from_stage=from_stage,
        to_stage=to_stage,
        at=at,
        by=by,
        details=plain(details),
        previous_hash=behind.hash if behind else "",
    )
    event.hash = EVENTS.link_hash(event)
    event.save(force_insert=True)
    if reason:
        EventReason.objects.create(event=event, text=reason)
    return event
