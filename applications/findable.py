"""What the queue finds a case by: the words of its newest submission, and how somebody's words are looked for in them.

The words are kept as they are written, in lower case, each once, with a blank before every one. So a part of a word is
found wherever it stands; and a word of one or two letters, of which no index of trigrams knows anything when it may
stand anywhere, is looked for where words begin.
"""

import hashlib
from collections.abc import Iterator

from portal.base.numbers import compact_number
from registries.schema import Question

PEOPLE = ("principal", "principal_investigator", "contact_person")
# Kinds whose answer somebody wrote; those of the others are keys of choices, numbers and days.
WRITTEN = frozenset(("text", "long_text", "text_or_reference", "person", "organisation", "address", "icd_codes"))
TABLES = frozenset(("people", "documents", "approvals"))
AROUND = ".,;:!?()[]{}<>\"'`“”„‘’«»–—-*•…/\\|"
MOST = 20_000  # characters of a case: what stands in an appendix of a hundred pages is not what it is known by
SHORT = 3  # letters of which trigrams can be made


def words_of(text: str) -> Iterator[str]:
    """The words of a text in lower case, without what stands around them."""
    for word in text.replace("\x00", "").lower().split():
        if bare := word.strip(AROUND):
            yield bare


def parts_to_find(words: str) -> list[str]:
    """What the search text of a case must contain, every one of them, for somebody's words."""
    return [word if len(word) >= SHORT else f" {word}" for word in dict.fromkeys(words_of(words))]


def marks_of(submission) -> dict[str, str]:
    """What stands on a case itself of its newest submission, by column; "" before anything was sent.

    The principal's name, its number (letters and digits alone), and a mark of the set of variables that are asked for.
    """
    principal = (submission.facts.get("principal") if submission else None) or {}
    return {
        "principal_name": str(principal.get("name", ""))[:200],
        "principal_number": compact_number(principal.get("number") or "")[:40],
        "variables_print": variables_print(submission.content["variables"] if submission else []),
    }


def variables_print(rows: list[dict]) -> str:
    """A short mark that is the same for the same set of variables, in whatever order; "" for none."""
    names = sorted({f"{row['registry']} {row['name']}" for row in rows})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16] if names else ""


def text_of(case, submission) -> str:
    """The words of a case by a submission of it: number, title, people, and what was answered in words."""
    facts = submission.facts
    said = [case.case_number, case.title]
    said += [str((facts.get(name) or {}).get(part, "")) for name in PEOPLE for part in ("name", "number", "email")]
    said += _written(case.form_version.questions, submission.content["answers"])
    words = dict.fromkeys(word for text in said for word in words_of(text))
    return "".join(f" {word}" for word in words)[:MOST]


def _written(questions: dict[str, Question], answers: dict) -> Iterator[str]:
    for key, answer in answers.items():
        if key in questions and questions[key].kind in WRITTEN | TABLES:
            yield from _texts(answer)


def _texts(answer) -> Iterator[str]:
    """Every text in an answer, which may be a text, parts by name, or rows of those."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict | list):
        for part in answer.values() if isinstance(answer, dict) else answer:
            yield from _texts(part)
