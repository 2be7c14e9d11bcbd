"""Forms for a case that came by post or e-mail (S13)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from portal.base.numbers import check_organisation_number
from portal.base.texts import pick
from registries.models import AttachmentRule, Registry
from reviews.forms.base import DayField

CHANNELS = [choice for choice in Application.Channel.choices if choice[0] != Application.Channel.PORTAL]


class RegistrationForm(forms.Form):
    """Who asked for what, and how it came in. `groups` are the fieldsets of the page."""

    use_required_attribute = False

    authority = forms.ModelChoiceField(label=_("Authority"), queryset=None, empty_label=None)
    channel = forms.ChoiceField(label=_("How it came in"), choices=CHANNELS, widget=forms.RadioSelect)
    received_on = DayField(label=_("Received on"))
    title = forms.CharField(label=_("Title of the study"), max_length=200)
    registries = forms.MultipleChoiceField(label=_("Registries"), widget=forms.CheckboxSelectMultiple, required=False)
    contact_name = forms.CharField(label=_("Name"), max_length=150)
    contact_email = forms.EmailField(
        label=_("E-mail"), help_text=_("The person can sign in with this address and follow the case.")
    )
    contact_telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    principal_name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    principal_number = forms.CharField(
        label=_("Organisation number"), max_length=20, widget=forms.TextInput(attrs={"class": "w-mid"})
    )
    groups = (
        (_("What came in"), ("authority", "channel", "received_on")),
        (_("The study"), ("title", "registries")),
        (_("Contact person"), ("contact_name", "contact_email", "contact_telephone")),
        (_("Research principal"), ("principal_name", "principal_number")),
    )

    def __init__(self, data=None, *, authorities, initial=None):
        super().__init__(data, initial=initial)
        self.fields["authority"].queryset = authorities
        if len(authorities) == 1:
            self.fields["authority"].widget = forms.HiddenInput()
            self.fields["authority"].initial = authorities[0]
        self.known = Registry.objects.filter(authority__in=authorities).select_related("authority")
        self.fields["registries"].choices = [(row.slug, self._label(row, authorities)) for row in self.known]
        for field in self.fields.values():
            field.is_optional = not field.required

    @staticmethod
    def _label(registry: Registry, authorities) -> str:
        name = pick(registry.name, fallback=registry.authority.language)
        return name if len(authorities) == 1 else f"{registry.authority.short_name}: {name}"

    def fieldsets(self):
        """(legend, bound fields) of each group."""
        return [(legend, [self[name] for name in names]) for legend, names in self.groups]

    def clean(self):
        """Check the day and the number by the authority's clock and country, and the registries by the authority."""
        data = super().clean()
        authority, day = data.get("authority"), data.get("received_on")
        if authority and day and day > authority.today():
            self.add_error("received_on", _("The day lies ahead. Write the day on which it came in."))
        if authority and data.get("principal_number"):
            try:
                check_organisation_number(data["principal_number"], authority.country, authority.other_countries)
            except ValidationError as error:
                self.add_error("principal_number", error)
        chosen = [row for row in self.known if row.slug in data.get("registries", [])]
        if authority and any(row.authority_id != authority.pk for row in chosen):
            self.add_error("registries", _("Choose registries of the authority that the letter came to."))
        if authority and authority.receives_by_registry and len(chosen) != 1:
            self.add_error("registries", _("Choose the one registry that it came to: each gets a case of its own."))
        return data | {"chosen": chosen}

    def details(self) -> dict:
        """What the action takes."""
        data = self.cleaned_data
        return {
            "authority": data["authority"],
            "channel": data["channel"],
            "received_on": data["received_on"],
            "title": data["title"],
            "registries": data["chosen"],
            "contact": {
                "name": data["contact_name"],
                "email": data["contact_email"],
                "telephone": data["contact_telephone"],
            },
            "principal": {"name": data["principal_name"], "number": data["principal_number"]},
        }


class EnclosureForm(forms.Form):
    """A scan, and what it is."""

    use_required_attribute = False

    rule = forms.ModelChoiceField(label=_("What it is"), queryset=None, empty_label=_("Choose …"))
    file = forms.FileField(label=_("File"))

    def __init__(self, data=None, files=None, *, case):
        super().__init__(data, files)
        rules = AttachmentRule.objects.filter(form_version=case.form_version_id)
        self.fields["rule"].queryset = rules
        self.fields["rule"].label_from_instance = lambda rule: pick(rule.label, fallback=case.authority.language)
