"""An authority's own letters. Letters that were made stay as they are."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from registries.loading.letters import letter_problems
from registries.models import Authority, LetterTemplate
from registries.setup.access import require_administrator
from registries.setup.events import note
from registries.setup.problems import Stale
from registries.setup.rows import change, locked, write


def problems_of(authority: Authority, name: str, source: str) -> list[str]:
    """What is wrong with a letter, each with its line."""
    references = authority.legal_references.values_list("key", flat=True)
    found = letter_problems(name, source, references)
    return [_("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence} for line, sentence in found]


@transaction.atomic
def write_letter(
    *, by, authority: Authority, name: str, source: str, known: str | None = None, at: datetime | None = None
) -> LetterTemplate:
    """Write the authority's own version of the letter `name`; letters are written with it from now on.

    `known` is the fingerprint of the version that the page knew, "" where there was none. Raises NotAllowed, Stale, or
    ValidationError with every fault and its line.
    """
    require_administrator(by, authority)
    locked(authority)
    if problems := problems_of(authority, name, source):
        raise ValidationError({"source": problems})
    stored = authority.letter_templates.filter(name=name).first()
    if stored is None:
        letter = write(LetterTemplate(authority=authority, name=name), {"source": source})
        note(authority, "letter_written", by=by, subject=name, at=at)
        return letter
    if known == "":
        raise Stale(stored)
    letter, changed = change(stored, {"source": source}, known)
    if changed:
        note(authority, "letter_changed", by=by, subject=name, changed=changed, at=at)
    return letter


@transaction.atomic
def remove_letter(*, by, letter: LetterTemplate, at: datetime | None = None) -> None:
    """Go back to the portal's own letter. Raises NotAllowed, or Stale where somebody else did."""
    require_administrator(by, letter.authority)
    stored = locked(letter)
    note(letter.authority, "letter_removed", by=by, subject=stored.name, source=stored.source, at=at)
    stored.delete()
