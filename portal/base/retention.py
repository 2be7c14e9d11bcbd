"""What is kept for how long, and what becomes of it then: each app says it as data, and one night's run carries it out.

An app that is named in `settings.PRIVACY_APPS` has a module `retention` with its kinds. The page on privacy draws its
table from the same rows, so that it cannot promise what does not happen.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

ROWS_AT_ONCE = 1_000
DELETED = _("It is deleted.")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """One kind of what is kept. Where `days` is None, `until` says in words how long."""

    key: str
    what: object
    why: object
    then: object = DELETED
    days: int | None = None
    until: object = ""
    # Takes the moment before which things are too old, gives how many it dealt with. None: it ends by itself, or never.
    carry_out: Callable[[datetime], int] | None = None
    only_in_demo: bool = False

    @property
    def how_long(self) -> str:
        """For how long, in words."""
        if self.days is None:
            return str(self.until)
        days = ngettext("%(n)d day", "%(n)d days", self.days) % {"n": self.days}
        return f"{days} {self.until}".strip()


def parts(name: str) -> Iterator:
    """The module of that name of every app that keeps something about people, where it has one."""
    for app in settings.PRIVACY_APPS:
        if Path(import_module(app).__file__).with_name(f"{name}.py").exists():
            yield import_module(f"{app}.{name}")


def kinds() -> list[Kept]:
    """Every kind that this portal keeps."""
    found = [kind for module in parts("retention") for kind in module.kinds()]
    return [kind for kind in (*found, DEMO_MAILS) if settings.DEMO or not kind.only_in_demo]


def carry_out(at: datetime) -> dict[str, int]:
    """Deal with everything whose time is over. Gives how much of each kind; one that fails keeps no other waiting.

    Running it twice does nothing more: what is gone is found no more.
    """
    done = {}
    for kind in kinds():
        if kind.carry_out is None:
            continue
        try:
            done[kind.key] = kind.carry_out(at - timedelta(days=kind.days or 0))
        except Exception:
            logger.exception("what is kept no longer: %s failed", kind.key)
        else:
            logger.info("what is kept no longer: %s, %d", kind.key, done[kind.key])
    return done


def delete_all(rows: QuerySet) -> int:
    """Delete rows a few at a time, so that no lock is held for long. Gives how many."""
    number = 0
    while batch := list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        rows.model.objects.filter(pk__in=batch).delete()
        number += len(batch)
    return number


def _delete_demo_mails(before: datetime) -> int:
    old = [file for file in Path(settings.MAIL_DIR).glob("*.eml") if file.stat().st_mtime < before.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


DEMO_MAILS = Kept(
    key="demo_mails",
    what=_("Mails of the demonstration, which everybody can read"),
    why=_("So that whoever tries the portal out sees what it sends."),
    days=30,
    carry_out=_delete_demo_mails,
    only_in_demo=True,
)
BY_LAW = format_lazy(
    "{} {}",
    _("They are official documents: the law on archives forbids the portal to delete them."),
    _("GDPR, article 6(1)(c) and (e)."),
)
