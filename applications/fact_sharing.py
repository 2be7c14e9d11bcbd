"""What a project says of itself, and how that reads in the questions of its forms."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from applications import approvals, team
from applications.models import Application, Approval, Project, ProjectFact
from registries.kinds import kind_of
from registries.project_facts import FACTS, Fact, fact_of
from registries.schema import Question


def _people(question: Question, project: Project, case: Application | None = None) -> list[dict[str, str]]:
    return team.people_rows(project)


def _ethics_number(question: Question, project: Project, case: Application | None = None) -> str:
    newest = approvals.newest(project, Approval.Kind.ETHICS, case)
    return newest.reference if newest else ""


def _ethics_date(question: Question, project: Project, case: Application | None = None) -> str:
    newest = approvals.newest(project, Approval.Kind.ETHICS, case)
    return approvals.written_day(newest.decided_on) if newest else ""


# Facts that the project reads from rows of a page of their own: what they say as the answer to a question.
ROWS: dict[str, Callable[[Question, Project, Application | None], Any]] = {
    "approvals": approvals.rows_for,
    "ethics_number": _ethics_number,
    "ethics_date": _ethics_date,
    "members": _people,
}


class ProjectFacts:
    """Everything that a project says of itself, read once."""

    def __init__(self, project: Project):
        self.project = project
        self.rows: dict[str, ProjectFact] = {row.name: row for row in project.facts.select_related("set_by")}

    def common(self, fact: Fact) -> Any:
        """What the project says of a fact, in the kind in which it keeps it; None where it says nothing."""
        value = self.rows[fact.name].value if fact.name in self.rows else None
        if fact.name == "title":
            value = value or self.project.title
        return value if kind_of(fact.question).is_answered(value) else None

    def answer_to(self, question: Question, case: Application | None) -> Any:
        """What the project says, as the answer to a question of a case; None where it says nothing of it."""
        fact, kind = fact_of(question), kind_of(question)
        if fact is None:
            return None
        common = ROWS[fact.name](question, self.project, case) if fact.from_rows else self.common(fact)
        answer = None if common is None else kind.from_common(question, common)
        return answer if kind.is_answered(answer) else None

    def version(self, name: str) -> int:
        """How many times a fact has been written; 0 before the first time."""
        return self.rows[name].version if name in self.rows else 0

    def is_untold(self, fact: Fact) -> bool:
        """Whether nobody has told it yet. The title is told by whatever the project is begun with."""
        if fact.name == "approvals":
            return not self.project.approvals.exists()
        return self.common(fact) is None

    def is_written_by(self, case: Application, fact: Fact) -> bool:
        """Whether what is typed into the form of a draft becomes the project's answer: it was the first, or will be."""
        is_first = fact.name in self.rows and self.rows[fact.name].origin_id == case.pk
        return can_be_made_the_projects(fact) and (is_first or self.is_untold(fact))


def takes_part(case: Application) -> bool:
    """Whether the form of a case follows its project: a draft of the applicants. What came on paper says itself."""
    return case.is_draft and not case.came_on_paper


def can_be_made_the_projects(fact: Fact) -> bool:
    """Whether a form can tell the project.

    Who is in the team is told by its members themselves, and one cell of an approval is no approval yet.
    """
    return not fact.from_rows or fact.name == fact.rows == "approvals"


def fingerprint(question: Question, value: Any) -> str:
    """A short sign for what an answer says, by which a page knows whether somebody has touched it."""
    # A number is compared as a Decimal, which JSON does not know.
    text = json.dumps(kind_of(question).plain(value), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


__all__ = ["FACTS", "ProjectFacts", "can_be_made_the_projects", "fingerprint", "takes_part"]
