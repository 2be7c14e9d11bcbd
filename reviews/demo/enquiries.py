"""The questions of the demonstration that were asked before an application (Q2)."""

from datetime import timedelta

from django.utils import timezone

from applications.actions import enquiry
from applications.models import Enquiry
from registries.models import Authority


def ask_all(common: dict, people: dict) -> None:
    """Ask every question of a file that is not there yet, and answer those that have an answer."""
    authority = Authority.objects.get(slug=common["authority"])
    for data in common.get("enquiries", ()):
        if Enquiry.objects.filter(subject=data["subject"]).exists():
            continue
        at = timezone.now() - timedelta(days=data["days_ago"])
        asked = enquiry.ask(
            by=people[data["researcher"]],
            authority=authority,
            registries=authority.registries.filter(slug=data["registry"]),
            subject=data["subject"],
            text=data["text"],
            at=at,
        )
        if answer := data.get("answer"):
            by = people[data["answered_by"]]
            enquiry.write(by=by, enquiry_id=asked[0].pk, text=answer, at=at + timedelta(days=1))
