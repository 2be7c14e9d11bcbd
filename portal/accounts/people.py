"""Who a person is, by e-mail address: the one of the account, and others that the person has confirmed."""

from allauth.account.models import EmailAddress

from portal.accounts.models import User


def person_with(email: str) -> User | None:
    """The person who signs in with the address, or has confirmed it as a further one; None where nobody does."""
    email = email.strip().lower()
    further = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return User.objects.filter(email=email).first() or User.objects.filter(pk__in=further).first()


def has_address(user: User, email: str) -> bool:
    """Whether the address is the person's own. It counts once it is confirmed, as that of every sign-in is."""
    further = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    return user.email == email.lower() or further.exists()
