"""Facts of a case: what conditions are evaluated on, and what letters and invoices are written from."""

from django.core.exceptions import ValidationError

from applications.models import Application, Submission
from portal.base.numbers import check_organisation_number
from registries.kinds import rule_facts
from registries.models import FormVersion


def project_facts(form_version: FormVersion, values: dict) -> dict:
    """{fact: answer} for every question that stands for a project fact ("project.principal" → "principal")."""
    return {
        question.fact.removeprefix("project."): values[question.key]
        for question in form_version.questions.values()
        if question.fact and question.key in values
    }


def condition_facts(case: Application, values: dict) -> dict:
    """What the conditions of the form and of its attachments can name: answers, registries and variables."""
    rows = [row.variable for row in case.requested_variables.select_related("variable")]
    facts = rule_facts(case.form_version.questions.values(), values)
    facts |= _of_variables([{"identifying": row.identifying, "tags": row.tags} for row in rows])
    facts["registries"] = chosen_registries(case, values)
    facts["principal_is_approved"] = is_approved(case, values)
    return facts


def _of_variables(rows: list[dict]) -> dict:
    """What conditions can name of a variable list: how long it is, and what its variables are like (B13)."""
    return {
        "variables_count": float(len(rows)),
        "has_identifying_variables": any(row["identifying"] for row in rows),
        "variable_tags": sorted({tag for row in rows for tag in row.get("tags", ())}),
    }


def chosen_registries(case: Application, values: dict) -> list[str]:
    """The slugs of the registries that are chosen, whatever the question for them is called.

    A form without such a question is for the registries that the case was begun for (Q7).
    """
    keys = [key for key, question in case.form_version.questions.items() if question.kind == "registries"]
    if not keys:
        return sorted(registry.slug for registry in case.registries.all())
    return [slug for key in keys for slug in values.get(key) or []]


def is_approved(case: Application, values: dict) -> bool | None:
    """Whether the principal stands in the authority's list of today (B2); None while its number is missing or wrong."""
    number = (project_facts(case.form_version, values).get("principal") or {}).get("number", "")
    try:
        check_organisation_number(number, case.authority.country, case.authority.other_countries)
    except ValidationError:
        return None
    return case.authority.approves(number, case.authority.today())


def facts_of_submission(case: Application, submission: Submission) -> dict:
    """The same facts as a submission holds them: what the authority goes by."""
    content = submission.content
    facts = rule_facts(case.form_version.questions.values(), content["answers"])
    facts |= _of_variables(content["variables"])
    facts["registries"] = content["registries"]
    facts["principal_is_approved"] = content.get("principal_is_approved")
    return facts
