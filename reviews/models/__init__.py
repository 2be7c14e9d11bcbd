"""The nouns of the desk, one module each."""

from reviews.models.case_flag import CaseFlag
from reviews.models.checklist import ChecklistAnswer
from reviews.models.conflict import ConflictOfInterest
from reviews.models.export import Export
from reviews.models.note import Note
from reviews.models.time_entry import TimeEntry

__all__ = ["CaseFlag", "ChecklistAnswer", "ConflictOfInterest", "Export", "Note", "TimeEntry"]
