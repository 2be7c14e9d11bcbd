"""People in the administration pages."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["name", "email", "affiliation", "language", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "language"]
    search_fields = ["name", "email", "affiliation"]
    ordering = ["name"]
    readonly_fields = ["public_id", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["name", "email", "password", "language"]}),
        (_("In letters"), {"fields": ["title", "affiliation", "telephone"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["public_id", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["name", "email", "language", "password1", "password2"]})]
    filter_horizontal = []
