"""The letters of a case: their frozen context, and the page that WeasyPrint prints.

A context is written in one language, the letter's, and holds everything that the letter says as plain strings, numbers
and ISO dates. Rendering looks up nothing but the authority's own version of the letter, where it has one, so what a
letter says is never changed by what happens later.
"""

import re
from collections.abc import Callable
from datetime import date

from django.template import engines
from django.template.loader import get_template
from django.utils import translation

from applications.letters import (
    agreement,
    decision,
    delay,
    delivery_note,
    invoice,
    order_copy,
    secrecy_information,
    specification,
)
from applications.letters.head import head
from applications.models import Application, Document
from registries.models import LetterTemplate

LONG, PIECE = 40, 20  # letters: a word that is longer may run off the page, and can be broken after so many
TEXT, LONG_WORD = re.compile(r">[^<]+"), re.compile(rf"[^\s<>]{{{LONG + 1},}}")
LETTER = re.compile(r"&#?\w+;|.")  # what is written as an entity is one letter
NBSP = "\N{NO-BREAK SPACE}"
BUILDERS: dict[str, Callable[..., dict]] = {
    Document.Kind.ORDER_COPY: order_copy.build,
    Document.Kind.SPECIFICATION: specification.build,
    Document.Kind.DECISION: decision.build,
    Document.Kind.SECRECY_INFORMATION: secrecy_information.build,
    Document.Kind.AGREEMENT: agreement.build,
    Document.Kind.DELIVERY_NOTE: delivery_note.build,
    Document.Kind.INVOICE: invoice.build,
    Document.Kind.DELAY_NOTICE: delay.build_notice,
    Document.Kind.DEMAND_REFUSAL: delay.build_refusal,
}


def context_for(kind: str, case: Application, *, day: date, language: str | None = None, **subject) -> dict:
    """Everything that a letter of a case will say, as JSON.

    `kind` is one of Document.Kind, `day` the date of the letter, `language` the letter's (None: the authority's own).
    `subject` is what the letter is about: submission (order_copy), specification, decision (also for
    secrecy_information), delivery (delivery_note), invoice, notice (delay_notice) or demand (demand_refusal). Raises
    KeyError for another kind.
    """
    language = language or case.authority.language
    submission = subject.get("submission") or case.newest_submission
    facts = submission.facts if submission else {}
    with translation.override(language):
        return head(case, day, language, facts) | {"kind": str(kind)} | BUILDERS[kind](case, language, facts, **subject)


def to_html(kind: str, language: str, context: dict) -> str:
    """The letter as HTML for `portal.base.pdf.render_pdf`, its frame in `language`.

    The authority's own version of the letter, where it has one, comes before the common one.
    """
    own = LetterTemplate.objects.filter(authority__slug=context["authority"]["slug"], name=str(kind)).first()
    with translation.override(language):
        template = engines["django"].from_string(own.source) if own else get_template(f"letters/{kind}.html")
        return _breakable(_bound(template.render(context | {"letter_language": language})))


def _bound(html: str) -> str:
    """The letter with every § bound to its number, before it or after it, so that no line ends between them."""
    return re.sub(r"(?<=\d) §|§ (?=\d)", lambda match: match[0].replace(" ", NBSP), html)


def _breakable(html: str) -> str:
    """The letter with places to break in very long words: WeasyPrint is a third slower if it may break any word."""
    head, body, rest = html.partition("<body")
    return head + body + TEXT.sub(lambda text: LONG_WORD.sub(_in_pieces, text[0]), rest)


def _in_pieces(word: re.Match) -> str:
    letters = LETTER.findall(word[0])
    if len(letters) <= LONG:
        return word[0]
    return "<wbr>".join("".join(letters[at : at + PIECE]) for at in range(0, len(letters), PIECE))
