"""The copy of the order: everything as it was typed, in the order of the form (T1)."""

from applications.letters.head import contact_lines, iso_day
from applications.models import Application, Submission
from portal.base.texts import pick
from registries.kinds import kind_of
from registries.schema import Question, Section

FINGERPRINT = 16  # signs of a SHA-256 that people compare; the whole one is in the portal


def build(case: Application, language: str, facts: dict, *, submission: Submission) -> dict:
    """What the copy of a submission says."""
    content = submission.content
    return {
        "receiver": contact_lines(facts),
        "title": content["title"],
        "submission": {
            "number": submission.number,
            "day": iso_day(case, submission.submitted_at),
            "by": submission.submitted_by.name,
            "fingerprint": submission.sha256[:FINGERPRINT],
        },
        "sections": [
            shown
            for section in case.form_version.sections
            if (shown := _section(case, section, content["answers"], language))["questions"]
        ],
        "has_levels": any(row.get("level") for row in content["variables"]),
        "variables": [_variable(row, case, language) for row in content["variables"]],
        "attachments": _attachments(case, content["attachments"], language),
    }


def _section(case: Application, section: Section, answers: dict, language: str) -> dict:
    shown = [_question(case, question, answers.get(question.key), language) for question in section.questions]
    return {
        "title": _text(section.title, case, language),
        "questions": [question for question in shown if question["answers"] or question["grid"]],
    }


def _question(case: Application, question: Question, value, language: str) -> dict:
    kind, shown = kind_of(question), {"label": _text(question.label, case, language), "answers": [], "grid": None}
    if value is None:
        return shown
    if kind.is_table:
        return shown | {"grid": _grid(kind, question, value, language)}
    parts = kind.show(question, value, language)
    return shown | {"answers": [{"label": str(label) if label else "", "text": str(text)} for label, text in parts]}


def _grid(kind, question: Question, value, language: str) -> dict | None:
    """A table as the letter draws it; None where nothing is written in it."""
    grid = kind.grid(question, value, language)
    if not grid.rows:
        return None
    return {"headers": grid.headers, "rows": [[text for _label, text in row] for row in grid.rows]}


def _variable(row: dict, case: Application, language: str) -> dict:
    return {
        "registry": _text(row["registry_name"], case, language),
        "name": row["name"],
        "label": _text(row["label"], case, language),
        "reason": row["reason"],
        "identifying_reason": row.get("identifying_reason", ""),
        "level": row.get("level", ""),
    }


def _attachments(case: Application, files: list[dict], language: str) -> list[dict]:
    labels = {rule.key: _text(rule.label, case, language) for rule in case.form_version.attachment_rules.all()}
    return [
        {
            "label": labels.get(file["rule"], ""),
            "name": file["name"],
            "size": file["size"],
            "fingerprint": file["sha256"][:FINGERPRINT],
        }
        for file in files
    ]


def _text(text, case: Application, language: str) -> str:
    return pick(text, language, fallback=case.authority.language)
