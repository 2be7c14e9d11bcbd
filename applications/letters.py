"""The letters of a case: their frozen context, and the page that WeasyPrint prints."""


def context_for(kind, case, *, day, **subject) -> dict:
    return {"kind": kind, "number": case.case_number, "day": day.isoformat()}


def to_html(kind, language, context) -> str:
    return f"<html lang='{language}'><title>{kind}</title><h1>{kind} {context['number']}</h1></html>"
