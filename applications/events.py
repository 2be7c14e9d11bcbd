"""The chain of events: how a link is made, and how the chain is checked."""

import hashlib
import json
from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from applications.models import Application, Event, EventReason


def plain(details: dict) -> dict:
    """Details as JSON can hold them. A model row becomes its id, so that no name enters the chain."""
    named = {name: value.pk if isinstance(value, Model) else value for name, value in details.items()}
    return json.loads(json.dumps(named, cls=DjangoJSONEncoder))


def link_hash(event: Event) -> str:
    """SHA-256 over everything the event says and over the hash of the one before it."""
    said = [
        event.application_id,
        event.number,
        event.kind,
        event.from_stage,
        event.to_stage,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.by_id,
        event.details,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


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
    event.hash = link_hash(event)
    event.save(force_insert=True)
    if reason:
        EventReason.objects.create(event=event, text=reason)
    return event


def broken_links(case: Application) -> list[str]:
    """What is wrong with the chain of a case, a sentence each; empty when it is whole."""
    problems, previous = [], ""
    for expected, event in enumerate(case.events.order_by("number"), start=1):
        if event.number != expected:
            problems.append(f"event {expected} is missing")
            break
        if event.previous_hash != previous:
            problems.append(f"event {event.number} does not follow the one before it")
        if event.hash != link_hash(event):
            problems.append(f"event {event.number} is not as it was written")
        previous = event.hash
    return problems
