"""Write the form: section by section, with nothing that was typed being lost."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from applications.fact_following import follows, share
from applications.models import Answers, Application, RequestedVariable
from applications.problems import NotReady, Refused
from applications.project_log import locked_project_of
from applications.workflow import locked, require
from registries.models import Registry


class StaleSection(Refused):
    """The section was saved elsewhere in the meantime: both versions are handed on, nothing is lost."""

    def __init__(
        self,
        theirs: dict,
        yours: dict,
        version: int,
        *,
        their_rows: Sequence = (),
        your_rows: Sequence = (),
        saver: dict | None = None,
    ):
        super().__init__(
            [_("This section was saved in another window. Both versions are shown. Yours is not saved yet.")]
        )
        self.theirs, self.yours, self.version = theirs, yours, version
        self.their_rows, self.your_rows = list(their_rows), list(your_rows)
        self.saver = saver or {}  # who saved theirs, by id, and when

    @property
    def saved_at(self) -> datetime | None:
        """When the other version was saved; None for one from before that was written down."""
        return parse_datetime(str(self.saver.get("at", "")))


@dataclass(frozen=True)
class Row:
    """A row of the variable list, as it was typed or imported."""

    variable_id: int
    registry_id: int
    reason: str
    level: str = ""  # the level of detail, where the form asks for it (U8)
    identifying_reason: str = ""  # why it is needed although it points out a person (S15, B13)


def can_edit(case: Application, section: str) -> bool:
    """Whether a section can be written now: in a draft, or while a completion request names it."""
    if case.is_draft:
        return True
    request = case.open_completion_request
    return request is not None and section in request.sections


def _editable(by, application_id: int, section: str) -> Application:
    case = locked(application_id)
    require("edit" if not case.came_on_paper or not case.is_draft else "submit", by, case)
    if not can_edit(case, section):
        raise NotReady([_("This section has been sent and cannot be changed now. What you typed is still here.")])
    return case


@transaction.atomic
def save_section(
    *,
    by,
    application_id: int,
    section: str,
    typed: dict,
    version: int,
    rows: list[Row] | None = None,
    untouched: Collection[str] = (),
) -> Answers:
    """Save what was typed, right or wrong, and the rows of the variable list where they stand in the same section.

    `untouched` are the questions that stand as the page gave them: those that follow the project go on doing so, even
    where the project says something else by now. Raises StaleSection where the section has been saved since `version`
    and says something else now; where it says the same, nothing is written and its version stays, since the page that
    was drawn after the other save knows only that version.
    """
    locked_project_of(application_id)
    case = _editable(by, application_id, section)
    answers = Answers.objects.select_for_update().get(application=case)
    typed = _of_section(case, answers, section, typed, untouched)
    stored = rows_of(case)
    rows = stored if rows is None else rows
    if answers.version_of(section) != version:
        _refuse_stale(answers, section, typed, stored, rows)
        return answers
    if rows != stored:
        _write_rows(case, rows)
    answers.values = answers.values | typed
    share(case, answers, typed, by=by)
    _count(answers, section, by)
    _follow(case, typed)
    return answers


def _refuse_stale(answers: Answers, section: str, typed: dict, stored: list[Row], rows: list[Row]) -> None:
    """Raise StaleSection unless the section says already what is to be saved."""
    theirs = {key: answers.values.get(key) for key in typed}
    if (theirs, stored) != (typed, rows):
        now, saver = answers.version_of(section), answers.savers.get(section)
        raise StaleSection(theirs=theirs, yours=typed, version=now, their_rows=stored, your_rows=rows, saver=saver)


def _of_section(case: Application, answers: Answers, section: str, typed: dict, untouched: Collection[str]) -> dict:
    """What was typed into the questions of a section, without those that nobody touched and that follow the project."""
    keys = {question.key for question in case.form_version.section(section).questions} & set(typed)
    keys -= follows(case, answers, keys & set(untouched))
    return {key: value for key, value in typed.items() if key in keys}


def rows_of(case: Application) -> list[Row]:
    """The variable list as it is stored, in its order."""
    stored = case.requested_variables.values("variable_id", "registry_id", "reason", "level", "identifying_reason")
    return [Row(**row) for row in stored]


def _write_rows(case: Application, rows: list[Row]) -> None:
    case.requested_variables.all().delete()
    RequestedVariable.objects.bulk_create(
        RequestedVariable(
            application=case,
            registry_id=row.registry_id,
            variable_id=row.variable_id,
            reason=row.reason[:1000],
            level=row.level[:200],
            identifying_reason=row.identifying_reason[:1000],
            position=position,
        )
        for position, row in enumerate(rows)
    )


def _count(answers: Answers, section: str, by) -> None:
    answers.versions = answers.versions | {section: answers.version_of(section) + 1}
    answers.savers = answers.savers | {section: {"by": by.pk, "at": timezone.now().isoformat()}}
    answers.save()


def _follow(case: Application, typed: dict) -> None:
    """Let title and registries of the case follow the answers that stand for them."""
    for question in case.form_version.questions.values():
        if question.key not in typed:
            continue
        if question.kind == "registries" and not case.authority.receives_by_registry:
            chosen = Registry.objects.filter(authority=case.authority, slug__in=typed[question.key])
            # Rows of a registry that is left out stay, with their reasons: completeness asks what is to become of them.
            case.registries.set(chosen)
        if question.fact == "project.title" and typed[question.key]:
            case.title = typed[question.key][:200]
            case.save(update_fields=["title"])


@transaction.atomic
def set_variables(*, by, application_id: int, section: str, rows: list[Row], version: int) -> None:
    """Replace the variable list. Raises StaleSection where it has been saved since `version`."""
    case = _editable(by, application_id, section)
    answers = Answers.objects.select_for_update().get(application=case)
    if answers.version_of(section) != version:
        now, saver = answers.version_of(section), answers.savers.get(section)
        raise StaleSection(theirs={}, yours={"rows": rows}, version=now, saver=saver)
    _write_rows(case, rows)
    _count(answers, section, by)
