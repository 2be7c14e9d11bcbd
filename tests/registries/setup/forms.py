"""What a browser would send back of a form as it was drawn."""

from django.forms import MultiWidget


def typed(form, **changes) -> dict:
    """The fields of a form as they stand, with `changes`; a text in several languages is changed by `name_sv`."""
    data = {"known": form.known}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field.widget, MultiWidget):
            widget = bound.field.widget
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            data |= {f"{bound.name}{suffix}": part or "" for suffix, part in parts}
        elif value not in (None, False):
            data[bound.name] = "on" if value is True else value
    return data | changes
