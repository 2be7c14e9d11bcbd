"""How drafts follow their project: what changes there changes in every draft that has not gone its own way."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from applications import approvals
from applications.fact_sharing import ProjectFacts, takes_part
from applications.models import Answers, Application, Project, ProjectFact
from applications.project_log import note_facts
from registries.kinds import kind_of
from registries.project_facts import FACTS, Fact, fact_of
from registries.schema import Question


def follows(case: Application, answers: Answers, keys: Iterable[str]) -> set[str]:
    """Those of the questions `keys` of a case that say what the project says, and do not write it themselves."""
    if not takes_part(case):
        return set()
    facts, questions = ProjectFacts(case.project), case.form_version.questions
    return {
        key
        for key in set(keys) - set(answers.own)
        if facts.answer_to(questions[key], case) is not None and not facts.is_written_by(case, fact_of(questions[key]))
    }


def share(case: Application, answers: Answers, typed: dict, *, by, at: datetime | None = None) -> None:
    """Let the project, or this case alone, say what was typed into the form of a locked draft.

    A fact that the project does not have yet, or that this form was the first to answer, is written for all; any other
    answer that differs from the project's is the case's own from now on. Changes `answers.own`; the caller saves it.
    """
    if not takes_part(case):
        return
    facts, at = ProjectFacts(case.project), at or timezone.now()
    questions = [question for key in typed if fact_of(question := case.form_version.questions[key]) is not None]
    written = [one for one in questions if _share_one(case, answers, one, facts, by=by, at=at)]
    note_written(case.project, written, by=by, at=at)


def note_written(project: Project, questions: Iterable[Question], *, by, at: datetime) -> None:
    """Write down that answers to these questions became the project's. Approvals write down themselves what changes."""
    told = [fact for question in questions if not (fact := fact_of(question)).from_rows]
    note_facts(project, [fact.name for fact in told], by=by, at=at)


def _share_one(case: Application, answers: Answers, question: Question, facts: ProjectFacts, **who) -> bool:
    """Whether the answer was written for the whole project."""
    fact, kind, value = fact_of(question), kind_of(question), answers.values.get(question.key)
    said, is_own = facts.answer_to(question, case), question.key in answers.own
    if facts.is_written_by(case, fact) and not is_own:
        if kind.differs(value, said):
            write(case, question, value, **who)
            return True
    elif said is not None:
        set_own(answers, question.key, kind.differs(value, said))
    return False


def set_own(answers: Answers, key: str, is_own: bool) -> None:
    """Say whether a case answers a question for itself."""
    answers.own = [*(one for one in answers.own if one != key), *([key] if is_own else [])]


def write(case: Application, question: Question, value: Any, *, by, at: datetime) -> None:
    """Make an answer of a draft that of the project; the form goes on writing it. Other drafts follow."""
    fact, kind = fact_of(question), kind_of(question)
    if fact.from_rows:
        with changing(case.project, fact.name, writer=case):
            approvals.take_over(by=by, question=question, rows=value or [], project=case.project, case=case, at=at)
            _store(case.project, fact, [], by=by, at=at, origin=case)
    else:
        before = ProjectFacts(case.project).common(fact)
        tell(case.project, fact, kind.to_common(question, value, before), by=by, at=at, origin=case)


def tell(project: Project, fact: Fact, value: Any, *, by, at: datetime, origin: Application | None = None) -> None:
    """Write a fact of a held project, from the form of `origin` or from the project's own page. Drafts follow."""
    with changing(project, fact.name, writer=origin):
        _store(project, fact, value, by=by, at=at, origin=origin)
        if fact.name == "title" and value:
            project.title = value[:200]
            project.save(update_fields=["title"])


def tell_title(case: Application, *, by, at: datetime) -> None:
    """Say that the title of a new project was told by the draft that it was begun with: its form goes on writing it."""
    if takes_part(case):
        _store(case.project, FACTS["title"], case.title, by=by, at=at, origin=case)


def _store(project: Project, fact: Fact, value: Any, *, by, at: datetime, origin: Application | None) -> None:
    fields = {"value": value, "origin": origin, "set_by": by, "set_at": at}
    row, is_new = ProjectFact.objects.get_or_create(project=project, name=fact.name, defaults=fields)
    if not is_new:
        ProjectFact.objects.filter(pk=row.pk).update(**fields, version=F("version") + 1)


@contextmanager
def changing(project: Project, name: str, *, writer: Application | None = None) -> Iterator[None]:
    """Whatever changes inside of what a held project says of a fact reaches the drafts that follow it.

    Facts that are read from the same rows change together.
    `writer` is a case that is being written itself. A draft that said something else than the project did until now
    keeps that as its own; what was sent is not looked at.
    """
    drafts = _drafts(project, FACTS[name], writer)
    before = ProjectFacts(project)
    until_now = [before.answer_to(question, answers.application) for answers, question in drafts]
    yield
    after = ProjectFacts(project)
    for (answers, question), old in zip(drafts, until_now, strict=True):
        _bring(answers, question, old, after.answer_to(question, answers.application))


def _drafts(project: Project, fact: Fact, writer: Application | None) -> list[tuple[Answers, Question]]:
    """Every question for a fact, or for another of the same rows, in the other drafts of a project.

    They are locked in the order of their ids.
    """
    cases = Application.objects.drafts().filter(project=project, channel=Application.Channel.PORTAL)
    others = cases.exclude(pk=writer.pk if writer else None).order_by("pk")
    held = list(others.select_for_update(of=("self",)).values_list("pk", flat=True))
    found = Answers.objects.filter(application__in=held).select_for_update(of=("self",)).order_by("application_id")
    return [
        (answers, question)
        for answers in found.select_related("application__form_version", "application__authority")
        for question in answers.application.form_version.questions.values()
        if (asked := fact_of(question)) and (asked == fact or (fact.from_rows and asked.rows == fact.rows))
    ]


def _bring(answers: Answers, question: Question, old: Any, new: Any) -> None:
    """Give a draft the project's answer, unless it said something else than the project did."""
    kind, value = kind_of(question), answers.values.get(question.key)
    is_own = question.key in answers.own or (
        kind.is_answered(value) and (old is None or kind.differs(value, old)) and kind.differs(value, new)
    )
    if is_own:
        set_own(answers, question.key, new is None or kind.differs(value, new))
    else:
        answers.values = answers.values | {
            question.key: new if new is not None else kind.from_common(question, None) or kind.empty
        }
    # Past save(): nobody has saved the section, and pages that are open stay good.
    Answers.objects.filter(pk=answers.pk).update(values=answers.values, own=answers.own)
    if fact_of(question).name == "title" and not is_own and new:
        Application.objects.filter(pk=answers.application_id).update(title=new[:200])
