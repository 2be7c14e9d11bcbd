"""What stands beside a question that the project answers too: where the case differs, and the ways back."""

from dataclasses import dataclass, field

from django.utils.translation import get_language

from applications.fact_sharing import ProjectFacts, can_be_made_the_projects, fingerprint, takes_part
from applications.models import Answers, Application
from registries.kinds import kind_of
from registries.kinds.base import Shown
from registries.project_facts import fact_of
from registries.schema import Question


@dataclass(frozen=True)
class FactNote:
    """How the answer to a question stands to that of the project.

    `shown` is what the project says, where the case says something else; `given` a sign for what the page shows, while
    the question follows the project.
    """

    differs: bool = False
    follows: bool = False
    is_alone: bool = False  # the case says something and the project nothing
    shown: Shown = field(default_factory=list)
    can_be_made_the_projects: bool = False
    given: str = ""


def notes_on(case: Application, answers: Answers, typed: dict) -> dict[str, FactNote]:
    """A note for every question of a draft that asks for a fact. `typed` stands on the page and may not be saved."""
    questions = [question for question in case.form_version.questions.values() if fact_of(question)]
    if not takes_part(case) or not questions:
        return {}
    facts = ProjectFacts(case.project)
    return {question.key: _note(question, case, answers, typed, facts) for question in questions}


def _note(question: Question, case: Application, answers: Answers, typed: dict, facts: ProjectFacts) -> FactNote:
    kind, fact, is_own = kind_of(question), fact_of(question), question.key in answers.own
    said = facts.answer_to(question, case)
    value = typed.get(question.key, answers.values.get(question.key))
    can_make = can_be_made_the_projects(fact) and kind.is_answered(value)
    given = "" if is_own or question.key in typed else fingerprint(question, value)
    if said is None:
        return FactNote(is_alone=is_own and can_make, can_be_made_the_projects=can_make, given=given)
    if facts.is_written_by(case, fact) and not is_own:
        return FactNote()
    if not kind.differs(value, said):
        return FactNote(follows=True, given=given)
    shown = kind.show(question, said, get_language())
    return FactNote(differs=True, shown=shown, can_be_made_the_projects=can_make, given=given)
