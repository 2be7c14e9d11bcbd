"""What is kept about people and their sign-ins, and for how long."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import PORTAL_ADDRESS, User
from portal.base.retention import Kept, delete_all


def kinds() -> list[Kept]:
    """What this app keeps."""
    return [
        Kept(
            key="accounts",
            what=_("Your account: name, e-mail addresses, title, institution, telephone, how you sign in"),
            why=_("The authority has to know who applies, and how to reach you. GDPR, article 6(1)(e)."),
            until=_("until you close it"),
            then=_("The name is replaced by a pseudonym, and everything else is deleted."),
        ),
        Kept(
            key="own_choices",
            what=_("What you choose and save for yourself: mails, language, saved views, the basket"),
            why=_("So that it is there when you come back. GDPR, article 6(1)(e)."),
            until=_("until you change it, or close your account"),
        ),
        Kept(
            key="unconfirmed_accounts",
            what=_("Accounts whose e-mail address nobody has confirmed"),
            why=_("Nobody has shown that the address is theirs. GDPR, article 5(1)(e)."),
            days=30,
            carry_out=delete_unconfirmed,
        ),
        Kept(
            key="sessions",
            what=_("Where you are signed in: kind of browser, network address, times"),
            why=_("You see where you are signed in, and can end it. GDPR, article 6(1)(e) and 32."),
            days=max(1, settings.SESSION_COOKIE_AGE // 86_400),
            carry_out=delete_ended_sessions,
        ),
        Kept(
            key="attempts",
            what=_("How often somebody has tried to sign in, by network address and account"),
            why=_("Nobody shall be able to guess passwords. GDPR, article 32."),
            days=1,  # they lie in the cache, and expire there by themselves within minutes
        ),
    ]


def delete_unconfirmed(before: datetime) -> int:
    """Delete accounts that nobody has ever entered, since the address was not confirmed. Whoever has a part stays."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    asked = EmailAddress.objects.filter(user=OuterRef("pk"))
    idle = User.objects.filter(
        Exists(asked), ~Exists(confirmed), date_joined__lt=before, last_login=None, closed_at=None, memberships=None
    ).exclude(email=PORTAL_ADDRESS)
    number = 0
    for user in idle.iterator(chunk_size=500):
        try:
            user.delete()
        except ProtectedError:  # somebody has given the account a part in a project meanwhile
            continue
        number += 1
    return number


def delete_ended_sessions(before: datetime) -> int:
    """Take what has ended out of the database: sessions, and the list of where people were signed in."""
    held = Session.objects.count()
    call_command("clearsessions")
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    gone = UserSession.objects.filter(~Exists(alive), last_seen_at__lt=before)
    return max(0, held - Session.objects.count()) + delete_all(gone)
