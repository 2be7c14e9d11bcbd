"""What the pages of the setup are made of. `{% load setup_tags %}`"""

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

register = template.Library()

# The parts of the setup of an authority, in the order of its navigation: (name of the address, label).
PARTS = [
    ("setup_authority", _("Overview")),
    ("setup_registries", _("Registries")),
    ("draft_list", _("Forms")),
    ("setup_paragraphs", _("Texts")),
    ("setup_fees", _("Fees")),
    ("setup_people", _("People and roles")),
    ("setup_notices", _("Notices")),
    ("setup_references", _("Legal references")),
    ("setup_letters", _("Letters")),
    ("setup_institutions", _("Approved institutions")),
    ("setup_details", _("Details")),
    ("setup_log", _("Log")),
]


@register.simple_tag(takes_context=True)
def setup_parts(context, authority) -> list[dict]:
    """The navigation of the setup of an authority: {url, label, current} of each part."""
    here = context["request"].path
    parts = [(reverse(name, args=[authority.slug]), label) for name, label in PARTS]
    current = max((url for url, _label in parts if here.startswith(url)), key=len, default="")
    return [{"url": url, "label": label, "current": url == current} for url, label in parts]
