"""The nouns of the desk, one module each."""

from reviews.models.agenda import AgendaItem, LegalMeeting, MeetingQuestion
from reviews.models.case_flag import CaseFlag
from reviews.models.checklist import ChecklistAnswer
from reviews.models.conflict import ConflictOfInterest, LiftedTie
from reviews.models.export import Export
from reviews.models.note import Note, NoteMention
from reviews.models.saved_view import SavedView
from reviews.models.statistics import CaseFigures, OpenFigures, PeriodFigures
from reviews.models.time_entry import TimeEntry

__all__ = [
    "AgendaItem",
    "CaseFigures",
    "CaseFlag",
    "ChecklistAnswer",
    "ConflictOfInterest",
    "Export",
    "LegalMeeting",
    "LiftedTie",
    "MeetingQuestion",
    "Note",
    "NoteMention",
    "OpenFigures",
    "PeriodFigures",
    "SavedView",
    "TimeEntry",
]
