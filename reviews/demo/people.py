"""The people of the demonstration."""

import tomllib
from pathlib import Path

from allauth.account.models import EmailAddress

from portal.accounts.models import User
from registries.models import Authority, Membership

HERE = Path(__file__).parent


def read(name: str) -> dict:
    """A TOML file of the demonstration."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def make_people(authority: Authority) -> dict[str, User]:
    """Everybody of people.toml, with the address confirmed and the roles at the authority; by their short names."""
    data = read("people.toml")
    return {key: _make(key, person, data, authority) for key, person in data["people"].items()}


def _make(key: str, person: dict, data: dict, authority: Authority) -> User:
    fields = {name: value for name, value in person.items() if name not in ("roles", "does")}
    email = f"{key}@{data['domain']}"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, data["password"], **fields)
    if user.is_staff and not user.is_superuser:
        user.is_superuser = True
        user.save()
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    for role in person.get("roles", ()):
        Membership.objects.get_or_create(user=user, authority=authority, role=role)
    return user


def account_lines() -> list[str]:
    """What to tell whoever tries the portal out: address, role, and the one password."""
    data = read("people.toml")
    lines = [f"  {key + '@' + data['domain']:<26} {_does(person)}" for key, person in data["people"].items()]
    return [*lines, f"  Password of everybody: {data['password']}"]


def _does(person: dict) -> str:
    """In a few words, what somebody can be tried out as."""
    return ", ".join(person.get("roles", [person.get("does", "")])).replace("_", " ")
