"""What the receiver owes after the delivery, as letters say it before the days are known (Q13, Q14)."""

from applications.models import Application
from portal.base.texts import pick


def obligations(case: Application, language: str) -> list[dict]:
    """The duties of the procedure: title, words, and how many months after what they are due."""
    own = case.authority.language
    return [
        {
            "title": pick(row["title"], language, fallback=own),
            "text": pick(row.get("text"), language, fallback=own),
            "after": row["after"],
            "months": row["months"],
        }
        for row in case.procedure.duties
    ]
