"""What the forms of the desk have in common."""

from django import forms

from portal.accounts.models import User
from portal.base.form_fields import AmountField, DayField
from registries.models import Authority

__all__ = ["AmountField", "CaseForm", "DayField", "long_text", "people_with"]


class CaseForm(forms.Form):
    """A form on a page of a case. Several stand on one page, so ids begin with what the form does, and with `key`
    where there are several of one kind.

    Browsers do not check it: our own sentences say what is wrong, in the reader's language.
    """

    use_required_attribute = False

    def __init__(self, data=None, files=None, *, case, by, do: str, initial=None, key=""):
        self.case, self.by, self.do = case, by, do
        super().__init__(data, files, auto_id=f"{do}{key}_%s", initial=initial)
        for field in self.fields.values():
            field.is_optional = not field.required
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case: choices, help."""

    def refuse(self, sentences) -> None:
        """Show why the action refused, above what was typed."""
        self.add_error(None, [str(sentence) for sentence in sentences])

    @property
    def version(self) -> int | None:
        """The version of the case that the page knew; None where it said none."""
        said = self.data.get("expected_version", "") if self.is_bound else ""
        return int(said) if said.isdecimal() else None


def long_text(label, rows: int = 5, **options) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def people_with(authority: Authority, role: str):
    """The active people with a role at the authority, by name."""
    return User.objects.filter(is_active=True, memberships__authority=authority, memberships__role=role).order_by(
        "name"
    )
