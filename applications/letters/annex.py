"""The variables that letters list: what is applied for, and what of it is disclosed."""

import re

from applications.models import Application, Decision, DecisionRow
from applications.scope import changed_by, scope_with, withheld
from portal.base.texts import pick


def disclosed_groups(case: Application, decision: Decision, language: str) -> list[dict]:
    """Of each registry from which something is disclosed: its name, and the variables that are."""
    rows = list(decision.rows.select_related("registry"))
    granted = {row.registry.slug: row.registry.name for row in rows if row.granted}
    return [
        _group(case, name, disclosed_variables(case, rows, slug), _scopes(rows, slug), language)
        for slug, name in granted.items()
    ]


def requested_groups(case: Application, language: str) -> list[dict]:
    """Of each registry of the case: its name, and the variables that are applied for."""
    return [_group(case, row.name, requested(case, row.slug), [], language) for row in case.registries.order_by("slug")]


def requested(case: Application, registry: str) -> list[dict]:
    """The variables of a registry that the newest submission asks for."""
    content = case.newest_submission.content if case.newest_submission else {"variables": []}
    return [row for row in content["variables"] if row["registry"] == registry]


def disclosed_variables(case: Application, rows: list[DecisionRow], registry: str) -> list[dict]:
    """The variables of a registry that are applied for, less those that a refused row names.

    A change that is refused in part leaves what it refuses as it was granted before (B16).
    """
    before = changed_by(case) if case.newest_submission else None
    if before is not None:  # what a change leaves as it was belongs to it
        after = scope_with(before, case, case.newest_submission.content, rows)
        return [row for row in after.variables if row["registry"] == registry]
    refused = withheld(rows, registry)
    return [row for row in requested(case, registry) if row["name"].casefold() not in refused]


def _scopes(rows: list[DecisionRow], registry: str) -> list[str]:
    return [row.scope for row in rows if row.registry.slug == registry and row.granted and row.scope]


def _group(case: Application, name, variables: list[dict], scopes: list[str], language: str) -> dict:
    own = case.authority.language
    listed = [{"name": row["name"], "label": pick(row["label"], language, fallback=own)} for row in variables]
    return {"registry": pick(name, language, fallback=own), "scopes": scopes, "variables": listed}


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
