"""What becomes of a person's account when it is closed: a pseudonym, with which nobody can sign in."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts.models import MailChoice, User

CLOSED = "closed.invalid"  # nothing is ever sent there (RFC 2606)


def lock(user: User) -> None:
    """Hold those who administer the portal, so that there is always one."""
    list(User.objects.select_for_update(no_key=True).filter(is_superuser=True).order_by("pk").values_list("pk"))


def reasons(user: User) -> list[str]:
    """The portal is never without somebody who administers it."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return [_("You are the last one who administers the portal. Let somebody else have that right first.")]
    return []


def forget(user: User, at: datetime) -> None:
    """Take the name and every way to sign in from the account."""
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for model in (UserSession, EmailAddress, Authenticator, SocialAccount, MailChoice):
        model.objects.filter(user=user).delete()
    mark = secrets.token_hex(4).upper()
    with translation.override(user.language):
        user.name = _("Former user %(mark)s") % {"mark": mark}
    user.email = f"closed-{secrets.token_hex(12)}@{CLOSED}"
    user.title = user.affiliation = user.telephone = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login, user.closed_at = None, at
    user.set_unusable_password()
    user.save()
    # Django's own log of the administration pages writes names, not ids.
    of_people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=of_people, object_id=str(user.pk)).update(object_repr=user.name)
