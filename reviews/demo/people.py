"""The people of the demonstration."""

import tomllib
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress

from portal.accounts.models import User
from registries.models import Authority, Competence, Membership, Role
from reviews.actions.absence import Away, say_absence

HERE = Path(__file__).parent


NO_FIELDS = ("roles", "does", "at", "registry", "knows", "speaks", "away")  # what is said beside the person's own row


def read(name: str) -> dict:
    """A TOML file of the demonstration."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def read_cases() -> list[dict]:
    """Every file of cases, one an authority."""
    return [read(f"cases/{path.name}") for path in sorted((HERE / "cases").glob("*.toml"))]


def make_people() -> dict[str, User]:
    """Everybody of people.toml, with the address confirmed and the roles at the authority; by their short names."""
    data = read("people.toml")
    return {key: _make(key, person, data) for key, person in data["people"].items()}


def _make(key: str, person: dict, data: dict) -> User:
    fields = {name: value for name, value in person.items() if name not in NO_FIELDS}
    email = f"{key}@{data['domain']}"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, data["password"], **fields)
    if user.is_staff and not user.is_superuser:
        user.is_superuser = True
        user.save()
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    authority = Authority.objects.filter(slug=person.get("at", data["at"])).first()
    for role in person.get("roles", ()) if authority else ():
        registry = authority.registries.filter(slug=person.get("registry", "")).first()
        held, _is_new = Membership.objects.get_or_create(user=user, authority=authority, role=role, registry=registry)
        if role == Role.CASE_OFFICER and "knows" in person:
            known, _is_new = Competence.objects.get_or_create(membership=held, defaults={"languages": person["speaks"]})
            known.registries.set(authority.registries.filter(slug__in=person["knows"]))
    return user


def send_away(people: dict[str, User]) -> None:
    """Those who are said to be away are, from today on, with their stand-ins."""
    data = read("people.toml")
    for key, person in data["people"].items():
        away = person.get("away")
        if away and not people[key].absences.exists():
            authority = Authority.objects.get(slug=person.get("at", data["at"]))
            day = authority.today()
            said = Away(from_on=day, to_on=day + timedelta(days=away["days"]), stand_in=people[away["stand_in"]])
            say_absence(by=people[key], authority=authority, officer=people[key], away=said)


def account_lines() -> list[str]:
    """What to tell whoever tries the portal out: address, role, and the one password."""
    data = read("people.toml")
    lines = [f"  {key + '@' + data['domain']:<26} {_does(person)}" for key, person in data["people"].items()]
    return [*lines, f"  Password of everybody: {data['password']}"]


def _does(person: dict) -> str:
    """In a few words, what somebody can be tried out as, and where."""
    words = ", ".join(person.get("roles", [person.get("does", "")])).replace("_", " ")
    return f"{words} ({person['at']})" if "at" in person else words
