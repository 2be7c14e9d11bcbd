"""Forms for what an authority says of itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registries.models import Authority
from registries.setup.forms.base import SetupForm, SetupMeta
from registries.translated import TranslatedFormField


class AuthorityForm(SetupForm):
    """Name, ways to reach it, and what it says about itself."""

    tall = {"about": 5}

    class Meta(SetupMeta):
        model = Authority
        fields = (
            "name",
            "short_name",
            "unit",
            "email",
            "telephone",
            "address",
            "visiting",
            "web",
            "about",
            "takes_enquiries",
        )
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("address", "visiting")}


class ContactForm(forms.Form):
    """One way to reach the authority."""

    use_required_attribute = False

    label = TranslatedFormField(label=_("For what"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=40, required=False)


class LinkForm(forms.Form):
    """A guide or a page somewhere else."""

    use_required_attribute = False

    title = TranslatedFormField(label=_("Title"))
    web = forms.URLField(label=_("Web address"), assume_scheme="https")


class OneMore(forms.BaseFormSet):
    """The rows that are there, and room for one more; an empty row counts for nothing."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.is_optional = not field.required and name != "DELETE"
        form.fields["DELETE"].label = _("Take this row out")

    @property
    def rows(self) -> list[dict]:
        """What was typed, without what is empty and what is taken out."""
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data["DELETE"]]
        return [{name: value for name, value in row.items() if value and name != "DELETE"} for row in kept]


LISTS = {
    "contacts": forms.formset_factory(ContactForm, formset=OneMore, can_delete=True, extra=1),
    "links": forms.formset_factory(LinkForm, formset=OneMore, can_delete=True, extra=1),
}
