"""Which rows of the procedure's checklist a case has: some depend on what was answered."""

from applications.facts import condition_facts
from applications.models import Application
from registries.rules import is_true


def checklist_rows(case: Application) -> list[dict]:
    """The rows that apply to a case, by its newest submission (S12, S15, T3)."""
    submission = case.newest_submission
    facts = condition_facts(case, submission.content["answers"]) if submission else {}
    return [row for row in case.procedure.checklist if is_true(row.get("when", ""), facts, when_empty=True)]
