"""Conditions of a form, an attachment or a checklist row: rule-engine expressions with three-valued logic.

Unanswered keys are unknown. `a or b` is true as soon as one of them is, `a and b` false as soon as one of them is,
`not a` unknown while `a` is, and a comparison with something unknown is unknown. rule-engine itself refuses unknown
keys, so the logic is walked here and only what is fully known is handed to it.
"""

import decimal
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from rule_engine import Context, DataType, Rule, ast, errors

UNKNOWN = None
COMMON_TYPES = {
    "principal_is_authority": DataType.BOOLEAN,
    "registries": DataType.ARRAY(DataType.STRING),
    "variables_count": DataType.FLOAT,
    "has_identifying_variables": DataType.BOOLEAN,
    "variable_tags": DataType.ARRAY(DataType.STRING),
    "principal_is_approved": DataType.BOOLEAN,
}


class RuleProblem(ValueError):
    """An expression that cannot be used, with a sentence that says why."""


def parse(
    expression: str, known_keys: Mapping[str, Any] | Iterable[str], *, common: Mapping[str, Any] = COMMON_TYPES
) -> None:
    """Check an expression over `known_keys` (names, or names with their rule-engine types).

    `common` are the names that it may use besides: those of every case; a self-check, which has no case, has none.
    Raises RuleProblem: not an expression, an unknown key, kinds that cannot be compared, or a part that three-valued
    logic does not know (a comprehension).
    """
    types = dict(known_keys) if isinstance(known_keys, Mapping) else dict.fromkeys(known_keys, DataType.UNDEFINED)
    try:
        statement = Rule(expression, context=_context(dict(common) | types)).statement
    except errors.SymbolResolutionError as error:
        sentence = _("The condition names “%(key)s”, which is no question here.") % {"key": error.symbol_name}
        raise RuleProblem(sentence) from error
    except (errors.EngineError, RecursionError) as error:
        raise _unreadable(expression, error) from error
    for node in _walk(statement.expression):
        if isinstance(node, ast.ComprehensionExpression):
            raise RuleProblem(_("The condition “%(text)s” has a loop; use “in”, “and”, “or”.") % {"text": expression})
        if _never_equal(node):
            sentence = _("The condition “%(text)s” compares two things of different kinds, so it never changes.")
            raise RuleProblem(sentence % {"text": expression})


def holds(expression: str, facts: Mapping[str, Any]) -> bool | None:
    """Whether the condition holds: True, False, or None while that is unknown.

    `facts` maps keys to values; a key that is missing or None is unknown, as is a value of the wrong type.
    """
    rule = _compiled(expression)
    with decimal.localcontext(rule.context.decimal_context):
        return value_in(rule.statement.expression, facts)


def keys_of(expression: str) -> set[str]:
    """The keys that a condition reads; none for an empty one. Raises RuleProblem where it is no expression."""
    return keys_in(syntax(expression)) if expression.strip() else set()


def syntax(expression: str):
    """The root of a condition as rule-engine reads it. Raises RuleProblem where it is no expression."""
    try:
        return _compiled(expression).statement.expression
    except (errors.EngineError, RecursionError) as error:
        raise _unreadable(expression, error) from error


def _unreadable(expression: str, error: Exception) -> RuleProblem:
    why = error.message if isinstance(error, errors.EngineError) else _("it is nested too deeply")
    return RuleProblem(_("The condition “%(text)s” cannot be read: %(why)s.") % {"text": expression, "why": why})


def keys_in(node) -> set[str]:
    """The keys that a part of a condition reads."""
    return {part.name for part in _walk(node) if isinstance(part, ast.SymbolExpression) and part.scope is None}


def value_in(node, facts: Mapping[str, Any]) -> bool | None:
    """Whether a part of a condition holds: True, False, or None while that is unknown."""
    value = _value(node, facts)
    return UNKNOWN if value is UNKNOWN else bool(value)


def is_true(expression: str, facts: Mapping[str, Any], *, when_empty: bool = False) -> bool:
    """Whether the condition surely holds: unknown counts as false; an empty condition is `when_empty`."""
    return holds(expression, facts) is True if expression.strip() else when_empty


def _never_equal(node) -> bool:
    """Whether `==` or `!=` stands between kinds that can never be equal, which rule-engine lets pass."""
    if type(node) is not ast.ComparisonExpression:
        return False
    kinds = (node.left.result_type, node.right.result_type)
    return DataType.NULL not in kinds and not DataType.is_compatible(*kinds)


def _context(types: Mapping[str, Any] | None = None) -> Context:
    return Context(type_resolver=types, default_timezone="utc")


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Rule:
    return Rule(expression, context=_context())


def _value(node, facts: Mapping[str, Any]):
    """The value of a node; UNKNOWN where it hangs on something that is."""
    if isinstance(node, ast.LogicExpression):
        return _logic(node, facts)
    if isinstance(node, ast.UnaryExpression) and node.type == "not":
        value = _value(node.right, facts)
        return UNKNOWN if value is UNKNOWN else not value
    if isinstance(node, ast.TernaryExpression):
        return _either(node, facts)
    if isinstance(node, ast.CoalesceExpression):
        value = _value(node.left, facts)
        return _value(node.right, facts) if value is UNKNOWN else value
    return _plain(node, facts)


def _logic(node, facts: Mapping[str, Any]) -> bool | None:
    """Kleene's `and` and `or`: one side can settle it, whatever the other is."""
    settles = node.type == "or"
    sides = [_value(node.left, facts), _value(node.right, facts)]
    if any(side is not UNKNOWN and bool(side) is settles for side in sides):
        return settles
    return UNKNOWN if UNKNOWN in sides else not settles


def _either(node, facts: Mapping[str, Any]):
    """`condition ? a : b`: while the condition is unknown, known only where both ways lead to the same."""
    condition = _value(node.condition, facts)
    cases = [_value(node.case_true, facts), _value(node.case_false, facts)]
    if condition is not UNKNOWN:
        return cases[0 if condition else 1]
    return cases[0] if cases[0] == cases[1] else UNKNOWN


def _plain(node, facts: Mapping[str, Any]):
    """A part without logic of its own: unknown as soon as one of its keys is."""
    if any(facts.get(key) is UNKNOWN for key in keys_in(node)):
        return UNKNOWN
    try:
        return node.evaluate(facts)
    except (errors.EngineError, ArithmeticError):  # decimal lets its own through: a text that is read as a number
        return UNKNOWN


def _walk(node):
    """The node and every node below it."""
    yield node
    slots = {name for cls in type(node).__mro__ for name in getattr(cls, "__slots__", ())}
    for name in sorted(slots | set(vars(node))):
        child = getattr(node, name, None)
        for part in child if isinstance(child, (list, tuple)) else [child]:
            if isinstance(part, ast.ASTNodeBase):
                yield from _walk(part)
