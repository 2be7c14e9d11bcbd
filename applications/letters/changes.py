"""What a change makes different, as letters say it (B16)."""

from applications.differences import Answered, Comparison
from applications.models import Application
from portal.base.texts import pick
from registries.kinds.base import Shown


def changes(case: Application, language: str, difference: Comparison | None) -> dict:
    """The differences from what is in force; {} for a new application, and where nothing in force is known."""
    if difference is None:
        return {}
    own = case.authority.language
    return {
        "number": difference.before.case.case_number,
        "day": difference.before.since.isoformat(),
        "is_empty": difference.is_empty,
        "period": _period(difference),
        "registries": [
            {"name": pick(line.row["name"], language, fallback=own), "mark": line.mark}
            for line in difference.registries
        ],
        "variables": [_variable(line, language, own) for line in difference.variables],
        "same_variables": difference.same_variables,
        "answers": [_answer(answer, language, own) for answer in difference.answers],
    }


def _period(difference: Comparison) -> dict:
    if difference.period is None:
        return {}
    before, now = difference.before.period, difference.after.period
    return {
        "before_from": before.get("from", ""),
        "before_to": before.get("to", ""),
        "from": now.get("from", ""),
        "to": now.get("to", ""),
    }


def _variable(line, language: str, own: str) -> dict:
    return {
        "registry": pick(line.row["registry_name"], language, fallback=own),
        "name": line.row["name"],
        "label": pick(line.row["label"], language, fallback=own),
        "level": line.row.get("level", ""),
        "level_before": (line.before or {}).get("level", ""),
        "mark": line.mark,
    }


def _answer(answer: Answered, language: str, own: str) -> dict:
    label = pick(answer.question.label, language, fallback=own) or answer.question.key
    return {"label": label, "before": _texts(answer.before or []), "now": _texts(answer.now)}


def _texts(shown: Shown) -> list[dict]:
    return [{"label": str(label) if label else "", "text": str(text)} for label, text in shown]
