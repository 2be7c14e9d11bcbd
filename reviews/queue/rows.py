"""The rows of the queue as HTML.

Fifty rows of some thirty places each are most of what a template would do for the page, and take a fifth of the time
here. What people wrote is escaped: by `escape`, which a template uses too, and by `format_html`. Addresses are made of
names of pages and of random numbers (UUID), and hold nothing to escape.
"""

from collections.abc import Callable
from functools import cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ROW = (
    "<tr{chosen}{assign}>"
    '<td class="num nowrap whole"><input class="form-check-input tick" type="checkbox" name="case" value="{id}"'
    ' form="bulk-form" data-tick aria-label="{tick}"><a class="peek" href="{base}&amp;case={id}" hx-get="{panel}"'
    ' hx-target="#chosen" hx-swap="innerHTML" hx-push-url="{base}&amp;case={id}">{number}</a></td>'
    '<td class="whole"><a class="title" href="{url}">{title}</a><span class="soft">{below}</span>{marks}</td>'
    "{cells}</tr>\n"
)
CHOSEN, ASSIGN = ' aria-selected="true"', ' data-assign="{}"'


def rows_of(lines: list[dict], base: str, chosen_id: str) -> SafeString:
    """The rows of the lines (see reviews.queue.columns.lines_of).

    `base` is the query of the page, to which the case that a row leads to is added; `chosen_id` is the case that stands
    beside the list, "" for none.
    """
    base, cell, tag = escape(base), cache(_cell), cache(_tag)  # fifty rows say few different things
    return mark_safe("".join(_row(line, base, line["id"] == chosen_id, cell, tag) for line in lines))


def _row(line: dict, base: str, is_chosen: bool, cell: Callable, tag: Callable) -> str:
    return ROW.format(
        chosen=CHOSEN if is_chosen else "",
        assign=ASSIGN.format(line["assign"]) if line["assign"] else "",
        id=line["id"],
        tick=escape(line["tick"]),
        base=base,
        panel=line["panel"],
        number=escape(line["number"]),
        url=line["url"],
        title=escape(line["title"]),
        below=escape(line["below"]),
        marks="".join(f"{tag(**mark)} " for mark in line["marks"]),
        cells="".join(cell(**one) for one in line["cells"]),
    )


def _cell(text: object, mood: str, sign: str, attributes: SafeString) -> SafeString:
    return format_html("<td{}>{}</td>", attributes, _tag(text, mood, sign) if mood else text)


def _tag(text: object, mood: str, sign: str) -> SafeString:
    shown = format_html('<span aria-hidden="true">{}</span> ', sign) if sign else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', mood, shown, text)
