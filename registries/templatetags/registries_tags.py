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


def span(first: int | None, last: int | None) -> str:
    """Years in words: “1964–”, “1964–1996”, “–1996”, or nothing where neither is known."""
    return f"{first or ''}–{last or ''}" if first or last else ""


@register.simple_tag
def years(thing) -> str:
    """The years of a registry or a variable: “1964–”, “1964–1996”, or nothing where they are not known."""
    return span(thing.from_year, thing.to_year)


@register.filter
def years_of_data(variable) -> str:
    """The years of a variable; what it does not say of its own is as in its registry."""
    registry = variable.registry
    return span(variable.from_year or registry.from_year, variable.to_year or registry.to_year)


@register.filter
def is_closed(registry) -> bool:
    """Whether nothing new can be applied for at a registry today."""
    return registry.is_closed(registry.authority.today())
