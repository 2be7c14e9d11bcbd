"""What a page can be asked: the forms on it with their fields, and the links with their query."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

OURS = "http://testserver"
# What belongs to the browser and not to the person.
PASSED_OVER = ("csrfmiddlewaretoken",)


@dataclass
class Field:
    """A control of a form: its kind, what stands in it, and what can be chosen."""

    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where a form leads, how, and its controls by name."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)


class Page(HTMLParser):
    """Reads one page: `forms` in their order, and `links` to the portal's own pages."""

    def __init__(self, address: str, text: str):
        super().__init__(convert_charrefs=True)
        self.address, self.forms, self.links = address, [], set()
        self._inside: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._list = self._area = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note what can be sent."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin_form(told)
        elif tag in ("a", "button") and ("href" in told or "hx-get" in told):
            self._note_link(told.get("href") or told.get("hx-get", ""))
        if tag in ("input", "select", "textarea", "button") and told.get("name"):
            self._note_control(tag, told)
        elif tag == "option" and self._list is not None:
            self._list.choices.append(told.get("value", ""))
            if "selected" in told:
                self._list.values.append(told.get("value", ""))

    def handle_endtag(self, tag):
        """Forms, lists and boxes end."""
        if tag == "form":
            self._inside.clear()
        elif tag == "select":
            self._list = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data):
        """What stands in a box."""
        if self._area is not None:
            self._area.values = ["".join(self._area.values) + data]

    def _begin_form(self, told: dict) -> None:
        form = Form(self._absolute(told.get("action", "")), told.get("method", "get").lower())
        if form.action and form.method in ("get", "post"):  # a dialog's form goes nowhere
            self.forms.append(form)
            self._inside[:] = [form]
            self._by_id[told.get("id", "")] = form

    def _note_control(self, tag: str, told: dict) -> None:
        form = self._by_id.get(told.get("form", "")) if "form" in told else next(iter(self._inside), None)
        name, kind = told["name"], told.get("type", "text") if tag == "input" else tag
        if form is None or name in PASSED_OVER:
            return
        control = form.fields.setdefault(name, Field(kind))
        if kind in ("radio", "checkbox", "button", "submit"):
            control.choices.append(told.get("value", "on"))
            if "checked" in told:
                control.values.append(told.get("value", "on"))
        elif tag == "select":
            self._list = control
        elif tag == "textarea":
            self._area = control
        elif told.get("value"):
            control.values.append(told["value"])

    def _note_link(self, href: str) -> None:
        address = self._absolute(href)
        if address:
            self.links.add(address)

    def _absolute(self, href: str) -> str:
        """The path and query of an address of the portal; nothing for another host's."""
        parts = urlsplit(urljoin(OURS + self.address, href))
        if f"{parts.scheme}://{parts.netloc}" != OURS:
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")


def query_of(address: str) -> list[tuple[str, str]]:
    """Names and values in the query of an address."""
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)
