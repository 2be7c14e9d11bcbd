"""The one registry of question kinds. Each gives form fields, checks an answer, shows it, and compares two."""

from collections.abc import Iterable, Mapping
from typing import Any

from registries.kinds.base import Kind, Problem
from registries.kinds.choices import ChoiceKind, ChoicesKind, StatementKind, YesNoKind
from registries.kinds.codes import IcdCodesKind
from registries.kinds.dates import DateKind, PeriodKind
from registries.kinds.numbers import MoneyKind, NumberKind
from registries.kinds.parties import AddressKind, OrganisationKind, PersonKind
from registries.kinds.rows import AttachmentsKind, FileKind, RegistriesKind, VariablesKind
from registries.kinds.tables import ApprovalsKind, DocumentsKind, PeopleKind
from registries.kinds.text import LongTextKind, TextKind, TextOrReferenceKind
from registries.schema import Question

KINDS: dict[str, Kind] = {
    kind.name: kind()
    for kind in (
        TextKind,
        LongTextKind,
        TextOrReferenceKind,
        NumberKind,
        MoneyKind,
        DateKind,
        PeriodKind,
        YesNoKind,
        ChoiceKind,
        ChoicesKind,
        PersonKind,
        OrganisationKind,
        AddressKind,
        IcdCodesKind,
        RegistriesKind,
        VariablesKind,
        AttachmentsKind,
        FileKind,
        StatementKind,
        PeopleKind,
        DocumentsKind,
        ApprovalsKind,
    )
}


def kind_of(question: Question) -> Kind:
    """The kind of a question; raises KeyError where the portal knows none of that name."""
    return KINDS[question.kind]


def rule_types(questions: Iterable[Question]) -> dict[str, Any]:
    """The keys that a condition may name, with their rule-engine types: questions, and the facts they stand for."""
    types = {}
    for question in questions:
        if (rule_type := kind_of(question).rule_type) is not None:
            types |= dict.fromkeys(names_of(question), rule_type)
    return types


def rule_facts(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts for conditions (registries.rules.holds) from answers as they stand; unknown ones are left out."""
    facts = {}
    for question in questions:
        fact = kind_of(question).to_fact(answers.get(question.key))
        if fact is not None:
            facts |= dict.fromkeys(names_of(question), fact)
    return facts


def names_of(question: Question) -> list[str]:
    """The names of a question in conditions: its key, and its fact without “project.”."""
    return [question.key, question.fact.removeprefix("project.")] if question.fact else [question.key]


__all__ = ["KINDS", "Kind", "Problem", "kind_of", "names_of", "rule_facts", "rule_types"]
