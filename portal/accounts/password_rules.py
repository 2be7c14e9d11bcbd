"""Passwords that others would try are refused, without asking another host."""

import re
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

NEEDED = 4  # of 4: it takes more than ten thousand million guesses
READ = 72  # characters: what follows makes a password no easier to guess
WORDS = Path(__file__).with_name("password_words.toml")


@cache
def northern_words() -> tuple[str, ...]:
    """Words that people here take for passwords; zxcvbn knows the English ones, names, keyboards and lists of leaks."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return tuple(word for name in ("sv", "nb") for word in words[name])


def own_words(user) -> list[str]:
    """What is known of the person: parts of name, address and institution."""
    facts = (getattr(user, name, "") or "" for name in ("name", "email", "affiliation"))
    return [part for fact in facts for part in re.split(r"\W+", fact.lower()) if len(part) > 2]


class GuessableValidator:
    """Refuse what is guessed soon: words, names, dates and patterns, also with letters swapped for figures."""

    def validate(self, password: str, user=None) -> None:
        """Raise ValidationError where the password would be guessed."""
        known = [settings.PORTAL_NAME, *northern_words(), *own_words(user)]
        if zxcvbn(password[:READ], user_inputs=known)["score"] < NEEDED:
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return _(
            "Take several words that do not belong together: what is easy to guess, or in a list of leaks, is refused."
        )
