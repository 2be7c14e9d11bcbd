"""What the pages about a draft have in common that do not change it: the draft, its tabs, the way to its parts."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registries.loading.checking import draft_problems
from registries.loading.places import Steps
from registries.models import FormDraft
from registries.setup.drafts.access import crumbs_of, name_of
from registries.setup.drafts.finding import address_of
from registries.setup.drafts.pages import DraftPages

# The tabs of a draft: the name of each address, and its label.
TABS = {
    "draft_page": gettext_lazy("Edit"),
    "draft_preview": gettext_lazy("Preview"),
    "draft_test": gettext_lazy("Test the rules"),
    "draft_faults": gettext_lazy("Faults"),
    "draft_compare": gettext_lazy("Compare"),
    "draft_publish": gettext_lazy("Publish"),
}


def part_address(draft: FormDraft, steps: Steps) -> str:
    """Where the part is changed to which `steps` lead; "" for a draft that cannot be changed now."""
    if not draft.is_open or draft.proposed_at:
        return ""
    return DraftPages(draft).part_url(address_of(draft.content, steps)[0])


def tabs_of(draft: FormDraft, current: str, fault_count: int) -> list[dict]:
    """The tabs of a draft; `current` is the name of the page."""
    address = [draft.authority.slug, draft.public_id]
    return [
        {
            "url": reverse(name, args=address),
            "label": label if name != "draft_page" or draft.is_open else _("The draft"),
            "current": name == current,
            "count": fault_count if name == "draft_faults" else None,
        }
        for name, label in TABS.items()
    ]


def draft_context(draft: FormDraft, current: str, **further) -> dict:
    """What the templates of these pages need."""
    faults = len(draft_problems(draft)) if draft.is_open else 0
    tabs = tabs_of(draft, current, faults)
    crumbs = crumbs_of(draft, {"label": TABS[current]})
    own = {"authority": draft.authority, "draft": draft, "heading": name_of(draft), "tabs": tabs, "crumbs": crumbs}
    return further | own | {"fault_count": faults}
