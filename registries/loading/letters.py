"""An authority's own letters, checked by their parse tree: harmless tags, and placeholders that the letter has."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Template,
    TextNode,
    TokenType,
    Variable,
    VariableNode,
)
from django.template.defaulttags import CommentNode, FirstOfNode, ForNode, IfNode, LoadNode, SpacelessNode, WithNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import gettext as _

from registries.letters import LETTERS, TEXT, placeholders

LIBRARIES = ("i18n", "letter_tags", "portal_tags")
# What a letter holds comes from whoever applied, too: it stays text.
UNSAFE_FILTERS = frozenset({"safe", "safeseq"})
CONSTANTS = dict.fromkeys(("True", "False", "None"), TEXT)
LOOP = dict.fromkeys(("counter", "counter0", "revcounter", "revcounter0", "first", "last"), TEXT)
HOME = "letters/"


class Anything(dict):
    """What the check cannot know: the outcome of a filter."""


Found = list[tuple[int, str]]


def letter_problems(name: str, source: str, references: Iterable[str]) -> Found:
    """What is wrong with an authority's version of the letter `name`: (line, sentence) each.

    `references` are the keys of its paragraphs of law.
    """
    if name not in LETTERS:
        said = {"name": name, "known": ", ".join(sorted(LETTERS))}
        return [(1, _("There is no letter “%(name)s”; known: %(known)s.") % said)]
    try:
        template = restricted_engine().from_string(source)
    except TemplateSyntaxError as error:
        line = error.token.lineno if getattr(error, "token", None) else 1
        return [(line, _("This cannot be read: %(why)s.") % {"why": " ".join(str(error).split()).rstrip(".")})]
    check = LetterCheck(source.split("\n"))
    check.nodes(template.nodelist, CONSTANTS | placeholders(name, references))
    return sorted(set(check.found))


def restricted_engine() -> Engine:
    """An engine that reads templates with the portal's letter tags, and none that a letter has no use for."""
    libraries = engines["django"].engine.libraries
    return Engine(libraries={name: libraries[name] for name in LIBRARIES})


def blocks_of(template: Template | None) -> set[str]:
    """The names of the blocks of a template and of those that it builds on."""
    if template is None:
        return set()
    names = {block.name for block in template.nodelist.get_nodes_by_type(BlockNode)}
    for node in template.nodelist.get_nodes_by_type(ExtendsNode):
        names |= blocks_of(get_template(node.parent_name.var).template)
    return names


@dataclass
class LetterCheck:
    """A walk through the nodes of a letter, with the names that are known at each of them."""

    lines: list[str]
    found: Found = field(default_factory=list)

    def nodes(self, nodelist: NodeList, scope: dict[str, Any]) -> None:
        """Check nodes that follow each other; what one of them names is known to those after it."""
        scope = dict(scope)
        for node in nodelist:
            method = self.METHODS.get(type(node))
            if method is None:
                tag = node.token.contents.split()[0]
                self.report(node, _("“{%% %(tag)s %%}” has no place in a letter.") % {"tag": tag})
            else:
                method(self, node, scope)

    def report(self, node: Node, sentence: str, word: str = "") -> None:
        """Note a problem at the line of `word`, at or after the beginning of the node."""
        begin = node.token.lineno
        after = enumerate(self.lines[begin - 1 :], start=begin)
        self.found.append((next((number for number, line in after if word in line), begin), sentence))

    # --- expressions ---

    def value(self, node: Node, expression: FilterExpression, scope: dict[str, Any]) -> Any:
        """What an expression stands for; every name in it is checked."""
        for function, arguments in expression.filters:
            name = getattr(function, "_filter_name", "")
            if name in UNSAFE_FILTERS:
                self.report(node, _("The filter “%(name)s” has no place in a letter.") % {"name": name}, name)
            for is_name, argument in arguments:
                if is_name:
                    self.lookup(node, argument, scope)
        found = self.lookup(node, expression.var, scope) if isinstance(expression.var, Variable) else TEXT
        return Anything() if expression.filters else found

    def lookup(self, node: Node, variable: Variable, scope: dict[str, Any]) -> Any:
        """What a placeholder stands for; one that this letter does not have is reported."""
        shape: Any = scope
        for name in variable.lookups or ():
            if isinstance(shape, Anything):
                return shape
            if isinstance(shape, list) and name.isdigit():
                shape = shape[0]
            elif isinstance(shape, dict) and name in shape:
                shape = shape[name]
            else:
                self.unknown(node, variable.var, shape)
                return Anything()
        return shape if variable.lookups else TEXT

    def unknown(self, node: Node, written: str, shape: Any) -> None:
        """Report a placeholder that is not known, with those that are known at its place."""
        known = ", ".join(sorted(set(shape) - set(CONSTANTS))) if isinstance(shape, dict) else ""
        said = {"name": written, "known": known or _("nothing")}
        self.report(node, _("This letter has no “%(name)s”; known there: %(known)s.") % said, written)

    # --- nodes ---

    def pass_over(self, node: Node, scope: dict[str, Any]) -> None:
        """Nothing is named here."""

    def variable(self, node: VariableNode, scope: dict[str, Any]) -> None:
        self.value(node, node.filter_expression, scope)

    def extends(self, node: ExtendsNode, scope: dict[str, Any]) -> None:
        known = blocks_of(self.template(node, node.parent_name))
        for block in node.nodelist:
            if known and isinstance(block, BlockNode) and block.name not in known:
                said = {"name": block.name, "known": ", ".join(sorted(known))}
                self.report(
                    block, _("The letter that this builds on has no block “%(name)s”; known: %(known)s.") % said
                )
        self.nodes(node.nodelist, scope)

    def include(self, node: IncludeNode, scope: dict[str, Any]) -> None:
        self.template(node, node.template)
        self.bound(node, scope)

    def template(self, node: Node, expression: FilterExpression) -> Template | None:
        """The template that a tag names; one that is no letter of the portal is reported."""
        name = expression.var if isinstance(expression.var, str) else ""
        try:
            # A filter, or a step up, would lead to another template than the one that is named.
            if not name.startswith(HOME) or ".." in name or expression.filters:
                raise TemplateDoesNotExist(name)
            return get_template(name).template
        except TemplateDoesNotExist:
            self.report(node, _("There is no letter “%(name)s” to build on.") % {"name": name or expression.token})
            return None

    def block(self, node: BlockNode, scope: dict[str, Any]) -> None:
        self.nodes(node.nodelist, scope | {"block": {"super": TEXT}})

    def when(self, node: IfNode, scope: dict[str, Any]) -> None:
        for condition, nodelist in node.conditions_nodelists:
            self.condition(node, condition, scope)
            self.nodes(nodelist, scope)

    def condition(self, node: IfNode, condition: Any, scope: dict[str, Any]) -> None:
        if condition is None:
            return
        if isinstance(expression := getattr(condition, "value", None), FilterExpression):
            self.value(node, expression, scope)
        for side in (condition.first, condition.second):
            self.condition(node, side, scope)

    def loop(self, node: ForNode, scope: dict[str, Any]) -> None:
        shape = self.value(node, node.sequence, scope)
        word = node.sequence.token
        if not isinstance(shape, list | Anything):
            self.report(node, _("“%(name)s” is no list to go through.") % {"name": word}, word)
        if len(node.loopvars) > 1:  # nothing in a letter comes in pairs, and what does not ends the writing of it
            tag = f"for {', '.join(node.loopvars)} in {word}"
            self.report(node, _("“{%% %(tag)s %%}” has no place in a letter.") % {"tag": tag}, word)
        inside = {name: shape[0] if isinstance(shape, list) else Anything() for name in node.loopvars}
        self.nodes(node.nodelist_loop, scope | {"forloop": LOOP | {"parentloop": Anything()}} | inside)
        self.nodes(node.nodelist_empty, scope)

    def bound(self, node: Node, scope: dict[str, Any]) -> dict[str, Any]:
        """The names that a tag gives to values, with what they stand for."""
        return {name: self.value(node, given, scope) for name, given in node.extra_context.items()}

    def given(self, node: WithNode, scope: dict[str, Any]) -> None:
        self.nodes(node.nodelist, scope | self.bound(node, scope))

    def together(self, node: SpacelessNode, scope: dict[str, Any]) -> None:
        self.nodes(node.nodelist, scope)

    def first_of(self, node: FirstOfNode, scope: dict[str, Any]) -> None:
        for expression in node.vars:
            self.value(node, expression, scope)
        self.name_result(node, scope)

    def translate(self, node: TranslateNode, scope: dict[str, Any]) -> None:
        self.value(node, node.filter_expression, scope)
        self.name_result(node, scope)

    def translate_block(self, node: BlockTranslateNode, scope: dict[str, Any]) -> None:
        known = scope | self.bound(node, scope)
        if node.countervar:
            known[node.countervar] = self.value(node, node.counter, scope)
        for token in [*node.singular, *node.plural]:
            if token.token_type == TokenType.VAR and token.contents not in known:
                self.unknown(node, token.contents, known)
        self.name_result(node, scope)

    def name_result(self, node: Node, scope: dict[str, Any]) -> None:
        """`as name`: what follows knows it."""
        if node.asvar:
            scope[node.asvar] = TEXT

    METHODS = {
        TextNode: pass_over,
        CommentNode: pass_over,
        LoadNode: pass_over,
        VariableNode: variable,
        ExtendsNode: extends,
        IncludeNode: include,
        BlockNode: block,
        IfNode: when,
        ForNode: loop,
        WithNode: given,
        SpacelessNode: together,
        FirstOfNode: first_of,
        TranslateNode: translate,
        BlockTranslateNode: translate_block,
    }
