"""How the public pages write texts and prices of the configuration. `{% load registries_tags %}`"""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

BLANK_LINES = re.compile(r"\n\s*\n")
BULLET = re.compile(r"^\s*[-–•]\s+")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which blank lines separate."""
    return [part.strip() for part in BLANK_LINES.split(text or "") if part.strip()]


@register.filter
def prose(text: str) -> SafeString:
    """A text of the configuration as paragraphs; a paragraph whose every line begins with “- ” as a list."""
    return mark_safe("".join(_block(block) for block in paragraphs(text)))


def _block(block: str) -> SafeString:
    lines = block.split("\n")
    if all(BULLET.match(line) for line in lines):
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((BULLET.sub("", line),) for line in lines))
        )
    return format_html("<p>{}</p>", " ".join(line.strip() for line in lines))


@register.filter
def items(text: str) -> list[str]:
    """A text whose paragraphs are the steps of a list."""
    return paragraphs(text)


@register.filter
def lead(text: str) -> str:
    """The first paragraph of a text."""
    return next(iter(paragraphs(text)), "")


@register.simple_tag
def in_words(authority, value) -> str:
    """A text in the reader's language, else in the authority's own: `{% in_words authority registry.name %}`."""
    return authority.text(value)


@register.simple_tag
def procedure_text(procedure, key: str) -> str:
    """A text of a procedure in the reader's language; "" where there is none."""
    return procedure.text(key) if procedure else ""


@register.simple_tag
def years(thing) -> str:
    """The years of a registry or a variable: “1964–”, “1964–1996”, or nothing where they are not known."""
    if not thing.from_year:
        return ""
    return f"{thing.from_year}–{thing.to_year or ''}"
