"""The variables that letters list: what is disclosed of that which was applied for."""

import re

from applications.models import Application, Decision, DecisionRow
from applications.scope import changed_by, scope_with, withheld
from applications.specifying import left_out, without
from portal.base.texts import pick


def disclosed_groups(case: Application, decision: Decision, language: str) -> list[dict]:
    """Of each registry from which something is disclosed: its name, and the variables that are."""
    rows = list(decision.rows.select_related("registry"))
    granted = {row.registry.slug: row.registry.name for row in rows if row.granted}
    return [
        _group(case, name, disclosed_variables(case, rows, slug), _scopes(rows, slug), language)
        for slug, name in granted.items()
    ]


def agreed_content(case: Application) -> dict:
    """The newest submission, without the variables that an accepted specification leaves out (S17)."""
    if case.newest_submission is None:
        return {"variables": []}
    content = case.newest_submission.content
    return content | {"variables": without(content["variables"], case.pk, left_out([case.pk]))}


def disclosed_variables(case: Application, rows: list[DecisionRow], registry: str) -> list[dict]:
    """The variables of a registry that are applied for and agreed on, less those that a refused row names.

    A change that is refused in part leaves what it refuses as it was granted before (B16).
    """
    content = agreed_content(case)
    before = changed_by(case) if case.newest_submission else None
    if before is not None:  # what a change leaves as it was belongs to it
        after = scope_with(before, case, content, rows)
        return [row for row in after.variables if row["registry"] == registry]
    refused = withheld(rows, registry)
    asked = (row for row in content["variables"] if row["registry"] == registry)
    return [row for row in asked if row["name"].casefold() not in refused]


def _scopes(rows: list[DecisionRow], registry: str) -> list[str]:
    return [row.scope for row in rows if row.registry.slug == registry and row.granted and row.scope]


def _group(case: Application, name, variables: list[dict], scopes: list[str], language: str) -> dict:
    own = case.authority.language
    listed = [{"name": row["name"], "label": pick(row["label"], language, fallback=own)} for row in variables]
    return {"registry": pick(name, language, fallback=own), "scopes": scopes, "variables": listed}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
