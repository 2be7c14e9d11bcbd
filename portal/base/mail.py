"""Mail: one subject, the one thing to do as a link, as text and as HTML."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation


def _plain(name: str, context: Mapping[str, object]) -> str:
    # Text is no HTML: an apostrophe must stay an apostrophe.
    return get_template(name).template.render(Context(dict(context), autoescape=False))


def _html_part(template: str, words: Mapping[str, object], text: str) -> str:
    try:
        inner = get_template(f"emails/{template}.html").render(dict(words))
    except TemplateDoesNotExist:
        inner = None
    return get_template("emails/base.html").render({**words, "inner": inner, "text": text})


def _words(context: Mapping[str, object]) -> dict[str, object]:
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_URL": settings.PORTAL_URL,
        "language": translation.get_language(),
        **context,
    }


def _subject_and_text(template: str, words: Mapping[str, object]) -> tuple[str, str]:
    subject, _line, text = _plain(f"emails/{template}.txt", words).lstrip().partition("\n")
    return " ".join(subject.split()), text.strip()


def subject_of(template: str, *, language: str | None, context: Mapping[str, object]) -> str:
    """The subject that a mail would have, for whoever reads about it elsewhere."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return _subject_and_text(template, _words(context))[0]


def compose(
    template: str, *, language: str | None, to: str | Sequence[str], context: Mapping[str, object]
) -> EmailMultiAlternatives:
    """A mail in the receiver's language, ready to send.

    `templates/emails/<template>.txt`: first line the subject, then the text. `<template>.html`, where there is one, is
    set into `emails/base.html`; without it the text is. `language` None is the portal's own. Raises
    TemplateDoesNotExist.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        words = _words(context)
        subject, text = _subject_and_text(template, words)
        words["subject"] = subject
        body = _plain("emails/base.txt", {**words, "text": text})
        html = _html_part(template, words, text)
    message = EmailMultiAlternatives(
        subject=subject, body=body.strip() + "\n", to=[to] if isinstance(to, str) else list(to)
    )
    message.attach_alternative(html, "text/html")
    return message
