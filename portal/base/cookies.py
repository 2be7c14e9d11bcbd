"""Every cookie that the portal sets, and what else a browser keeps for it. A test holds the list against a journey."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

A_DAY = 86_400


@dataclass(frozen=True)
class Cookie:
    """One name, what it is for, and for how long: seconds, or None until the browser is closed."""

    name: str
    what: object
    seconds: int | None = None
    until: object = _("until the browser is closed")

    @property
    def how_long(self) -> str:
        """For how long, in words."""
        if self.seconds is None:
            return str(self.until)
        days = max(1, self.seconds // A_DAY)
        return ngettext("%(n)d day at most", "%(n)d days at most", days) % {"n": days}


def cookies() -> list[Cookie]:
    """The cookies, all of them needed."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in. Without signing in it is set only to remember something, such as a basket."),
            settings.SESSION_COOKIE_AGE,
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Protects forms: nobody else can send one in your name."),
            settings.CSRF_COOKIE_AGE,
        ),
        Cookie(
            settings.LANGUAGE_COOKIE_NAME,
            _("Remembers the language that you have chosen."),
            settings.LANGUAGE_COOKIE_AGE,
        ),
        Cookie(
            "messages",
            _("Carries a message from one page to the next, such as “Your profile is saved.”"),
            until=_("until the next page"),
        ),
    ]


def kept_by_the_browser() -> list[Cookie]:
    """What scripts keep in the browser; it is never sent anywhere."""
    return [
        Cookie("portal.typed", _("What you had typed when a session ended, so that it is there after the sign-in.")),
        Cookie("portal.led", _("That you were led to the sign-in, and come back to the page on which you typed.")),
        Cookie(
            "desk-keys",
            _("Whether the desk can be steered with single keys."),
            until=_("until you switch it off"),
        ),
    ]
