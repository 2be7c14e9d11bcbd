"""Forms for registries."""

from django.utils.translation import gettext_lazy as _

from registries.models import Registry
from registries.setup.forms.base import SetupForm, SetupMeta
from registries.translated import TranslatedFormField

TEXTS = ("name", "description", "from_year", "to_year", "update", "web", "holder", "advised_by", "email")


class RegistryForm(SetupForm):
    """What the portal says of a registry. Its address stays: links and cases point at it."""

    tall = {"description": 5}

    class Meta(SetupMeta):
        model = Registry
        fields = TEXTS


class NewRegistryForm(RegistryForm):
    """A registry that is not there yet, with its address."""

    class Meta(SetupMeta):
        model = Registry
        fields = ("slug", *TEXTS)
        help_texts = {
            "slug": _("Small letters, digits and hyphens, such as patient-register. It cannot be changed later.")
        }


class ClosingForm(SetupForm):
    """From when a registry is closed, and why."""

    closed_because = TranslatedFormField(label=_("Why it is closed, and where the data are now"))

    class Meta(SetupMeta):
        model = Registry
        fields = ("closed_on", "closed_because")

    def prepare(self) -> None:
        """A closed registry has a day and a reason."""
        self.fields["closed_on"].required = True
