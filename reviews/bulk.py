"""Doing one thing with many cases: each by its own action, in its own transaction, with its own answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from applications.models import Application
from applications.problems import Refused
from portal.accounts.models import User
from reviews.actions import assignment
from reviews.queue.cases import with_row_facts

MOST = 200  # cases that are handled while one waits for the page


@dataclass(frozen=True)
class Outcome:
    """What became of one case: `words` say what was done, or why it was not."""

    case: Application
    is_done: bool
    words: str


def ticked(user, asked: Iterable[str]) -> list[Application]:
    """The ticked cases that are on the person's desk now, nearest deadline first, at most MOST."""
    wanted = with_row_facts(Application.objects.on_desk_of(user)).filter(public_id__in=ids_of(asked))
    wanted = wanted.select_related("project", "created_by").prefetch_related("project__members", "conflicts")
    return list(wanted.nearest_deadline_first()[:MOST])


def ids_of(asked: Iterable[str]) -> list[UUID]:
    """The ids among what was posted, each once; what is none is left out."""
    found = {}
    for value in asked:
        try:
            found[UUID(value)] = True
        except ValueError:
            continue
    return list(found)


def try_each(cases: Iterable[Application], act: Callable[[Application], str]) -> list[Outcome]:
    """Let `act` handle each case; it gives what was done, or raises Refused. Nothing holds up the others."""
    outcomes = []
    for case in cases:
        try:
            outcomes.append(Outcome(case, True, act(case)))
        except Refused as refusal:
            outcomes.append(Outcome(case, False, " ".join(str(sentence) for sentence in refusal.sentences)))
    return outcomes


def give(*, by, case: Application, officer: User) -> str:
    """Give a case to an officer, be it new or somebody else's. Gives the sentence about it."""
    if case.waits_to_be_handled:
        assignment.assign(by=by, application_id=case.pk, officer=officer)
    else:
        assignment.reassign(by=by, application_id=case.pk, officer=officer)
    return _("Given to %(name)s.") % {"name": officer.name}
