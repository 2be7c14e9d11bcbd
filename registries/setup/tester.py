"""The rules of a draft tried out on chosen answers: which of them hold, and why. Nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from registries.explaining import Part, explain
from registries.kinds import kind_of, names_of, rule_facts
from registries.loading.checking import DraftVersions
from registries.models import Authority, Variable
from registries.rules import RuleProblem
from registries.schema import Choice, Question, Text

# What is so in a case in which nothing has been chosen yet; every other key is unknown until it is answered.
AT_FIRST = {"variables_count": 0.0, "has_identifying_variables": False, "variable_tags": [], "registries": []}


@dataclass(frozen=True)
class Rule:
    """A condition of a draft: of what, and what happens when it holds ("visible", "required" or "checked")."""

    part: str
    key: str
    label: Text
    effect: str
    condition: str
    steps: tuple = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a rule holds: True, False, or None for unknown, which counts as False. `why` is None where unreadable."""

    rule: Rule
    value: bool | None
    why: Part | None


def rules_of(versions: DraftVersions) -> list[Rule]:
    """Every condition of a draft, in the order of the form; then those of its attachments and of its checklist."""
    found = [
        Rule("questions", question.key, question.label, effect, condition, ("sections", at, "questions", number, name))
        for at, section in enumerate(versions.form.sections)
        for number, question in enumerate(section.questions)
        for name, effect in (("visible_when", "visible"), ("required_when", "required"))
        if (condition := getattr(question, name))
    ]
    for number, row in enumerate(versions.rules):
        if row.required_when:
            steps = ("attachments", number, "required_when")
            found.append(Rule("attachments", row.key, row.label, "required", row.required_when, steps))
    for number, row in enumerate(versions.procedure.checklist if versions.procedure else []):
        if row.get("when"):
            steps = ("checklist", number, "when")
            found.append(Rule("checklist", row["key"], row["label"], "checked", row["when"], steps))
    return found


def try_out(rules: Iterable[Rule], facts: Mapping[str, Any]) -> list[Verdict]:
    """Each rule with whether it holds, given `facts`."""
    return [_verdict(rule, facts) for rule in rules]


def _verdict(rule: Rule, facts: Mapping[str, Any]) -> Verdict:
    try:
        why = explain(rule.condition, facts)
    except RuleProblem:
        return Verdict(rule, None, None)
    return Verdict(rule, why.value, why)


def keys_read(verdicts: Iterable[Verdict]) -> set[str]:
    """Every key that a condition reads."""
    return {key for verdict in verdicts if verdict.why for key in verdict.why.keys}


def asked_for(versions: DraftVersions, read: set[str]) -> list[Question]:
    """What has to be answered to try the rules out: the questions that conditions read, and the facts of a case.

    A table is asked for by the number of its rows, which is all that a condition sees of it.
    """
    found = [question for question in versions.form.questions.values() if read & set(names_of(question))]
    found = [question for question in found if kind_of(question).rule_type is not None]
    there = {name for question in found for name in names_of(question)}
    chosen = [question for question in versions.form.questions.values() if question.kind == "registries"]
    if chosen and "registries" in read and "registries" not in there:
        found.append(chosen[0])
        there.add("registries")
    found += [question for key, question in _of_every_case(versions.form.authority).items() if key in read - there]
    return [_by_number(question) if kind_of(question).is_table else question for question in found]


def _by_number(question: Question) -> Question:
    unit = _("number of rows")
    label = {code: f"{text} ({unit})" for code, text in question.label.items()}
    return replace(question, kind="number", label=label, help={}, options={}, min=0)


def _of_every_case(authority: Authority) -> dict[str, Question]:
    """The facts that every case has, as questions of the tester."""
    tags = Variable.objects.filter(registry__authority=authority).exclude(tags=[]).values_list("tags", flat=True)
    known = sorted({tag for row in tags for tag in row})
    said = (
        Question("principal_is_authority", "yes_no", {"en": _("Is the research principal an authority?")}),
        Question("principal_is_approved", "yes_no", {"en": _("Is the research principal an approved institution?")}),
        Question("registries", "registries", {"en": _("Which registries are chosen?")}),
        Question("variables_count", "number", {"en": _("How many variables are in the list?")}, min=0),
        Question("has_identifying_variables", "yes_no", {"en": _("Is there a variable that points out a person?")}),
        Question(
            "variable_tags",
            "choices",
            {"en": _("What are the variables in the list marked with?")},
            choices=tuple(Choice(tag, {"en": tag}) for tag in known),
        ),
    )
    return {question.key: question for question in said}


def answers_of(asked: Iterable[Question], data: Mapping) -> dict[str, Any]:
    """What was chosen, from the address of the page."""
    return {question.key: kind_of(question).gather(question, data) for question in asked}


def facts_of(versions: DraftVersions, asked: list[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that conditions are tried on: what was chosen, and what is so in every new case."""
    facts = rule_facts(asked, answers)
    for question in asked:
        original = versions.form.questions.get(question.key)
        # A table without rows is unknown to a condition, as in a case.
        if original and kind_of(original).is_table and not facts.get(question.key):
            facts = {name: value for name, value in facts.items() if name not in names_of(question)}
        if question.kind == "registries" and facts.get(question.key):
            facts["registries"] = facts[question.key]
    return AT_FIRST | facts
