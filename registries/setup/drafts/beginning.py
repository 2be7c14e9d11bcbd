"""What a draft begins with: the newest version of its form, and of the procedure that goes with it."""

from datetime import timedelta
from typing import Any

from registries.loading.export import form_tables, procedure_tables
from registries.models import ApplicationKind, Authority, FormVersion, Procedure

NEW = ApplicationKind.NEW
# What a draft says in fields of its own, or gets when it is published.
OWN_FIELDS = ("kind", "valid_from", "version")


def newest_form(authority: Authority, kind: str, registry_slug: str = "") -> FormVersion | None:
    """The version that the next one follows: it holds today, or has been published for a later day."""
    forms = authority.form_versions.filter(kind=kind, registry_slug=registry_slug)
    return forms.order_by("-valid_from").first()


def newest_procedure(authority: Authority, kind: str) -> Procedure | None:
    """The procedure that the next one follows; None where applications of `kind` have none yet."""
    return authority.procedures.filter(kind=kind).order_by("-valid_from").first()


def first_content(authority: Authority, kind: str, registry_slug: str = "") -> dict[str, Any]:
    """The tables that a draft begins with.

    A registry without a form of its own begins with the common one, changes that nobody can apply for yet with what
    holds for new applications, and an authority without any form with nothing.
    """
    form = newest_form(authority, kind, registry_slug) or newest_form(authority, kind) or newest_form(authority, NEW)
    tables = form_tables(form) if form else {"sections": [], "attachments": []}
    content = {name: tables[name] for name in ("sections", "attachments")}
    if registry_slug:
        return content | {"form": {"source": form.source if form else ""}}
    procedure = newest_procedure(authority, kind) or newest_procedure(authority, NEW)
    return content | (_procedure(procedure) if procedure else {"procedure": {}, "stages": []})


def _procedure(procedure: Procedure) -> dict[str, Any]:
    tables = procedure_tables(procedure)
    said = {name: value for name, value in tables["procedure"].items() if name not in OWN_FIELDS}
    return tables | {"procedure": said}


def first_name(authority: Authority, kind: str, registry_slug: str = "") -> str:
    """What a draft is called until somebody calls it otherwise: the first day that it could hold from."""
    newest = newest_form(authority, kind, registry_slug)
    day = max(authority.today(), newest.valid_from if newest else authority.today()) + timedelta(days=1)
    return day.isoformat()
