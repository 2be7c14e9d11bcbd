"""Facts of a case: what conditions are evaluated on, and what letters and invoices are written from."""

from applications.models import Application
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
    rows = list(case.requested_variables.select_related("variable"))
    facts = rule_facts(case.form_version.questions.values(), values)
    facts["variables_count"] = float(len(rows))
    facts["has_identifying_variables"] = any(row.variable.identifying for row in rows)
    facts.setdefault("registries", [])
    return facts
