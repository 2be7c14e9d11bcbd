"""Fields that forms of every app take: a day, and a number as people write it."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator

LAST_DAY = date(2999, 12, 31)


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar or typed as 2026-12-11; not so late that none could follow it."""

    default_validators = [MaxValueValidator(LAST_DAY)]

    def __init__(self, **options):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


class AmountField(forms.DecimalField):
    """A number with decimals, written with a comma or a point, with or without spaces."""

    def __init__(self, **options):
        attrs = {"inputmode": "decimal", "class": "w-num num"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **{"decimal_places": 2, **options})

    def to_python(self, value) -> Decimal | None:
        """The number; raises ValidationError with a sentence for what is none."""
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value):
        """Without zeros that say nothing: 25 rather than 25.00."""
        if isinstance(value, Decimal):
            return f"{value.normalize():f}"
        return value
