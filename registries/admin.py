"""The configuration in Django's admin. What a case uses is read-only there; a new version is made from a copy."""

from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registries.admin_forms import AuthorityForm, FormVersionForm, LetterTemplateForm, ProcedureForm
from registries.models import (
    ApprovedInstitution,
    AssignmentRule,
    AttachmentRule,
    Authority,
    FeeSchedule,
    Flag,
    FormVersion,
    LegalReference,
    LetterTemplate,
    Membership,
    Notice,
    Procedure,
    Registry,
    Role,
    Stage,
    UsedConfiguration,
    Variable,
)
from registries.publishing import copy_version
from registries.roles import authorities_of

# What is typed without a scheme is taken for https.
WEB = {models.URLField: {"assume_scheme": "https"}}


class PartInline(admin.TabularInline):
    """The parts of a version: as fixed as the version."""

    extra = 0

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_used)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_used)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used)


class VersionAdmin(admin.ModelAdmin):
    """A dated version: read-only once a case uses it, never deleted then, and copied to make the next one."""

    date_hierarchy = "valid_from"
    list_filter = ["authority"]
    search_fields = ["authority__slug", "authority__short_name", "source"]
    autocomplete_fields = ["authority"]
    list_select_related = ["authority"]
    actions = ["copy_to_new_version"]

    @admin.display(boolean=True, description=_("used by a case"))
    def used(self, version) -> bool:
        """Whether a case uses it, so that it can no longer be changed."""
        return version.is_used

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_used)

    def get_deleted_objects(self, objs, request):
        """Django's own page says why a used version cannot be deleted."""
        to_delete, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        refused = [sentence for version in objs if version.is_used for sentence in UsedConfiguration(version).messages]
        return to_delete, counts, set() if refused else perms_needed, refused or protected

    @admin.action(description=_("Copy to a new version"), permissions=["add"])
    def copy_to_new_version(self, request, queryset):
        """Copy the one that is chosen, and go on to the copy."""
        if queryset.count() != 1:
            self.message_user(request, _("Choose the one version to copy. Nothing was copied."), messages.ERROR)
            return None
        copy = copy_version(queryset.get())
        said = {"copy": str(copy), "day": copy.valid_from.isoformat()}
        self.message_user(request, _("Copied: %(copy)s, from %(day)s. Change it before that day.") % said)
        return redirect(reverse(f"admin:registries_{self.opts.model_name}_change", args=[copy.pk]))


class OwnAuthorityAdmin(admin.ModelAdmin):
    """What the administrators of an authority keep themselves: each sees and changes what is of their authorities."""

    list_filter = ["authority"]
    list_select_related = ["authority"]

    def authorities(self, request):
        """The authorities whose rows this person keeps."""
        if request.user.is_superuser:
            return Authority.objects.all()
        return authorities_of(request.user, Role.ADMINISTRATOR)

    def keeps(self, request, row=None) -> bool:
        """Whether this person keeps the row, or any where none is given."""
        mine = self.authorities(request)
        return mine.filter(pk=row.authority_id).exists() if row else mine.exists()

    def get_queryset(self, request):
        return super().get_queryset(request).filter(authority__in=self.authorities(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "authority":
            kwargs["queryset"] = self.authorities(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request):
        return self.keeps(request)

    def has_add_permission(self, request):
        return self.keeps(request)

    def has_view_permission(self, request, obj=None):
        return self.keeps(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.keeps(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.keeps(request, obj)


class StageInline(PartInline):
    model = Stage


class AttachmentRuleInline(PartInline):
    model = AttachmentRule
    template = "admin/edit_inline/stacked.html"


class NoticeInline(admin.TabularInline):
    model = Notice
    extra = 0


class LegalReferenceInline(admin.StackedInline):
    model = LegalReference
    extra = 0
    classes = ["collapse"]


class FlagInline(admin.TabularInline):
    model = Flag
    extra = 0


class AssignmentRuleInline(admin.TabularInline):
    model = AssignmentRule
    extra = 0


class VariableInline(admin.TabularInline):
    model = Variable
    extra = 0
    show_change_link = True


@admin.register(Authority)
class AuthorityAdmin(admin.ModelAdmin):
    form = AuthorityForm
    list_display = ["short_name", "slug", "country", "email", "updated_on"]
    list_filter = ["country"]
    search_fields = ["slug", "short_name", "email"]
    prepopulated_fields = {"slug": ["short_name"]}
    formfield_overrides = WEB
    inlines = [NoticeInline, LegalReferenceInline, FlagInline, AssignmentRuleInline]
    fieldsets = [
        (None, {"fields": ["slug", "short_name", "name", "unit", "about", "updated_on"]}),
        (_("Where it is"), {"fields": ["country", "organisation_number", "currency", "time_zone", "language"]}),
        (_("How it is reached"), {"fields": ["email", "telephone", "address", "visiting", "web", "contacts", "links"]}),
        (_("Cases"), {"fields": ["case_number_pattern", "receives", "takes_enquiries"]}),
    ]


@admin.register(ApprovedInstitution)
class ApprovedInstitutionAdmin(OwnAuthorityAdmin):
    list_display = ["name", "number", "authority", "valid_from", "valid_to"]
    search_fields = ["name", "number"]


@admin.register(LetterTemplate)
class LetterTemplateAdmin(OwnAuthorityAdmin):
    form = LetterTemplateForm
    list_display = ["name", "authority"]
    search_fields = ["name"]


@admin.register(Registry)
class RegistryAdmin(admin.ModelAdmin):
    list_display = ["slug", "authority", "from_year", "to_year"]
    list_filter = ["authority"]
    list_select_related = ["authority"]
    search_fields = ["search_text"]
    autocomplete_fields = ["authority"]
    inlines = [VariableInline]
    formfield_overrides = WEB


@admin.register(Variable)
class VariableAdmin(admin.ModelAdmin):
    list_display = ["name", "registry", "from_year", "to_year", "identifying"]
    list_filter = ["identifying", "registry"]
    list_select_related = ["registry__authority"]
    search_fields = ["search_text"]
    autocomplete_fields = ["registry"]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ["user", "role", "authority", "registry"]
    list_filter = ["role", "authority"]
    list_select_related = ["user", "authority", "registry__authority"]
    search_fields = ["user__name", "user__email", "authority__short_name"]
    autocomplete_fields = ["user", "authority", "registry"]


@admin.register(Procedure)
class ProcedureAdmin(VersionAdmin):
    form = ProcedureForm
    list_display = ["__str__", "kind", "valid_from", "used"]
    list_filter = ["authority", "kind"]
    inlines = [StageInline]
    fieldsets = [
        (None, {"fields": ["authority", "kind", "version", "valid_from", "source"]}),
        (
            _("Times"),
            {
                "fields": [
                    ("handling_months_min", "handling_months_max"),
                    ("specification_answer_days", "completion_answer_days", "completion_remind_days"),
                    ("complaint_months", "invoice_after_days", "retention_years"),
                    ("remind_before_days", "remind_late_days"),
                ]
            },
        ),
        (
            _("Delivery and decision"),
            {
                "fields": [
                    "delivery_method",
                    "agreement_kind",
                    "review_kind",
                    "order_copy_in_confirmation",
                    "data_files_after_decision",
                    "appeal_body",
                    "appeal_weeks",
                    "appeal_reference",
                ]
            },
        ),
        (
            _("When it is delayed"),
            {
                "fields": [
                    "notice_reference",
                    "demand_reference",
                    ("demand_after_months", "demand_answer_weeks"),
                ]
            },
        ),
        (_("Words"), {"fields": ["texts", "checklist", "reservations", "reasons"]}),
        (_("Before and after"), {"fields": ["self_check", "duties"]}),
    ]


@admin.register(FormVersion)
class FormVersionAdmin(VersionAdmin):
    form = FormVersionForm
    list_display = ["__str__", "kind", "registry_slug", "valid_from", "used"]
    list_filter = ["authority", "kind"]
    inlines = [AttachmentRuleInline]


@admin.register(FeeSchedule)
class FeeScheduleAdmin(VersionAdmin):
    list_display = ["authority", "valid_from", "pricing", "base", "hourly_rate", "vat_percent", "currency", "used"]
