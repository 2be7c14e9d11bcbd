"""Signing in through an institution: what it says of a person, and to which account its login belongs."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.utils import translation

from portal.accounts.moving import moved

NAMES = Path(__file__).with_name("institutions.toml")
OTHER_NAMES = Path(__file__).with_name("institutions_also.toml")
# The same attribute is called differently by Feide, by proxies of SWAMID, and where it comes straight from eduPerson.
HOME = ("schacHomeOrganization", "schac_home_organization", "home_organization")
ORGANISATION = ("eduPersonOrgDN:o", "organization_name", "o")
AFFILIATION = ("eduPersonAffiliation", "eduperson_affiliation", "eduPersonPrimaryAffiliation")
SCOPED = ("eduPersonScopedAffiliation", "eduperson_scoped_affiliation", "affiliations")
# Who belongs to an institution. Former students, guests and readers of its library do not.
BELONGS = frozenset(("faculty", "staff", "employee", "member", "student"))


@cache
def known_names() -> dict[str, str]:
    """{domain: what the institution calls itself}."""
    return tomllib.loads(NAMES.read_text(encoding="utf-8"))


@cache
def _same() -> dict[str, str]:
    """{a name by its letters and digits: that of the institution which is called so, by its own name}."""
    also = tomllib.loads(OTHER_NAMES.read_text(encoding="utf-8"))
    return {_bare(name): _bare(own) for name, own in also.items()} | {
        _bare(own): _bare(own) for own in known_names().values()
    }


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def key_of(text: str) -> str:
    """What is the same for two ways of writing one institution: case, signs and known names in English aside."""
    return _same().get(_bare(text), _bare(text))


def _split(text: str) -> list[str]:
    for sign in ";/\n":
        text = text.replace(sign, ",")
    return [part for part in text.split(",") if part.strip()]


def parts_of(text: str) -> set[str]:
    """The keys of a text and of everything in it between commas: an institution, its departments, a town."""
    return {key_of(part) for part in (text, *_split(text))} - {""}


def keys_in(text: str) -> set[str]:
    """The keys of the institutions in a text: the whole of it, and any part that is one the portal knows by name."""
    known = set(_same().values())
    return ({key_of(text)} | {key for key in parts_of(text) if key in known}) - {""}


def domain_keys(addresses: Iterable[str]) -> set[str]:
    """The keys of the known institutions to whose domains, or to domains below these, the e-mail addresses belong."""
    found = set()
    for address in addresses:
        domain = address.rpartition("@")[2].lower()
        while domain and domain not in known_names():
            domain = domain.partition(".")[2]
        found |= {key_of(known_names()[domain])} if domain else set()
    return found


def said_at_sign_in(account) -> str:
    """The institution that a login said when the person came through it last; "" for none."""
    return institution_of(claims_of(account))


def values_of(claims: dict, names: tuple[str, ...]) -> list[str]:
    """What the claims say under any of the names; one value or several."""
    found = next((claims[name] for name in names if claims.get(name)), [])
    return [found] if isinstance(found, str) else [str(one) for one in found]


def institution_of(claims: dict) -> str:
    """The institution that a person belongs to, by its name; "" where the claims name none, or only a looser tie.

    Scoped affiliations ("employee@uio.no") say who belongs where. Without any, the home organisation counts.
    """
    scoped = [value.lower().partition("@") for value in values_of(claims, SCOPED)]
    plain = {value.lower() for value in values_of(claims, AFFILIATION)}
    if (scoped or plain) and not (plain | {kind for kind, _at, _domain in scoped}) & BELONGS:
        return ""
    domains = [domain for kind, _at, domain in scoped if kind in BELONGS and domain]
    home = [value.lower() for value in values_of(claims, HOME)]
    named = values_of(claims, ORGANISATION)
    for domain in (*home, *domains):
        if domain in known_names():
            return known_names()[domain]
    return (named + home + domains + [""])[0]


class InstitutionAdapter(DefaultSocialAccountAdapter):
    """A login of an institution brings name and institution along; what the person has written stays."""

    def populate_user(self, request, sociallogin, data):
        """A new account begins with what the institution says."""
        user = super().populate_user(request, sociallogin, data)
        user.name = (data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}").strip()[:150]
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        user.affiliation = institution_of(claims_of(sociallogin.account))[:200]
        return user

    def pre_social_login(self, request, sociallogin):
        """Fill in the institution of an account that has none yet; also when the login is joined to it just now."""
        user = sociallogin.user if sociallogin.is_existing else request.user
        institution = institution_of(claims_of(sociallogin.account))[:200]
        if user.is_authenticated and user.pk and institution:
            moved(user)
        if user.is_authenticated and user.pk and institution and not user.affiliation:
            user.affiliation = institution
            user.save(update_fields=["affiliation"])

    def is_open_for_signup(self, request, sociallogin):
        return True


def claims_of(account) -> dict:
    """What the provider has said: of the person, and in the token."""
    data = account.extra_data or {}
    return {**(data.get("id_token") or {}), **(data.get("userinfo") or {})}
