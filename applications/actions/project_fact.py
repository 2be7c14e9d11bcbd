"""What a project says of itself: written on its own page, or taken from and given to the form of one of its cases."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.actions.answers import save_section
from applications.fact_following import note_written, set_own, tell, write
from applications.fact_sharing import ProjectFacts, can_be_made_the_projects, takes_part
from applications.models import Answers, Application, Project
from applications.problems import NotAllowed, NotReady, Refused
from applications.project_log import locked_project, locked_project_of, note_facts
from applications.workflow import locked, require
from registries.kinds import kind_of
from registries.project_facts import FACTS, fact_of
from registries.schema import Question

NOT_SHARED = _(
    "The project does not keep this answer, or says nothing of it yet. What you typed is saved in this case."
)
SENT = _("This application has been sent: it no longer changes with the project. Nothing was changed.")
NO_TITLE = _("A project needs a title. Nothing was saved; what you typed is still here. Write a title and save again.")


class StaleFacts(Refused):
    """Somebody wrote some of the same facts in the meantime: both versions are handed on, nothing is lost.

    `theirs` are the values that are stored now, by name, of those facts alone; `versions` those to save on next.
    """

    def __init__(self, theirs: dict, versions: dict[str, int]):
        super().__init__(
            [_("Somebody else changed the same facts meanwhile. Both versions are shown. Yours are not saved yet.")]
        )
        self.theirs, self.versions = theirs, versions


@transaction.atomic
def save_facts(
    *, by, project_id: int, typed: dict, versions: dict[str, int], at: datetime | None = None
) -> tuple[Project, list[str]]:
    """Write what was changed on the project's own page, right or wrong; every draft that follows changes with it.

    `typed` are values by the name of the fact, `versions` those that the page knew. Returns the project and the names
    of what was changed. Raises NotAllowed, NotReady for a project without a title, StaleFacts where one was faster.
    """
    project, at = locked_project(project_id), at or timezone.now()
    if not by.has_perm("applications.edit_project", project):
        raise NotAllowed
    facts = ProjectFacts(project)
    own = {name: FACTS[name] for name in typed if name in FACTS and not FACTS[name].from_rows}
    changed = [fact for fact in own.values() if kind_of(fact.question).differs(typed[fact.name], facts.common(fact))]
    if any(fact.name == "title" and not typed["title"] for fact in changed):
        raise NotReady([NO_TITLE])
    stale = [fact for fact in changed if facts.version(fact.name) != versions.get(fact.name, 0)]
    if stale:
        theirs = {fact.name: facts.common(fact) for fact in stale}
        raise StaleFacts(theirs, {name: facts.version(name) for name in theirs})
    for fact in changed:
        tell(project, fact, typed[fact.name], by=by, at=at)
    names = [fact.name for fact in changed]
    note_facts(project, names, by=by, at=at)
    return project, names


def _held(by, application_id: int, key: str) -> tuple[Application, Answers, Question]:
    """A draft with its project held, its answers, and a question about a fact. Raises NotAllowed or NotReady."""
    locked_project_of(application_id)
    case = locked(application_id)
    require("edit", by, case)
    if not takes_part(case):
        raise NotReady([SENT])
    question = case.form_version.questions.get(key)
    if question is None or fact_of(question) is None:
        raise NotReady([NOT_SHARED])
    return case, Answers.objects.select_for_update().get(application=case), question


@transaction.atomic
def use_project_answer(*, by, application_id: int, question: str) -> None:
    """Let a question of a draft say again what the project says, and follow it. Raises NotAllowed or NotReady."""
    case, answers, found = _held(by, application_id, question)
    said = ProjectFacts(case.project).answer_to(found, case)
    if said is None:
        raise NotReady([NOT_SHARED])
    section = next(one.key for one in case.form_version.sections if found in one.questions)
    version = answers.version_of(section)
    save_section(by=by, application_id=case.pk, section=section, typed={found.key: said}, version=version)


@transaction.atomic
def make_project_answer(*, by, application_id: int, question: str, at: datetime | None = None) -> None:
    """Make what a draft answers for itself the answer of its project; other drafts follow. Raises as above."""
    (case, answers, found), at = _held(by, application_id, question), at or timezone.now()
    value = answers.values.get(found.key)
    if not can_be_made_the_projects(fact_of(found)) or not kind_of(found).is_answered(value):
        raise NotReady([NOT_SHARED])
    set_own(answers, found.key, False)
    answers.save()
    write(case, found, value, by=by, at=at)
    note_written(case.project, [found], by=by, at=at)


@transaction.atomic
def take_from_case(*, by, case: Application, question: str, at: datetime | None = None) -> None:
    """Make what a case of the project answers the project's answer, also of one that has been sent; drafts follow.

    Raises NotAllowed for whoever only reads, NotReady where the case says nothing that the project could keep.
    """
    at, project = at or timezone.now(), locked_project(case.project_id)
    found = case.form_version.questions.get(question)
    if not by.has_perm("applications.edit_project", project):
        raise NotAllowed
    fact = fact_of(found) if found else None
    said = Answers.objects.get(application=case).values if case.is_draft else case.newest_submission.content["answers"]
    if fact is None or fact.from_rows or not kind_of(found).is_answered(said.get(question)):
        raise NotReady([NOT_SHARED])
    common = kind_of(found).to_common(found, said[question], ProjectFacts(project).common(fact))
    tell(project, fact, common, by=by, at=at)
    note_facts(project, [fact.name], by=by, at=at)
