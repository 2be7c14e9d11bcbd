"""Writes docs/permissions.md from the permission table, so that what is read there is what the doorway asks."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from applications.permission_table import DEEDS, ON_PAPER, OWN, REVIEWING, Deed, Party
from registries.models import Role, StageKey

PLACE = Path("docs/permissions.md")
TEAM = {"leads": "leader or contact", "edits": "writer", "reads": "reader"}
MARKS = {"": "●", OWN: "own", ON_PAPER: "paper", REVIEWING: "review"}
BEFORE = """# Who may do what in a case

Made by `manage.py write_permissions` from `applications/permission_table.py`; a test fails where the two differ. The
portal itself asks that table, so nothing is allowed that does not stand here. `tests/test_every_stage.py` tries every
row, and every address of a case by every method, as everybody, at every stage.

A column is a role **at the case's own authority**, or a part in the **team** of the case's project. Whoever has
neither — an officer of another authority, a superuser, a stranger — finds no case at all (404). A colleague who sees
the case without having the row gets 403. At a stage that is not marked the answer is 409, with the reason.

- ● every case of the authority (or of the project).
- own: the case's officer, whoever stands in for an officer who is away, or any case officer while it has none.
- paper: only where the application came by post or e-mail.
- review: only where the case's procedure gives the review to that role.

Whoever is, or was, in the team is locked out at the desk, and so is whoever has a conflict of interest in the case,
whatever the roles. Who drafted a decision does not take it (a condition of granting and refusing, not a right).
"""
STAGES = """
## At which stages

A row in *italics* leaves the stage as it is.
"""


class Command(BaseCommand):
    help = "Write docs/permissions.md from the permission table."

    def handle(self, **options) -> None:
        """Write the page anew."""
        (settings.BASE_DIR / PLACE).write_text(page())
        self.stdout.write(f"{PLACE} is written.")


def page() -> str:
    """The whole page."""
    who = _table([*TEAM.values(), *(str(Role(role).value).replace("_", " ") for role in Role)], _who)
    stages = _table([stage.value.replace("_", " ") for stage in StageKey], _at_stages)
    return BEFORE + "\n## Who\n\n" + who + STAGES + "\n" + stages


def _table(columns: list[str], cells) -> str:
    lines = [["what", *columns], ["---"] * (len(columns) + 1)]
    lines += [[_what(deed), *cells(deed)] for deed in DEEDS.values()]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _what(deed: Deed) -> str:
    return f"{deed.words} (`{deed.name}`)" if deed.is_transition else f"*{deed.words}* (`{deed.name}`)"


def _who(deed: Deed) -> list[str]:
    team = ["●" if any(part in party.team for party in deed.by) else "" for part in TEAM]
    return team + [_mark([party for party in deed.by if role in party.roles]) for role in Role]


def _mark(parties: list[Party]) -> str:
    """The widest of the marks: whoever may in every case needs no narrower one beside it."""
    marks = [MARKS[party.only] for party in parties]
    return "●" if "●" in marks else " / ".join(marks)


def _at_stages(deed: Deed) -> list[str]:
    return ["●" if stage in deed.stages else "" for stage in StageKey]
