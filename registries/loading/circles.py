"""A form in which a question hangs on itself: it could be asked, or needed, only after it was answered."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from registries import rules
from registries.kinds import names_of
from registries.loading.places import Place
from registries.schema import Question

CONDITIONS = ("visible_when", "required_when")
# Names that stand in conditions for what a question of a kind, or with a fact, is answered with.
BY_KIND = {
    "registries": ("registries",),
    "variables": ("variables_count", "has_identifying_variables", "variable_tags"),
}
BY_FACT = {"project.principal": ("principal_is_approved",)}


def check_circles(questions: Iterable[tuple[Question, Place]]) -> None:
    """Report every condition that makes its question hang on itself, at once or round other questions."""
    asked = list(questions)
    known = known_as(question for question, _place in asked)
    reads = {question.key: reads_of(question, known) for question, _place in asked}
    for question, place in asked:
        for name in CONDITIONS:
            if way := way_back(question.key, questions_in(getattr(question, name), known), reads):
                sentence = _(
                    "The condition makes “%(key)s” depend on itself: %(way)s. Leave one of these out of a condition."
                )
                said = {"key": question.key, "way": " → ".join((question.key, *way))}
                (place / name).problem(sentence % said)


def known_as(questions: Iterable[Question]) -> dict[str, set[str]]:
    """{name in conditions: keys of the questions whose answers it stands for}."""
    found: dict[str, set[str]] = {}
    for question in questions:
        for name in (*names_of(question), *BY_KIND.get(question.kind, ()), *BY_FACT.get(question.fact, ())):
            found.setdefault(name, set()).add(question.key)
    return found


def reads_of(question: Question, known: dict[str, set[str]]) -> set[str]:
    """The keys of the questions that the conditions of a question read."""
    return set().union(*(questions_in(getattr(question, name), known) for name in CONDITIONS))


def questions_in(condition: str, known: dict[str, set[str]]) -> set[str]:
    """The keys of the questions that a condition reads; none of one that cannot be read, which is said elsewhere."""
    try:
        names = rules.keys_of(condition)
    except rules.RuleProblem:
        return set()
    return set().union(*(known.get(name, set()) for name in names))


def way_back(key: str, first: set[str], reads: dict[str, set[str]]) -> tuple[str, ...]:
    """The shortest way from the questions `first` over what they read back to `key`; () where there is none."""
    ways, seen = [(step,) for step in sorted(first)], set(first)
    for way in ways:
        if way[-1] == key:
            return way
        onward = sorted(reads.get(way[-1], set()) - seen)
        seen.update(onward)
        ways.extend((*way, step) for step in onward)
    return ()
