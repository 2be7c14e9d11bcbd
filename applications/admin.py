"""The case file in the administration pages: read, never written; failed mail is sent again."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import (
    Application,
    Attachment,
    CompletionRequest,
    Decision,
    DelayNotice,
    Delivery,
    Demand,
    Document,
    Enquiry,
    EnquiryMessage,
    Event,
    Invoice,
    Message,
    Notification,
    Project,
    ProjectMember,
    Specification,
    Submission,
)
from applications.queueing import enqueue
from applications.sending import send_again


class ReadOnly:
    """Rows that the portal writes by its own law: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        """Nobody."""
        return False


class RowsInline(ReadOnly, admin.TabularInline):
    """Rows of a case, beside it."""

    extra = 0
    can_delete = False
    show_change_link = True


def rows_of(model, *fields: str) -> type[RowsInline]:
    """An inline that lists the rows of a model with these fields."""
    return type(f"{model.__name__}Rows", (RowsInline,), {"model": model, "fields": fields})


@admin.register(Application)
class ApplicationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "case_number",
        "title",
        "authority",
        "stage",
        "waiting_for",
        "deadline_on",
        "officer",
        "submitted_at",
    ]
    list_filter = ["authority", "stage", "waiting_for", "kind", "channel"]
    list_select_related = ["authority", "officer"]
    search_fields = ["case_number", "title", "words__text"]
    date_hierarchy = "submitted_at"
    inlines = [
        rows_of(Submission, "number", "submitted_at", "submitted_by", "sha256"),
        rows_of(Specification, "version", "hours", "proposed_at", "valid_until", "accepted_at", "declined_at"),
        rows_of(Decision, "outcome", "drafted_by", "decided_by", "decided_at"),
        rows_of(Delivery, "method", "receiver", "sent_on", "tracking_number"),
        rows_of(Invoice, "kind", "number", "issued_at", "due_on"),
        rows_of(Document, "kind", "number", "language", "ordered_at", "sha256"),
        rows_of(Event, "number", "kind", "from_stage", "to_stage", "at", "by"),
    ]


@admin.register(Project)
class ProjectAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "created_by", "created_at"]
    list_select_related = ["created_by"]
    search_fields = ["title", "members__user__name", "members__user__email"]
    inlines = [rows_of(ProjectMember, "user", "role"), rows_of(Application, "case_number", "authority", "stage")]


@admin.register(Enquiry)
class EnquiryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["subject", "authority", "registry", "asked_by", "asked_at", "closed_at"]
    list_filter = ["authority"]
    list_select_related = ["authority", "registry__authority", "asked_by"]
    search_fields = ["subject", "asked_by__name", "asked_by__email"]
    inlines = [rows_of(EnquiryMessage, "author", "from_authority", "sent_at", "read_at")]


class CaseRowAdmin(ReadOnly, admin.ModelAdmin):
    """Rows of cases, over all cases."""

    list_select_related = ["application"]
    search_fields = ["application__case_number", "application__title"]


@admin.register(Event)
class EventAdmin(CaseRowAdmin):
    list_display = ["application", "number", "kind", "from_stage", "to_stage", "at", "by"]
    list_filter = ["kind", "application__authority"]
    list_select_related = ["application", "by"]
    date_hierarchy = "at"
    ordering = ["-at", "-number"]


@admin.register(Submission)
class SubmissionAdmin(CaseRowAdmin):
    list_display = ["application", "number", "submitted_at", "submitted_by"]


@admin.register(Document)
class DocumentAdmin(CaseRowAdmin):
    list_display = ["application", "kind", "number", "language", "ordered_at", "size"]
    list_filter = ["kind", "language"]
    exclude = ["context"]


@admin.register(Invoice)
class InvoiceAdmin(CaseRowAdmin):
    list_display = ["number", "application", "kind", "issued_at", "due_on"]
    list_filter = ["kind", "issued_at"]


@admin.register(Specification, Decision, Delivery, CompletionRequest, Message, DelayNotice, Demand)
class OtherRowAdmin(CaseRowAdmin):
    list_display = ["application", "__str__"]


@admin.register(Attachment)
class AttachmentAdmin(CaseRowAdmin):
    list_display = ["application", "name", "rule_key", "size", "scan", "uploaded_at", "removed_at"]
    list_filter = ["scan"]
    exclude = ["file"]


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "about", "template", "email", "state", "attempts", "last_error", "button"]
    list_filter = ["state", "template", "language"]
    list_select_related = ["application", "enquiry_message__enquiry", "project_event__project"]
    search_fields = ["email", "application__case_number", "enquiry_message__enquiry__subject"]
    actions = ["send_chosen_again"]
    readonly_fields = ["button"]

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever administers the portal."""
        return request.user.is_active and request.user.is_staff and super().has_view_permission(request, obj)

    def get_urls(self):
        """The address behind the button."""
        own = path(
            "<int:pk>/send-again/",
            self.admin_site.admin_view(self.send_one),
            name="applications_notification_send_again",
        )
        return [own, *super().get_urls()]

    @admin.display(description=gettext_lazy("about"))
    def about(self, notification: Notification) -> str:
        """The case that the mail is about, the project, or the conversation before there was a case."""
        if notification.project_event:
            return str(notification.project_event.project)
        return str(notification.application or notification.enquiry_message.enquiry)

    @admin.display(description=gettext_lazy("send again"))
    def button(self, notification: Notification) -> str:
        """A button for a mail that failed for good."""
        if notification.state != Notification.State.FAILED:
            return "–"
        url = reverse("admin:applications_notification_send_again", args=[notification.pk])
        return format_html('<button class="button" formmethod="post" formaction="{}">{}</button>', url, _("Send again"))

    def send_one(self, request: HttpRequest, pk: int):
        """Send one failed mail again, for a POST by whoever may see it."""
        notification = get_object_or_404(Notification, pk=pk)
        if request.method == "POST" and self.has_view_permission(request, notification):
            self._again(request, [notification])
        return redirect("admin:applications_notification_changelist")

    @admin.action(description=gettext_lazy("Send the chosen mails again"))
    def send_chosen_again(self, request, queryset):
        """Send every chosen mail that failed once more."""
        self._again(request, queryset)

    def _again(self, request, notifications) -> None:
        failed = [row for row in notifications if row.state == Notification.State.FAILED]
        for row in failed:
            send_again(row)
            enqueue("send_notification", row.pk)
        told = ngettext("%(number)d mail is on its way again.", "%(number)d mails are on their way again.", len(failed))
        if failed:
            messages.success(request, told % {"number": len(failed)})
        else:
            messages.warning(request, _("None of these mails has failed, so none was sent again."))
