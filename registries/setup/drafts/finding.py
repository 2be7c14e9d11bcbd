"""Where a part of a draft stands: by its address in the browser, and by the way that a problem gives.

An address is made of names of lists and of keys in turn: `sections/study/questions/title`. What belongs to the
procedure begins with `procedure`: `procedure/settings`, `procedure/texts/what_happens`, `procedure/stages/assigned`,
`procedure/self_check/outcomes/here`.
"""

from dataclasses import dataclass
from typing import Any

from portal.base.texts import pick
from registries.loading.places import Steps
from registries.loading.tables import TEXTS
from registries.setup.drafts.entries import TEXT_WORDS
from registries.setup.drafts.parts import FORM_LISTS, LISTS, PROCEDURE, PROCEDURE_LISTS, SELF_CHECK, TEXT, Part

SINGLE = {"settings": PROCEDURE, "texts": TEXT, "self_check": SELF_CHECK}
UNDER_PROCEDURE = ("procedure", "self_check", *PROCEDURE_LISTS)


class NotThere(LookupError):
    """Raised for an address at which a draft has nothing."""


@dataclass(frozen=True)
class Spot:
    """A row of a draft, or (`index` None) a list. `rows` is the list; a single thing, like a text, has none."""

    where: str
    part: Part
    steps: Steps
    row: dict[str, Any]
    rows: list[dict[str, Any]] | None = None
    index: int | None = None

    @property
    def is_list(self) -> bool:
        """Whether this is a whole list, to which rows are added."""
        return self.rows is not None and self.index is None

    @property
    def is_row(self) -> bool:
        """Whether this is a row of a list, which can be moved and removed."""
        return self.index is not None

    @property
    def up(self) -> str:
        """The address of what is around it: the row that its list belongs to; "" for the draft itself."""
        names = self.where.split("/")[: -2 if self.is_row else -1]
        return "" if len(names) < 2 or names[-1] == "texts" else "/".join(names)

    @property
    def list_where(self) -> str:
        """The address of the list that a row stands in."""
        return self.where.rpartition("/")[0] if self.is_row else self.where

    def name(self, language: str) -> str:
        """What people call the row, in the reader's language or in the authority's; its key where it has no words."""
        if self.part is TEXT:
            name = self.where.rpartition("/")[2]
            return str(TEXT_WORDS.get(name, name))
        if self.rows is None:
            return str(self.part.title)
        return pick(self.row.get(self.part.head), fallback=language) or self.row.get("key", "")


def find(content: dict[str, Any], where: str) -> Spot:
    """The part of `content` at the address `where`. Raises NotThere."""
    names = where.split("/")
    if names[0] != "procedure":
        return _walk(content, FORM_LISTS, names, where, ())
    if "procedure" not in content or len(names) < 2:
        raise NotThere(where)
    if names[1:] == ["settings"]:
        return Spot(where, PROCEDURE, ("procedure",), content["procedure"])
    if names[1] == "texts":
        return _text(content["procedure"], names[2:], where)
    if names[1] == "self_check":
        check = content.get("self_check", {})
        if len(names) == 2:
            return Spot(where, SELF_CHECK, ("self_check",), check)
        return _walk(check, SELF_CHECK.inner, names[2:], where, ("self_check",))
    return _walk(content, PROCEDURE_LISTS, names[1:], where, ())


def part_at(where: str) -> Part | None:
    """What sort of part an address leads to, whether or not a draft has it now; None where no part has such a place."""
    steps = where.removeprefix("procedure/").split("/")
    if (steps[0] in SINGLE and steps[0] != "self_check") or steps == ["self_check"]:
        return SINGLE[steps[0]]
    part = SELF_CHECK if steps[0] == "self_check" else None
    lists = part.inner if part else LISTS
    for name in steps[1::2] if part else steps[::2]:
        part = lists.get(name)
        lists = part.inner if part else {}
    return part


def _text(procedure: dict[str, Any], names: list[str], where: str) -> Spot:
    if len(names) != 1 or names[0] not in TEXTS.items:
        raise NotThere(where)
    return Spot(where, TEXT, ("procedure", "texts", *names), {"text": procedure.get("texts", {}).get(names[0], {})})


def _walk(node: dict, lists, names: list[str], where: str, steps: Steps) -> Spot:
    """Go down from a table that has `lists`: the name of a list, the key of a row, and so on."""
    if names[0] not in lists:
        raise NotThere(where)
    part, rows = lists[names[0]], node.get(names[0], [])
    if len(names) == 1:
        return Spot(where, part, (*steps, names[0]), {}, rows)
    index = next((number for number, row in enumerate(rows) if row.get("key") == names[1]), None)
    if index is None:
        raise NotThere(where)
    steps = (*steps, names[0], index)
    if len(names) > 2:
        return _walk(rows[index], part.inner, names[2:], where, steps)
    return Spot(where, part, steps, rows[index], rows, index)


def address_of(content: dict[str, Any], steps: Steps) -> tuple[str, str]:
    """(address, entry) of the place that `steps` of a problem lead to: the innermost row, and the key in it.

    The address is "" for what concerns the draft as a whole.
    """
    if not steps or steps[0] == "form":
        return "", ""
    first = str(steps[0])
    if first == "procedure":
        if steps[1:2] == ("texts",) and len(steps) > 2:
            return f"procedure/texts/{steps[2]}", "text"
        return "procedure/settings", str(steps[1]) if len(steps) > 1 else ""
    node, names, rest = content, [], list(steps)
    if first == "self_check":
        node, names, rest = content.get("self_check", {}), ["self_check"], rest[1:]
    while len(rest) > 1 and isinstance(rest[1], int) and isinstance(node, dict):
        rows = node.get(rest[0], [])
        if rest[1] >= len(rows) or "key" not in rows[rest[1]]:
            break
        node = rows[rest[1]]
        names += [str(rest[0]), node["key"]]
        rest = rest[2:]
    if not names:  # a list as a whole, or a row that has no key
        names, rest = [first], []
    prefix = "procedure/" if first in UNDER_PROCEDURE else ""
    return prefix + "/".join(names), str(rest[0]) if rest else ""
