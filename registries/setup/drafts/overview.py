"""The forms of an authority: the versions of each, and the draft of the next one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registries.models import ApplicationKind, Authority, FormDraft, FormVersion, Registry


@dataclass
class FormLine:
    """A form of an authority: of a kind, for all registries or for one."""

    kind: str
    registry_slug: str
    name: str
    versions: list[tuple[FormVersion, str]]  # newest first, each with "holds", "ahead" or "past"
    draft: FormDraft | None


def forms_of(authority: Authority) -> dict[str, Any]:
    """The authority's forms: {"lines": those that there are, "own": registries that could get one of their own}."""
    registries = {registry.slug: registry for registry in authority.registries.all()}
    versions = list(authority.form_versions.order_by("-valid_from"))
    drafts = list(authority.form_drafts.filter(published_at=None, discarded_at=None).select_related("changed_by"))
    there = {(row.kind, row.registry_slug) for row in [*versions, *drafts]}
    wanted = {(kind, "") for kind in ApplicationKind.values} | there
    order = sorted(wanted, key=lambda group: (group[1] != "", group[1], ApplicationKind.values.index(group[0])))
    lines = [_line(authority, group, registries, versions, drafts) for group in order]
    return {"lines": lines, "own": [row for slug, row in registries.items() if ("new", slug) not in there]}


def _line(authority: Authority, group: tuple[str, str], registries: dict[str, Registry], versions, drafts) -> FormLine:
    kind, slug = group
    own = [row for row in versions if (row.kind, row.registry_slug) == group]
    return FormLine(
        kind,
        slug,
        form_name(kind, registries.get(slug)),
        _with_state(own, authority.today()),
        next((row for row in drafts if (row.kind, row.registry_slug) == group), None),
    )


def _with_state(versions: list[FormVersion], today: date) -> list[tuple[FormVersion, str]]:
    holds = next((row for row in versions if row.valid_from <= today), None)
    return [(row, "ahead" if row.valid_from > today else "holds" if row is holds else "past") for row in versions]


def form_name(kind: str, registry: Registry | None) -> str:
    """What a form is for."""
    label = _("New applications") if kind == ApplicationKind.NEW else _("Applications for changes")
    return f"{label} · {registry}" if registry else label
