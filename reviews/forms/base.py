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
    is_refused = False

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
        self.is_refused = True
        self.add_error(None, [str(sentence) for sentence in sentences])

    def shown_now(self) -> str | None:
        """What the page shows now, in short, where the action asks whether somebody has seen it."""
        return None

    @property
    def seen(self) -> str | None:
        """What comes back with the form: what was shown to the sender. A form to be mended still shows no more than
        before; one that the action refused has said what is new."""
        keeps = self.is_bound and not self.is_refused and self.sent_seen is not None
        return self.sent_seen if keeps else self.shown_now()

    @property
    def sent_seen(self) -> str | None:
        """What the page that was sent had shown; None where it does not say."""
        return self.data.get("seen") if self.is_bound else None

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
