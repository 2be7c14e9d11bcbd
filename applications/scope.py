"""What is in force of a family of cases: a granted case together with every change of it (B16).

A decision to grant a change replaces what was granted before from its day on. What it refuses stays as it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from applications.models import Application, Decision, DecisionRow, RequestedVariable
from applications.specifying import left_out, without
from portal.base.clock import today
from registries.kinds import kind_of
from registries.kinds.dates import read_date
from registries.models import Registry
from registries.schema import Question

NEVER_COMPARED = ("registries", "statement")  # the registries are compared by themselves, what is accepted is no scope


@dataclass(frozen=True)
class Said:
    """A question with its answer."""

    question: Question
    value: Any

    def as_answer_to(self, question: Question) -> Any:
        """The same said to another question about it. Forms may ask in another kind, or for fewer parts."""
        common = kind_of(self.question).to_common(self.question, self.value)
        return kind_of(question).from_common(question, common)


@dataclass(frozen=True)
class Scope:
    """What may be disclosed and used: registries, variables, period, and what else the application said."""

    case: Application
    registries: dict[str, dict]  # slug → name
    variables: list[dict]  # as a submission holds them
    facts: dict
    answers: dict[str, Said]  # by project fact, else by the key of the question
    decision: Decision | None = None
    since: date | None = None  # the day of the decision; None while it is only applied for
    replaced_on: date | None = None
    replaced_by: Application | None = None

    @property
    def period(self) -> dict:
        """The years of the data, as ISO dates under “from” and “to”; {} where none were named."""
        return self.facts.get("period") or {}

    @property
    def days(self) -> list[date]:
        """The first and the last day of the period; [] where it is not whole."""
        days = [read_date(self.period.get(end)) for end in ("from", "to")]
        return days if all(days) else []

    @property
    def groups(self) -> list[tuple[dict, list[str]]]:
        """Of each registry its name and those of its variables; none where it is lent as applied for."""
        return [
            (name, [row["name"] for row in self.variables if row["registry"] == slug])
            for slug, name in self.registries.items()
        ]

    @property
    def is_in_force(self) -> bool:
        """Whether no later decision has replaced it."""
        return self.since is not None and self.replaced_on is None


def family_of(case: Application) -> list[Application]:
    """The case, what it changes, and every other change of that, oldest first."""
    same_place = Application.objects.filter(project=case.project_id, authority=case.authority_id)
    cases = {one.pk: one for one in same_place.select_related("authority", "form_version").order_by("pk")}
    roots = {pk: _root(pk, cases) for pk in cases}
    return [one for pk, one in cases.items() if roots[pk] == roots[case.pk]]


def _root(pk: int, cases: dict[int, Application]) -> int:
    while cases[pk].parent_id in cases:
        pk = cases[pk].parent_id
    return pk


def scopes_of(case: Application) -> list[Scope]:
    """Everything that was ever granted in the family of a case, oldest first. The last one is in force."""
    scopes: list[Scope] = []
    family = family_of(case)
    gone = left_out(one.pk for one in family)
    for decision in _grants_in(family):
        one = decision.application
        content, day = one.newest_submission.content, today(decision.decided_at, one.authority.time_zone)
        content = content | {"variables": without(content["variables"], one.pk, gone)}
        before = scopes[-1] if scopes else None
        if before is not None:
            scopes[-1] = replace(before, replaced_on=day, replaced_by=one)
        rows = list(decision.rows.all())
        scopes.append(replace(scope_with(before, one, content, rows), decision=decision, since=day))
    return scopes


def _grants_in(family: list[Application]) -> list[Decision]:
    """The decision to grant of each case of a family that has one that stands, in the order of their moments."""
    cases = {case.pk: case for case in family}
    standing = Application.objects.granted().filter(pk__in=cases)
    taken = Decision.objects.filter(application__in=standing).exclude(decided_at=None)
    newest = {one.application_id: one for one in taken.prefetch_related("rows__registry").order_by("decided_at", "pk")}
    for decision in newest.values():
        decision.application = cases[decision.application_id]
    return sorted(newest.values(), key=_moment)


def _moment(decision: Decision) -> tuple[datetime, int]:
    return decision.decided_at, decision.pk


def scopes_to_show(case: Application) -> list[Scope]:
    """What was granted in the family of a case, newest first; [] where the case's own decision says it all."""
    if case.parent_id is None and not case.has_changes:
        return []
    return scopes_of(case)[::-1]


def in_force(case: Application) -> Scope | None:
    """What is in force now of the family of a case; None while nothing is granted."""
    return next(reversed(scopes_of(case)), None)


def changed_by(case: Application) -> Scope | None:
    """What a change application changes: what was in force when it was decided, or is now. None without anything."""
    scopes = [scope for scope in scopes_of(case) if scope.case.pk != case.pk] if case.is_change else []
    own = case.decisions.exclude(decided_at=None).order_by("-pk").first()
    if own is not None:
        scopes = [scope for scope in scopes if _moment(scope.decision) < _moment(own)]
    return scopes[-1] if scopes else None


def scope_with(before: Scope | None, case: Application, content: dict, rows: list[DecisionRow] | None = None) -> Scope:
    """What holds once `case` is granted as a decision's `rows` say; None for the rows: just as it is applied for.

    `content` is what was sent, or would be sent now.
    """
    return Scope(
        case=case,
        registries=_asked_registries(case, content) if rows is None else _granted_registries(rows, before),
        variables=content["variables"] if rows is None else _granted_variables(content["variables"], rows, before),
        facts=(before.facts if before else {}) | content["facts"],
        answers=(before.answers if before else {}) | _said(case, content, before),
    )


def _asked_registries(case: Application, content: dict) -> dict[str, dict]:
    found = Registry.objects.filter(authority=case.authority_id, slug__in=content["registries"])
    return {registry.slug: registry.name for registry in found.order_by("slug")}


def _granted_registries(rows: list[DecisionRow], before: Scope | None) -> dict[str, dict]:
    """The registries of granted rows, and those that a refusal leaves as they were."""
    names = {row.registry.slug: row.registry.name for row in rows}
    granted = {row.registry.slug for row in rows if row.granted}
    held = set(before.registries) if before else set()
    return {slug: name for slug, name in names.items() if slug in granted | held}


def _granted_variables(asked: list[dict], rows: list[DecisionRow], before: Scope | None) -> list[dict]:
    """What is asked for and not refused, and what a refusal leaves as it was."""
    granted = {row.registry.slug for row in rows if row.granted}
    words = {row.registry.slug: withheld(rows, row.registry.slug) for row in rows}

    def is_refused(row: dict) -> bool:
        slug = row["registry"]
        return slug in words and (slug not in granted or row["name"].casefold() in words[slug])

    new = [row for row in asked if row["registry"] in granted and not is_refused(row)]
    return new + [row for row in (before.variables if before else []) if is_refused(row)]


def withheld(rows: Iterable[DecisionRow], registry: str) -> set[str]:
    """The words, in small letters, by which a decision names what it refuses of a registry."""
    refused = [row.scope for row in rows if row.registry.slug == registry and not row.granted]
    return {word.casefold() for scope in refused for word in re.findall(r"\w+", scope)}


def _said(case: Application, content: dict, before: Scope | None) -> dict[str, Said]:
    """The answers by name. What only the form of a change asks (such as why it is needed) is no part of the scope."""
    first = before.case if before and not before.case.is_change else None if case.is_change else case
    known = first.form_version.questions if first else {}
    said = {}
    for key, value in content["answers"].items():
        question = case.form_version.questions.get(key)
        if question is None or question.kind in NEVER_COMPARED or not kind_of(question).has_value:
            continue
        is_known = key in known and known[key].kind == question.kind
        if question.fact or is_known or (before is not None and key in before.answers):
            said[question.fact.removeprefix("project.") or key] = Said(question, value)
    return said


def rows_in_force(scope: Scope) -> list[RequestedVariable]:
    """The rows of variable lists that a scope rests on, each variable once, as they were last asked for."""
    wanted = [(row["registry"], row["name"]) for row in scope.variables]
    rows = RequestedVariable.objects.filter(application__in=family_of(scope.case)).order_by("application_id", "pk")
    found = {(row.registry.slug, row.variable.name): row for row in rows.select_related("registry", "variable")}
    return [found[key] for key in dict.fromkeys(wanted) if key in found]


def why_unchangeable(case: Application) -> str:
    """The sentence for whoever wants to change a case in which nothing is granted."""
    words = {"number": case.case_number or case.title}
    if case.is_refused:
        return (
            _(
                "Case %(number)s was refused, so there is nothing in force that could be changed. Nothing was begun, "
                "and the case is as it was. Begin a new application, or appeal while there is time."
            )
            % words
        )
    if case.is_before_decision:
        return (
            _(
                "Case %(number)s is not decided yet. Nothing was begun, and the case is as it was. Write a message in "
                "it to say what should be different."
            )
            % words
        )
    return (
        _(
            "Nothing is granted in case %(number)s, so there is nothing that could be changed. Nothing was begun, and "
            "the case is as it was. Begin a new application."
        )
        % words
    )
