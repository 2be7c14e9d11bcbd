"""The desk's own rows in the administration pages: to be read, never written."""

from django.contrib import admin

from applications.admin import CaseRowAdmin
from reviews.models import AgendaItem, CaseFlag, ChecklistAnswer, ConflictOfInterest, MeetingQuestion, Note, TimeEntry


@admin.register(TimeEntry)
class TimeEntryAdmin(CaseRowAdmin):
    list_display = ["application", "user", "day", "hours", "work"]
    list_filter = ["work", "application__authority"]
    list_select_related = ["application", "user"]
    date_hierarchy = "day"


@admin.register(ConflictOfInterest)
class ConflictOfInterestAdmin(CaseRowAdmin):
    list_display = ["application", "user", "kind", "declared_at"]
    list_filter = ["kind"]
    list_select_related = ["application", "user"]


@admin.register(CaseFlag)
class CaseFlagAdmin(CaseRowAdmin):
    list_display = ["application", "flag", "by", "at"]
    list_filter = ["flag"]
    list_select_related = ["application", "flag", "by"]


@admin.register(ChecklistAnswer)
class ChecklistAnswerAdmin(CaseRowAdmin):
    list_display = ["application", "key", "answer", "by", "at"]
    list_filter = ["answer"]
    list_select_related = ["application", "by"]


@admin.register(Note)
class NoteAdmin(CaseRowAdmin):
    list_display = ["application", "author", "at"]
    list_select_related = ["application", "author"]


@admin.register(AgendaItem)
class AgendaItemAdmin(CaseRowAdmin):
    list_display = ["application", "meeting", "state", "added_by", "added_at"]
    list_select_related = ["application", "meeting__authority", "added_by"]


@admin.register(MeetingQuestion)
class MeetingQuestionAdmin(CaseRowAdmin):
    list_display = ["application", "asked_by", "asked_at", "how", "settled_at"]
    list_select_related = ["application", "asked_by"]
