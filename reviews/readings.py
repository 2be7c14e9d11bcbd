"""Who opened which document of a case, in words for the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from applications.models import Application, Reading
from portal.accounts.models import User


@dataclass(frozen=True)
class Opened:
    """One opening of a document: when, by whom, and what it is called."""

    at: datetime
    by: User
    kind: str
    name: str


def in_words(case: Application, readings: Iterable[Reading]) -> list[Opened]:
    """Readings with the names of what was opened; one question to the database for each sort of document."""
    readings = list(readings)
    ids = {reading.subject for reading in readings}
    names = dict(case.attachments.filter(public_id__in=ids).values_list("public_id", "name")) if ids else {}
    if ids:
        names |= {letter.public_id: letter.name for letter in case.documents.defer("context").filter(public_id__in=ids)}
    return [
        Opened(reading.at, reading.by, reading.get_kind_display(), names.get(reading.subject, ""))
        for reading in readings
    ]
