"""Where the facts of a project stand: which of its cases ask for each, and which say something else."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from applications.fact_sharing import ProjectFacts, takes_part
from applications.models import Answers, Application, Project, Submission
from applications.querysets import ApplicationQuerySet
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
    facts, found, said_in = ProjectFacts(project), {}, _said_in(cases)
    for case in cases.select_related("authority", "form_version").prefetch_related("registries"):
        said = said_in.get(case.pk, {})
        for section in case.form_version.sections:
            for question in section.questions:
                if fact := fact_of(question):
                    place = _place(case, section.key, question, said.get(question.key), facts)
                    found.setdefault(fact.name, []).append(place)
    return found


def _said_in(cases: ApplicationQuerySet) -> dict[int, dict]:
    """{id of a case: its answers}: of a draft as it stands, of a sent one as it was sent last."""
    drafts = Answers.objects.filter(application__in=cases.drafts()).values_list("application_id", "values")
    sent = Submission.objects.filter(application__in=cases).order_by("number")
    return dict(drafts) | dict(sent.values_list("application_id", "content__answers"))


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
