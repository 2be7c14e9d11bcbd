"""A form of the demonstration filled in: whatever has to be answered and is not said in the file of its case."""

from collections.abc import Callable
from typing import Any

from applications.completeness import Whole, read_whole
from applications.models import Application
from registries.kinds import kind_of
from registries.schema import Question

ROUNDS = 6  # answers bring up further questions, which bring up others


def fill(case: Application, answers: dict, usual: dict) -> dict:
    """`answers` with a value for every question that must be answered; `usual` holds what is written, by kind."""
    for _round in range(ROUNDS):
        whole = read_whole(case, answers)
        open_ones = [question for question in case.form_version.questions.values() if _is_open(question, whole)]
        if not open_ones:
            break
        answers = answers | {question.key: _value(question, usual) for question in open_ones}
    return answers


def _is_open(question: Question, whole: Whole) -> bool:
    kind = kind_of(question)
    asked = kind.has_value and whole.is_visible(question) and whole.is_required(question)
    return asked and not kind.is_answered(whole.values.get(question.key))


# What is written by kind, with the question and what is usual; kinds that are not named have it in `usual` itself.
WRITTEN: dict[str, Callable[[Question, dict], Any]] = {
    "yes_no": lambda question, usual: "no",
    "statement": lambda question, usual: "yes",
    "choice": lambda question, usual: question.choices[0].key,
    "choices": lambda question, usual: [question.choices[0].key],
    "number": lambda question, usual: "1",
    "money": lambda question, usual: "1",
    "long_text": lambda question, usual: usual["text"],
    "text_or_reference": lambda question, usual: {"text": usual["text"], "reference": ""},
    "approvals": lambda question, usual: [row | {"what": question.choices[0].key} for row in usual["approvals"]],
}


def _value(question: Question, usual: dict):
    """What is written for a question; parts that it does not have are left out."""
    written = WRITTEN.get(question.kind, lambda question, usual: usual[question.kind])(question, usual)
    without = question.options.get("without", ())
    if isinstance(written, list):
        return [_less(row, without) if isinstance(row, dict) else row for row in written]
    return _less(written, without) if isinstance(written, dict) else written


def _less(row: dict, without) -> dict:
    return {part: text for part, text in row.items() if part not in without}
