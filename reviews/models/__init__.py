"""The nouns of the desk, one module each."""

from reviews.models.checklist import ChecklistAnswer
from reviews.models.conflict import ConflictOfInterest
from reviews.models.note import Note
from reviews.models.statistics import CaseFigures, OpenFigures, PeriodFigures
from reviews.models.time_entry import TimeEntry

__all__ = [
    "CaseFigures",
    "ChecklistAnswer",
    "ConflictOfInterest",
    "Note",
    "OpenFigures",
    "PeriodFigures",
    "TimeEntry",
]
