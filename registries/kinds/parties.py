"""People, organisations and addresses: several parts, each with its own label."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.base.numbers import check_organisation_number
from registries.kinds.base import PartsKind, Problem, text_field

TELEPHONE = re.compile(r"\+?[\d\s()/.-]{5,}")


def email_problem(text: str) -> str:
    """The sentence on what is no e-mail address; "" for one that is, and for no text."""
    try:
        validate_email(text or "name@example.org")
    except ValidationError:
        sentence = _("“%(value)s” is no e-mail address. It is kept: write it like name@example.org.")
        return sentence % {"value": text}
    return ""


class PartyKind(PartsKind):
    """Parts that a browser may fill in: what is filled in for one question stays there (autocomplete sections)."""

    autocomplete: dict[str, str] = {}
    inputmode: dict[str, str] = {}
    types: dict[str, str] = {}

    def part_field(self, part, question, authority):
        widget = forms.TextInput()
        widget.input_type = self.types.get(part, "text")
        token = self.autocomplete.get(part)
        attrs = {"autocomplete": f"section-{question.key.replace('_', '-')} {token}" if token else "off"}
        if mode := self.inputmode.get(part):
            attrs["inputmode"] = mode
        return text_field(self.labels()[part], widget=widget, **attrs)


class PersonKind(PartyKind):
    """A person who can be reached."""

    name = "person"
    parts = ("name", "title", "email", "telephone")
    needed = ("name", "email")
    autocomplete = {"name": "name", "title": "organization-title", "email": "email", "telephone": "tel"}
    inputmode = {"email": "email", "telephone": "tel"}
    types = {"telephone": "tel"}

    def labels(self):
        return {"name": _("Name"), "title": _("Title"), "email": _("E-mail"), "telephone": _("Telephone")}

    def part_problems(self, value, authority):
        found = []
        if sentence := email_problem(value.get("email", "")):
            found.append(Problem(sentence, "email"))
        telephone = value.get("telephone")
        if telephone and not TELEPHONE.fullmatch(telephone):
            sentence = _("“%(value)s” is no telephone number. It is kept: write digits, for example +46 75 247 30 00.")
            found.append(Problem(sentence % {"value": telephone}, "telephone"))
        return found


class OrganisationKind(PartyKind):
    """An organisation; its number is checked by the check digit of the authority's country (docs/requirements.md)."""

    name = "organisation"
    parts = needed = ("name", "number")
    autocomplete = {"name": "organization"}
    inputmode = {"number": "numeric"}

    def labels(self):
        return {"name": _("Name of the organisation"), "number": _("Organisation number")}

    def part_problems(self, value, authority):
        if not value.get("number"):
            return []
        try:
            check_organisation_number(value["number"], authority.country, authority.other_countries)
        except ValidationError as error:
            return [Problem(sentence, "number") for sentence in error.messages]
        return []

    def plain(self, value):
        value = super().plain(value)
        if "number" in value:
            value["number"] = re.sub(r"\D", "", value["number"]) or value["number"]
        return value


class AddressKind(PartyKind):
    """A postal address, with the reference that an invoice needs (S9)."""

    name = "address"
    parts = ("street", "postcode", "city", "reference")
    needed = ("street", "postcode", "city")
    autocomplete = {"street": "address-line1", "postcode": "postal-code", "city": "address-level2"}
    inputmode = {"postcode": "numeric"}

    def labels(self):
        return {
            "street": _("Street or box"),
            "postcode": _("Postcode"),
            "city": _("Town"),
            "reference": _("Reference or cost centre"),
        }
