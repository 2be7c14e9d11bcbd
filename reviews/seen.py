"""What a page showed, in short: it goes into the page's form, and comes back when somebody sends it.

So an action can tell that a colleague, or another window, has changed something since, and what it was.
"""

import hashlib
import json


def mark_of(values: dict) -> str:
    """A short print of each value, by its name, as JSON."""
    return json.dumps({name: _print(value) for name, value in values.items()})


def _print(value) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:12]


def changed_since(seen: str | None, values: dict) -> list[str]:
    """The names of the values that are others than a page showed; none where the page said nothing of it."""
    if seen is None:
        return []
    try:
        prints = dict(json.loads(seen))
    except (ValueError, TypeError):
        prints = {}
    return [name for name, value in values.items() if prints.get(name) != _print(value)]
