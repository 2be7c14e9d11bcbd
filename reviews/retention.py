"""What is kept of the desk's work, and for how long."""

from django.utils.translation import gettext_lazy as _

from portal.base.retention import Kept
from reviews.models.export import KEPT_FOR


def kinds() -> list[Kept]:
    """What this app keeps. The files of exports are deleted by the sweep that runs every ten minutes."""
    return [
        Kept(
            key="exports",
            what=_("Workbooks that the authority takes out of the queue"),
            why=_("Whoever asked has time to fetch the file. GDPR, article 32."),
            days=KEPT_FOR.days,
            then=_("The file is deleted; that it was fetched, and by whom, is kept."),
        ),
        Kept(
            key="statistics",
            what=_("Statistics: waits and outcomes, as numbers"),
            why=_("Everybody can see how long it takes. They name nobody."),
            until=_("without an end"),
            then=_("They stay when an account is closed."),
        ),
    ]
