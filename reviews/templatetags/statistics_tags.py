"""How the statistics write their figures. `{% load statistics_tags %}`"""

from django import template

from reviews.statistics.sections import Cell, in_words

register = template.Library()
register.filter("figure", in_words)


@register.filter
def is_number_column(rows: list[list[Cell]], place: int) -> bool:
    """Whether the column at `place` holds figures: they stand at the right."""
    return place > 0 and any(hasattr(row[place], "real") for row in rows)
