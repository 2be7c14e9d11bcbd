"""What every page knows."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from portal.base.looking_back import page_to_fetch


@lru_cache
def language_names() -> tuple[tuple[str, str], ...]:
    """The portal's languages as (code, own name): ("sv", "Svenska"). The own name goes without its variant."""
    codes = [code for code, _name in settings.LANGUAGES]
    return tuple((code, get_language_info(code)["name_local"].split(" (")[0].capitalize()) for code in codes)


def portal(request: HttpRequest) -> dict[str, object]:
    """Name, address and version of the portal, whether it is a demonstration, and the languages for the bar.

    Asks the database nothing, so that an error page can be drawn with it.
    """
    active = get_language()
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "PORTAL_URL": settings.PORTAL_URL,
        "PORTAL_VERSION": settings.PORTAL_VERSION,
        "DEMO": settings.DEMO,
        "page_to_fetch": page_to_fetch(request),
        "languages": [{"code": code, "name": name, "current": code == active} for code, name in language_names()],
    }
