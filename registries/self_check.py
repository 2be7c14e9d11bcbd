"""The self-check before an application: from answers to "apply here", "apply there instead" or "you need not" (U2, U7).

Everything here is pure: the words and rules come from `Procedure.self_check`, the answers from the address of the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from registries.kinds import kind_of, rule_facts
from registries.rules import is_true
from registries.schema import Question, Text, read_question

APPLY = "apply"
ELSEWHERE = "elsewhere"
NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class Outcome:
    """Where the check can end: `result` is APPLY, ELSEWHERE or NOT_NEEDED, `text` says why."""

    key: str
    result: str
    title: Text = field(default_factory=dict)
    text: Text = field(default_factory=dict)
    when: str = ""
    authority: str = ""
    web: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """The questions of a check, and its outcomes in the order in which they are tried."""

    intro: Text
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Finding:
    """What answers lead to: the questions that are asked, those of them that wait for an answer, and the outcome."""

    asked: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    outcome: Outcome | None

    @property
    def is_answered(self) -> bool:
        """Whether every question that is asked has its answer."""
        return not self.unanswered


def read_self_check(data: Mapping[str, Any]) -> SelfCheck | None:
    """The check of a procedure's `self_check`; None where the procedure has none."""
    if not data.get("questions"):
        return None
    known = {item.name for item in fields(Outcome)}
    outcomes = [{name: value for name, value in row.items() if name in known} for row in data.get("outcomes", ())]
    return SelfCheck(
        intro=data.get("intro", {}),
        # Every question that is asked has to be answered: leaving one open leaves the result open.
        questions=tuple(replace(read_question(row), required=True) for row in data["questions"]),
        outcomes=tuple(Outcome(**row) for row in outcomes),
    )


def has_self_check(procedure) -> bool:
    """Whether a procedure (or None) has a self-check."""
    return procedure is not None and bool(procedure.self_check.get("questions"))


def evaluate(check: SelfCheck, answers: Mapping[str, Any], authority) -> Finding:
    """Which questions `answers` (posted data by question) leave to be asked, and the outcome that they lead to.

    A question is seen as soon as its condition surely holds; what was answered under a question that is not seen does
    not count, nor does a choice that there is not. The outcome is the first whose condition surely holds, whatever
    else is open still; one without a condition waits until every question is answered.
    """
    facts: dict[str, Any] = {}
    asked, unanswered = [], []
    for question in check.questions:
        if not is_true(question.visible_when, facts, when_empty=True):
            continue
        asked.append(question)
        kind = kind_of(question)
        value = kind.gather(question, answers)
        if kind.is_answered(value) and not kind.problems(question, value, authority):
            facts |= rule_facts([question], {question.key: value})
        else:
            unanswered.append(question)
    reached = (outcome for outcome in check.outcomes if is_true(outcome.when, facts, when_empty=not unanswered))
    return Finding(tuple(asked), tuple(unanswered), next(reached, None))
