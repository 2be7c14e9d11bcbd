"""Why a condition holds or does not: each of its parts with its value, and what it read."""

import decimal
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rule_engine import ast

from registries.rules import keys_in, syntax, value_in

SIGNS = {
    **{"eq": "==", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<=", "add": "+", "sub": "-"},
    **{"mul": "*", "tdiv": "/", "fdiv": "//", "mod": "%", "eq_fzm": "=~", "eq_fzs": "=~~", "ne_fzm": "!~"},
    "ne_fzs": "!~~",
}


@dataclass(frozen=True)
class Part:
    """A part of a condition. `word` says how `parts` are joined: "and", "or", "not", or "" where it has none.

    `value` is True, False or None (unknown); `keys` are what it reads, in the order of the alphabet.
    """

    text: str
    value: bool | None
    keys: tuple[str, ...]
    word: str = ""
    parts: tuple["Part", ...] = ()


def explain(expression: str, facts: Mapping[str, Any]) -> Part:
    """A condition with the value of each of its parts, given `facts`. Raises RuleProblem where it is no expression."""
    root = syntax(expression)
    with decimal.localcontext(root.context.decimal_context):
        return _part(root, facts)


def _part(node, facts: Mapping[str, Any]) -> Part:
    word, below = "", []
    if isinstance(node, ast.LogicExpression):
        word, below = node.type, _joined(node, node.type)
    elif isinstance(node, ast.UnaryExpression) and node.type == "not" and _has_parts(node.right):
        word, below = "not", [node.right]
    parts = tuple(_part(child, facts) for child in below)
    return Part(in_words(node), value_in(node, facts), tuple(sorted(keys_in(node))), word, parts)


def _joined(node, word: str) -> list:
    """`a or b or c` as three parts beside each other, and not as two within two."""
    if isinstance(node, ast.LogicExpression) and node.type == word:
        return _joined(node.left, word) + _joined(node.right, word)
    return [node]


def _has_parts(node) -> bool:
    """Whether a part is made of parts that hold or do not hold by themselves."""
    return isinstance(node, ast.LogicExpression) or (isinstance(node, ast.UnaryExpression) and node.type == "not")


def in_words(node) -> str:
    """A part of a condition as it is written."""
    if isinstance(node, ast.SymbolExpression):
        return f"${node.name}" if node.scope else node.name
    if isinstance(node, ast.LiteralExpressionBase):
        return _literal(node.value)
    if isinstance(node, ast.UnaryExpression):
        return f"{'not ' if node.type == 'not' else '-'}{_enclosed(node.right)}"
    if isinstance(node, ast.ContainsExpression):
        return f"{in_words(node.member)} in {in_words(node.container)}"
    if isinstance(node, ast.LeftOperatorRightExpressionBase):
        return f"{_enclosed(node.left, node)} {SIGNS.get(node.type, node.type)} {_enclosed(node.right, node)}"
    return _seldom(node)


def _seldom(node) -> str:
    """The parts of which hardly any condition is made."""
    if isinstance(node, ast.TernaryExpression):
        return f"{in_words(node.condition)} ? {in_words(node.case_true)} : {in_words(node.case_false)}"
    if isinstance(node, ast.CoalesceExpression):
        return f"{in_words(node.left)} ?? {in_words(node.right)}"
    if isinstance(node, ast.GetAttributeExpression):
        return f"{in_words(node.object)}.{node.name}"
    if isinstance(node, ast.GetItemExpression):
        return f"{in_words(node.container)}[{in_words(node.item)}]"
    if isinstance(node, ast.FunctionCallExpression):
        return f"${node.function.name}({', '.join(map(in_words, node.arguments))})"
    return "…"


def _enclosed(node, around=None) -> str:
    """A part, in brackets where it would else be read together with what stands beside it."""
    joins = isinstance(node, ast.LeftOperatorRightExpressionBase) and getattr(around, "type", "") != node.type
    return f"({in_words(node)})" if joins and (around is None or _has_parts(node)) else in_words(node)


def _literal(value: Any) -> str:
    if isinstance(value, ast.ASTNodeBase):
        return in_words(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, date):
        return f"d'{value:%Y-%m-%d}'"
    if isinstance(value, str):
        return f"'{value}'"
    return f"{value.normalize():f}" if isinstance(value, decimal.Decimal) else str(value)
