"""Windows for journeys: one for each person, mails as they are sent, and axe on every page."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Error as PageError
from playwright.sync_api import Page, expect

from applications import tasks
from applications.models import Document, Notification

PATIENCE = 40_000  # milliseconds: what works is quick, and a busy machine is no fault of a page
expect.set_options(timeout=PATIENCE)
# What has passed is not described element by element: that took longer than looking, and nobody reads it.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}

REFUSALS = ("Failed to load resource: the server responded with a status of 4", "Response Status Error Code 4")


@dataclass
class Window:
    """One person's window. Every page that it is asked to look at is checked with axe and, if wanted, drawn.

    It listens to every page, looked at or not: `odd` holds what was asked of another host, what the policy refused, and
    what a script of ours broke on. The journey fails at its end when anything is there.
    """

    page: Page
    base: str
    pictures: Path | None
    seen: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    others: tuple[str, ...] = ()  # whose pages the journey is led to: an institution's sign-in

    def listen(self) -> None:
        """Note what no page may do."""
        self.page.on("request", lambda request: self._note_request(request.url))
        self.page.on("console", lambda said: self._note_words(said.type, said.text))
        self.page.on("pageerror", lambda fault: self.odd.append(f"{self.page.url}: {fault}"))

    def _note_request(self, url: str) -> None:
        """Pictures inside of a style sheet (data:) ask nobody."""
        ours = (self.base + "/", "data:", "blob:", "about:", *self.others)
        if not url.startswith(ours) and not self._is_elsewhere():
            self.odd.append(f"{self.page.url} asked for {url}")

    def _note_words(self, kind: str, text: str) -> None:
        """A browser and htmx call every refusal an error; which ones a journey meets is the journey's matter."""
        if kind == "error" and not text.startswith(REFUSALS) and not self._is_elsewhere():
            self.odd.append(f"{self.page.url} said: {text}")

    def _is_elsewhere(self) -> bool:
        """Whether the page is one of another's, who may do there what the portal may not."""
        return bool(self.others) and self.page.url.startswith(self.others)

    def open(self, path: str) -> None:
        """Go to an address of the portal."""
        self.page.goto(path if path.startswith("http") else self.base + path)

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow the link with this name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fill(self, **values: str) -> None:
        """Fill controls by their name in the form; `__` stays as it is."""
        for name, value in values.items():
            self.page.locator(f"[name='{name}']:visible").first.fill(value)

    def choose(self, **values: str) -> None:
        """Choose a radio button, a check box or an option by name and value."""
        for name, value in values.items():
            option = self.page.locator(f"select[name='{name}']")
            if option.count():
                option.select_option(value)
            else:
                self.page.locator(f"input[name='{name}'][value='{value}']").check()

    def pick(self, name: str, words: str) -> None:
        """Pick the option of a list that holds these words."""
        found = self.page.locator(f"select[name='{name}']")
        found.select_option(found.locator("option", has_text=words).first.get_attribute("value"))

    def sees(self, text: str) -> None:
        """The page shows this text."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def looks_right(self, name: str) -> None:
        """No violation of WCAG 2.2 AA at both widths, every description points somewhere, nothing is too wide."""
        for width in (1280, 375):
            self.page.set_viewport_size({"width": width, "height": 900})
            violations = self._violations()
            found = [(v["id"], [n["target"] for n in v["nodes"]]) for v in violations]
            assert found == [], f"{name} at {width}: {found}"
            assert self.page.evaluate(DANGLING) == [], f"{name}: a description points nowhere"
            assert self.page.evaluate(TOO_WIDE) <= 0, f"{name} at {width} px is wider than its window"
            if self.pictures:
                self.page.screenshot(path=self.pictures / f"{len(self.seen):02}-{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.seen.append(name)

    def _violations(self) -> list[dict]:
        """What axe finds; once more where a click had not yet left the page before: it does not wait for its page."""
        self.page.wait_for_load_state()
        try:
            return Axe().run(self.page, options=WCAG).response["violations"]
        except PageError:
            self.page.wait_for_load_state()
            return Axe().run(self.page, options=WCAG).response["violations"]


DANGLING = """() => [...document.querySelectorAll('[aria-describedby]')].flatMap(e =>
    e.getAttribute('aria-describedby').split(/\\s+/).filter(id => id && !document.getElementById(id)))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def window(chromium, live_server):
    """Opens a window of its own for a person; with PICTURES=folder every page looked at is drawn there."""
    windows = []
    pictures = Path(os.environ["PICTURES"]) if os.environ.get("PICTURES") else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)

    def open_window(language: str = "en") -> Window:
        context = chromium.new_context(locale=language, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        window = Window(context.new_page(), live_server.url, pictures)
        window.listen()
        windows.append(window)
        return window

    yield open_window
    for window in windows:
        window.page.context.close()
    assert [odd for window in windows for odd in window.odd] == []


@pytest.fixture
def letters():
    """`letters(to, words)`: let the worker's tasks run, then give the newest mail to somebody with these words."""

    def newest(to: str, words: str = ""):
        for document in Document.objects.filter(sha256=""):
            tasks.render_document(document.pk)
        for notification in Notification.objects.filter(state="waiting"):
            tasks.send_notification(notification.pk)
        found = [m for m in mail.outbox if to in m.to and words in m.subject + m.body]
        assert found, f"no mail to {to} with {words!r}; there are {[(m.to, m.subject) for m in mail.outbox]}"
        return found[-1]

    return newest
