"""Where the facts of a project stand: which of its cases ask for each, and which say something else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from applications.fact_sharing import ProjectFacts, takes_part
from applications.models import Answers, Application, Project
from registries.kinds import kind_of
from registries.kinds.base import Shown
from registries.project_facts import fact_of
from registries.schema import Question


@dataclass(frozen=True)
class Place:
    """A question of a case about a fact: whether it says what the project says, and what it says where it does not."""

    case: Application
    section: str
    question: str
    differs: bool
    is_alone: bool  # the project says nothing of it
    shown: Shown

    @property
    def is_answered(self) -> bool:
        """Whether the case says anything."""
        return bool(self.shown)


def places_of(project: Project) -> dict[str, list[Place]]:
    """{name of a fact: its places in the project's cases}. A sent case says what it was sent with (B16)."""
    cases = Application.objects.filter(project=project).not_withdrawn().order_by("created_at", "pk")
    facts, found = ProjectFacts(project), {}
    drafts = dict(Answers.objects.filter(application__in=cases).values_list("application_id", "values"))
    for case in cases.select_related("authority", "form_version").prefetch_related("registries"):
        said = drafts.get(case.pk, {}) if case.is_draft else case.newest_submission.content["answers"]
        for section in case.form_version.sections:
            for question in section.questions:
                if fact := fact_of(question):
                    place = _place(case, section.key, question, said.get(question.key), facts)
                    found.setdefault(fact.name, []).append(place)
    return found


def _place(case: Application, section: str, question: Question, value: Any, facts: ProjectFacts) -> Place:
    kind, said = kind_of(question), facts.answer_to(question, case)
    is_answered = kind.is_answered(value)
    return Place(
        case=case,
        section=section,
        question=question.key,
        # A question that was not asked when a case was sent says nothing; a draft leaves something out.
        differs=kind.differs(value, said) and (is_answered or takes_part(case)),
        is_alone=is_answered and said is None,
        shown=kind.show(question, value, get_language()),
    )
