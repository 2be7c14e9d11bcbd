"""Those who work at the authorities, and those who apply: as many as so many cases need."""

from allauth.account.models import EmailAddress

from bench.spread import People
from portal.accounts.models import User
from registries.models import Authority, Membership, Role

DOMAIN = "bench.example"
# Who works at an authority: how many people, with which roles.
EVERYTHING = (
    Role.CASE_OFFICER,
    Role.COORDINATOR,
    Role.LAWYER,
    Role.DECISION_MAKER,
    Role.DATA_MANAGER,
    Role.FINANCE_OFFICER,
)
STAFF = (
    ("coordinator", 3, (Role.CASE_OFFICER, Role.COORDINATOR)),
    ("everything", 1, EVERYTHING),
    ("officer", 30, (Role.CASE_OFFICER,)),
    ("lawyer", 3, (Role.LAWYER,)),
    ("manager", 2, (Role.DECISION_MAKER,)),
    ("data", 4, (Role.DATA_MANAGER,)),
    ("finance", 2, (Role.FINANCE_OFFICER,)),
)
CASES_OF_A_RESEARCHER = 20


def make_people(cases: int) -> People:
    """Make staff for every authority and researchers for so many cases. Their accounts cannot be signed in to."""
    officers: dict[int, list[int]] = {}
    for authority in Authority.objects.filter(applications__isnull=False).distinct().order_by("pk"):
        for name, number, roles in STAFF:
            keys = [f"{name}{place}-{authority.slug}" for place in range(number)]
            users = _users(keys, authority.language)
            Membership.objects.bulk_create(
                Membership(user=user, authority=authority, role=role) for user in users for role in roles
            )
            if Role.CASE_OFFICER in roles:
                officers.setdefault(authority.pk, []).extend(user.pk for user in users)
    everywhere = _users(["everywhere"], "sv")[0]
    Membership.objects.bulk_create(
        Membership(user=everywhere, authority_id=authority, role=role) for authority in officers for role in EVERYTHING
    )
    researchers = _users([f"researcher{number}" for number in range(cases // CASES_OF_A_RESEARCHER + 10)], "sv")
    return People(officers, range(researchers[0].pk, researchers[-1].pk + 1))


def _users(keys: list[str], language: str) -> list[User]:
    made = [User(email=f"{key}@{DOMAIN}", name=key.replace("-", " ").title(), language=language) for key in keys]
    users = User.objects.bulk_create(made, batch_size=5000)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users), batch_size=5000
    )
    return users
