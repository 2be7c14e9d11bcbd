"""The nouns of the desk, one module each."""

from reviews.models.checklist import ChecklistAnswer
from reviews.models.conflict import ConflictOfInterest
from reviews.models.note import Note
from reviews.models.saved_view import SavedView
from reviews.models.time_entry import TimeEntry

__all__ = ["ChecklistAnswer", "ConflictOfInterest", "Note", "SavedView", "TimeEntry"]
