"""What an applicant of a journey writes: the same person, institution and approvals everywhere, the rest as needed."""

from applications.models import Application
from reviews.demo.filling import fill

START, END = "2010-01-01", "2020-12-31"


def person(name: str, email: str) -> dict:
    """A person, as the answer to a question."""
    return {"name": name, "title": "professor", "email": email, "telephone": "+47 55 00 00 02"}


def answers_for(case: Application, *, applicant: dict, principal: dict, text: str, **own) -> dict:
    """Answers for every question of a form that must be answered: `own` by question key, the others by their kind."""
    usual = {
        "text": text,
        "person": applicant,
        "organisation": principal,
        "address": {"street": "Postboks 1", "postcode": "5020", "city": "Bergen", "reference": "R-17"},
        "period": {"from": START, "to": END},
        "date": "2024-03-14",
        "people": [
            {part: applicant[part] for part in ("name", "title", "email")} | {"affiliation": principal["name"]},
        ],
        "approvals": [{"reference": "2024/1017", "decided_on": "2024-03-14", "from": START, "to": END}],
        "documents": [{"document": text, "level": text, "reason": text}],
    }
    known = case.form_version.questions
    return fill(case, {key: value for key, value in own.items() if key in known}, usual)
