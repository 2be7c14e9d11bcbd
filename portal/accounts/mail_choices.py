"""Which mails a person gets, and when: at once, gathered once a day, or not at all; a choice for each kind."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import MUST_REACH, How, MailChoice, MailKind, User

STOP_SALT = "accounts.stop"  # signs the link in a daily mail by which it is stopped without signing in


@dataclass(frozen=True)
class Kind:
    """One kind of mail as its reader chooses it: what it holds, and whether it may be left out altogether."""

    key: str
    label: object
    help: object

    @property
    def must_reach(self) -> bool:
        """Whether a law or a time to answer stands behind it."""
        return self.key in MUST_REACH

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be chosen: where a law or a time to answer stands behind a mail, it comes once a day at least."""
        return [choice for choice in How.choices if not (self.must_reach and choice[0] == How.NONE)]


OF_EVERYBODY = (
    Kind(
        MailKind.MESSAGES,
        _("Messages and enquiries"),
        _("Somebody has written to you in a case, or about one that is not sent yet."),
    ),
)
OF_APPLICANTS = (
    Kind(
        MailKind.REQUESTS,
        _("What needs your answer"),
        _("Completions, prices, duties after a delivery and lists to confirm: there is a last day for them."),
    ),
    Kind(
        MailKind.DECISIONS,
        _("Decisions, deliveries and invoices"),
        _("Times to appeal, to complain and to pay are counted from them."),
    ),
    Kind(MailKind.NEWS, _("News of your cases"), _("A case has a case officer, or goes back to an earlier stage.")),
    Kind(MailKind.TEAM, _("Your team"), _("Somebody has joined or left, and what you yourself may do in a project.")),
)
OF_THE_DESK = (
    Kind(MailKind.WAITS, _("It is your turn"), _("A case is given to you, or has come to what you do.")),
    Kind(MailKind.MENTIONS, _("Mentions and questions"), _("A colleague mentions you, or a meeting has questions.")),
    Kind(MailKind.ARRIVALS, _("New cases"), _("An application has come in that nobody has taken.")),
    Kind(MailKind.CHANGES, _("What happens in your cases"), _("A case is withdrawn, or changes hands on their side.")),
)
KINDS = {kind.key: kind for kind in (*OF_EVERYBODY, *OF_APPLICANTS, *OF_THE_DESK)}


def choices_of(user: User) -> dict[str, str]:
    """{kind: how} of one person; what nobody has chosen comes at once."""
    return dict.fromkeys(KINDS, How.AT_ONCE) | dict(user.mail_choices.values_list("kind", "how"))


def chosen_among(users: Collection[User], kinds: Collection[str]) -> dict[tuple[int, str], str]:
    """{(person, kind): how} of those who have chosen something, in one query."""
    rows = MailChoice.objects.filter(user__in=users, kind__in=kinds).values_list("user", "kind", "how")
    return {(user, kind): how for user, kind, how in rows}


@transaction.atomic
def choose(*, by: User, chosen: dict[str, str]) -> None:
    """Keep what a person has chosen. Raises ValueError for a kind or a way that is not offered."""
    for kind, how in chosen.items():
        if kind not in KINDS or how not in dict(KINDS[kind].choices):
            raise ValueError(f"{how} cannot be chosen for {kind}.")
        MailChoice.objects.update_or_create(user=by, kind=kind, defaults={"how": how})


@transaction.atomic
def stop_digest(*, by: User) -> list[Kind]:
    """Leave out what the daily mail held and may be left out (RFC 8058). Returns the kinds that still come."""
    mine = choices_of(by)
    daily = [KINDS[kind] for kind, how in mine.items() if how == How.DAILY]
    choose(by=by, chosen={kind.key: How.NONE for kind in daily if not kind.must_reach})
    return [kind for kind in daily if kind.must_reach]
