"""The published version that a draft of a form goes beyond."""

from datetime import date
from typing import Any

from registries.loading.export import form_tables, procedure_tables
from registries.models import FormDraft, FormVersion, Procedure


def form_before(draft: FormDraft) -> FormVersion | None:
    """The newest published form that the draft goes beyond, or went beyond when it was published; None for a first."""
    return _newest(draft, draft.authority.form_versions.filter(kind=draft.kind, registry_slug=draft.registry_slug))


def procedure_before(draft: FormDraft) -> Procedure | None:
    """The newest procedure that the draft goes beyond; None for a registry's own form, which has none (Q5)."""
    return None if draft.registry_slug else _newest(draft, draft.authority.procedures.filter(kind=draft.kind))


def _newest(draft: FormDraft, versions):
    if draft.published_at:
        versions = versions.filter(valid_from__lt=draft.valid_from)
    return versions.order_by("-valid_from").first()


def tables_before(draft: FormDraft) -> dict[str, Any]:
    """What is published, as the tables of a catalogue file; {} where nothing is."""
    procedure, form = procedure_before(draft), form_before(draft)
    return (procedure_tables(procedure) if procedure else {}) | (form_tables(form) if form else {})


def newest_day(draft: FormDraft) -> date | None:
    """The day from which the newest published version holds, of the form or of its procedure; None without any."""
    versions = (form_before(draft), procedure_before(draft))
    return max((version.valid_from for version in versions if version), default=None)
