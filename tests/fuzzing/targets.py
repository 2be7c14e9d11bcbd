"""What can be asked in the portal by somebody: found on its pages, and by noting what its views look for."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from urllib.parse import urlsplit

from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.factories.once import taken_back
from tests.factories.place import Place
from tests.fuzzing.pages import Form, Page, query_of
from tests.fuzzing.values import LIKELY, Target
from tests.test_every_address import EVERYTHING_TYPED, PATTERNS

# Addresses with other parts than they are made for: numbers too large, names that are none, no text at all.
ODD_PARTS = (
    str(2**63),
    "0",
    "-1",
    "%00",
    "%ff",
    "a%00b",
    "%F0%9F%98%80",
    "x" * 300,
    "2026-13-45",
    "9999-12-31",
    "..%2f",
)
MOST_PAGES = 500  # of one person: beyond these, pages differ in their rows only


@contextmanager
def noting(names: set[str]) -> Iterator[None]:
    """Note the names that views look for in what they are sent."""

    def noted(method):
        return lambda self, key, *more: (names.add(key) if isinstance(key, str) else None, method(self, key, *more))[1]

    looks = ("__getitem__", "get", "getlist", "__contains__")
    patches = [mock.patch.object(QueryDict, look, noted(getattr(QueryDict, look)), create=True) for look in looks]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def addresses(place: Place, others: list) -> list[str]:
    """Every address of the portal, and those of the case for each of the other cases."""
    found = [place.address(name, keys) for name, keys in PATTERNS]
    own = str(place.case.public_id)
    return found + [address.replace(own, str(case.public_id)) for case in others for address in found if own in address]


def odd_addresses(place: Place) -> list[str]:
    """Every address with parts, with one of them that is odd."""
    found = []
    for name, keys in PATTERNS:
        parts = place.address(name, keys).strip("/").split("/") if keys else []
        for at in range(len(parts)):
            found += ["/" + "/".join([*parts[:at], odd, *parts[at + 1 :]]) + "/" for odd in ODD_PARTS]
    return found


def administered(resolver: URLResolver | None = None) -> list[str]:
    """The lists of the administration pages."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "admin":
            lists = (one for one in entry.reverse_dict if isinstance(one, str) and one.endswith("_changelist"))
            return ["/admin/" + entry.reverse_dict.getlist(name)[0][0][0][0] for name in sorted(lists)]
    return []


class Explorer:
    """Looks at pages as one person, and gathers what can be asked there."""

    def __init__(self, client: Client, crawls: bool):
        self.client, self.crawls = client, crawls
        self.targets: dict[tuple, Target] = {}
        self.known: set[str] = set()
        self.names: set[str] = set()

    def look(self, begin: list[str]) -> None:
        """Get every address, and where it crawls what they link to; each page's forms and query names are targets."""
        waiting, seen = list(begin), set()
        while waiting and len(seen) < MOST_PAGES + len(begin):
            address = waiting.pop(0)
            path = urlsplit(address).path
            if path in seen or "logout" in path:
                continue
            seen.add(path)
            page = self._page(address)
            if page and self.crawls:
                waiting += sorted(page.links)

    def try_posts(self, at: list[str]) -> None:
        """Post to every address what is likely, to learn which names its view looks for."""
        for address in at:
            names: set[str] = set()
            with taken_back(), noting(names):
                self.client.post(address, EVERYTHING_TYPED)
            self._add(
                "post", address, {name: [EVERYTHING_TYPED[name]] for name in names & set(EVERYTHING_TYPED)}, names
            )

    def _page(self, address: str) -> Page | None:
        names: set[str] = set()
        with taken_back(), noting(names):
            answer = self.client.get(address)
        self._add("get", urlsplit(address).path, {}, names)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            return None
        page = Page(urlsplit(address).path, answer.content.decode())
        for link in page.links:
            self.known |= {value for _, value in query_of(link)}
            self.names |= {name for name, _ in query_of(link)}
        for form in page.forms:
            self._add_form(form)
        return page

    def _add_form(self, form: Form) -> None:
        likely, choices, files = {}, {}, []
        for name, control in form.fields.items():
            if control.kind == "file":
                files.append(name)
                continue
            choices[name] = control.choices
            first = [choice for choice in control.choices if choice][:1]
            standing = [value for value in control.values if value] or first or [LIKELY.get(control.kind, "")]
            likely[name] = standing
        self._add(form.method, form.action, likely, set(likely), choices=choices, files=tuple(files))

    def _add(self, method: str, address: str, likely: dict, names: set, *, choices=None, files=()) -> None:
        """A target, once for each address and set of names."""
        names = sorted(name for name in names if name != "csrfmiddlewaretoken")
        if "logout" in address:
            return
        choices = {name: (choices or {}).get(name, []) for name in names}
        self.known |= {value for options in choices.values() for value in options}
        key = (method, address, *names)
        self.targets.setdefault(key, Target(method, address, likely, choices, files))
