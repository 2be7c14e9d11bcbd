"""What the portal keeps of a person as such, as that person gets it."""

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from portal.accounts.models import User

OF_THE_PERSON = (
    "public_id",
    "name",
    "email",
    "title",
    "affiliation",
    "telephone",
    "language",
    "date_joined",
    "last_login",
)


def own_data(user: User) -> dict[str, object]:
    """{name of the file: what it holds}. Secrets of a second factor and of passwords prove things, and tell nothing."""
    return {
        "account": {
            "person": {name: getattr(user, name) for name in OF_THE_PERSON},
            "administers": {"pages": user.is_staff, "portal": user.is_superuser},
            "email_addresses": list(user.emailaddress_set.values("email", "verified", "primary")),
            "second_factors": list(
                Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at").order_by("pk")
            ),
            "institutions": list(
                SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined", "extra_data")
            ),
            "sessions": list(
                UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
            ),
            "mail_choices": list(user.mail_choices.values("kind", "how")),
        }
    }
