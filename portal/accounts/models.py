"""People. A person is one user, with any number of memberships; roles live in the registries app."""

import uuid

import rules
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PORTAL_ADDRESS = "portal@portal.invalid"


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Save a new person. The address is kept in lower case; without a password nobody can sign in with one."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Save a person who may do everything in Django's admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def portal(self) -> "User":
        """The portal itself, for what it does without a person: reminders, clocks. Nobody can sign in as it."""
        found = self.filter(email=PORTAL_ADDRESS).first()
        return found or self.create_user(PORTAL_ADDRESS, name=settings.PORTAL_NAME, is_active=False)

    def get_by_natural_key(self, email: str) -> "User":
        """The person who signs in with this address, in any case of letters."""
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail: an applicant at one time, an officer at another (docs/requirements.md)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    title = models.CharField(_("title"), max_length=100, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    is_staff = models.BooleanField(_("may use the administration pages"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Since when the account is closed: then the row is a pseudonym, which events and what was sent go on naming.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="accounts_user_email_any_case",
                violation_error_message=_("There is already an account with this e-mail address."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(is_active=False),
                name="accounts_closed_is_not_active",
                violation_error_message=_("This account is closed. The person can register anew."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, perm: str, obj=None) -> bool:
        """Whether the person may do something. In a case (`obj`) only roles count: superusers administer, no more."""
        if obj is None:
            return super().has_perm(perm)
        return self.is_active and rules.has_perm(perm, self, obj)

    def get_full_name(self) -> str:
        """The name as it is written in letters."""
        return self.name


class MailKind(models.TextChoices):
    """What a mail is about, as its receiver chooses (portal.accounts.mail_choices says it in words)."""

    MESSAGES = "messages", _("messages")
    REQUESTS = "requests", _("requests that need an answer")
    DECISIONS = "decisions", _("decisions")
    NEWS = "news", _("news of own cases")
    TEAM = "team", _("team")
    WAITS = "waits", _("own turn")
    MENTIONS = "mentions", _("mentions")
    ARRIVALS = "arrivals", _("new cases")
    CHANGES = "changes", _("changes in cases")


MUST_REACH = (MailKind.MESSAGES, MailKind.REQUESTS, MailKind.DECISIONS)  # once a day at least


class How(models.TextChoices):
    """When a mail comes."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("once a day, all in one mail")
    NONE = "none", _("not at all")


class MailChoice(models.Model):
    """How one person wants one kind of mail. Without a row it comes at once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(_("mail"), max_length=20, choices=MailKind.choices)
    how = models.CharField(_("when"), max_length=10, choices=How.choices)

    class Meta:
        verbose_name = _("mail choice")
        verbose_name_plural = _("mail choices")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="accounts_one_choice_a_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=MailKind.values, how__in=How.values),
                name="accounts_choice_known",
                violation_error_message=_("Choose one of the ways that are offered."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=MUST_REACH, how=How.NONE),
                name="accounts_choice_reaches",
                violation_error_message=_("This mail holds a time to answer: it comes once a day at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"
