"""Third stage: the shape of a line to a recipe, by the grammar's LALR table.

What a line means depends on its shape alone; only the words differ. So the automaton walks the table once per
shape and writes down what to build from which token: a recipe. Lines of a known shape skip the table, which is
most of the cost of an LALR parser. What the recipes build is `recipes.py`'s and `making.py`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from cauce_dsl import recipes, table
from cauce_dsl.lexer import Line
from cauce_dsl.limits import NODES
from cauce_dsl.misfit import Misfit
from cauce_dsl.recipes import Recipe
from cauce_dsl.syntax_error import FlowSyntaxError
from cauce_dsl.table import END, Table

_MEMORABLE = 1_024
_REMEMBERED = 131_072


class _Spread(list[Any]):
    """Children that join their parent's."""


class Automaton:
    """The table, and the recipes of the shapes it has seen. Threads may share one."""

    def __init__(self, grammar: Table) -> None:
        self._table = grammar
        self._known: dict[tuple[str, str], Recipe | Misfit] = {}
        self._remembered = 0
        self._shortcuts: dict[tuple[int, int, str], int] = {}
        self._rules: list[Callable[[Recipe, list[Any]], Any]] = [
            getattr(recipes, rule.name, recipes.unused) for rule in grammar.rules
        ]

    def recipe(self, start: str, shape: str) -> Recipe | Misfit:
        """Return how to build what a shape stands for, or where it fails. `start` is the grammar's way in."""
        key = (start, shape)
        found = self._known.get(key)
        if found is None:
            found = self._walk(start, shape)
            if len(shape) <= _MEMORABLE:
                self._remember(key, found)
        return found

    def _remember(self, key: tuple[str, str], found: Recipe | Misfit) -> None:
        """Keep what was found; forget everything where that has become too much."""
        self._remembered += 8 + len(key[1])
        if self._remembered > _REMEMBERED:
            self._known.clear()
            self._remembered = 0
        self._known[key] = found

    def build(self, start: str, line: Line) -> Any:
        """Return what a line stands for, or its Misfit. Raises FlowSyntaxError for what is wrong inside a token."""
        recipe = self.recipe(start, line.shape)
        if isinstance(recipe, Misfit):
            return recipe
        line.builder = self.build
        line.depth = recipe.depth
        values = line.values
        for make, parts in recipe.steps:
            values.append(make(line, *parts))
        if recipe.depth + line.text_depth > NODES:
            raise FlowSyntaxError("E106", line.span(0, len(line.texts) - 1), "nodes")
        return values[-1]

    def _walk(self, start: str, shape: str) -> Recipe | Misfit:
        """Run the table over a shape."""
        states, rules, last = self._table.states, self._table.rules, self._table.accepts[start]
        stack = [self._table.starts[start]]
        nodes: list[Any] = []
        recipe = Recipe(shape)
        for index, kind in enumerate((*shape, END)):
            token = self._table.token(stack[-1], kind)
            while (action := states[stack[-1]].get(token)) is not None and action < 0:
                rule = rules[~action]
                if rule.pass_on and rule.size == 1:
                    stack[-1] = self._passed_on(stack[-2], stack[-1], token)
                else:
                    self._reduce(~action, rule, recipe, nodes)
                    del stack[len(stack) - rule.size :]
                    stack.append(states[stack[-1]][rule.origin])
                if token == END and stack[-1] == last:
                    return recipe
            if action is None:
                return Misfit(self._table, start, shape, index)
            stack.append(action)
            nodes.append(index)
        raise AssertionError("the table accepts no end of line")

    def _passed_on(self, below: int, top: int, token: str) -> int:
        """Return the state after a run of rules that only pass their child on: `sum` for its `term`, for its `atom`."""
        key = (below, top, token)
        found = self._shortcuts.get(key)
        if found is None:
            states, rules = self._table.states, self._table.rules
            while (action := states[top].get(token)) is not None and action < 0:
                rule = rules[~action]
                if not rule.pass_on or rule.size != 1:
                    break
                top = states[below][rule.origin]
            found = self._shortcuts[key] = top
        return found

    def _reduce(self, number: int, rule: table.Rule, recipe: Recipe, nodes: list[Any]) -> None:
        """Replace the children of a rule by what is made of them."""
        cut = len(nodes) - rule.size
        children: list[Any] = nodes[cut:]
        del nodes[cut:]
        for child in children:
            if type(child) is _Spread:
                children = _flat(children)
                break
        nodes.append(_Spread(children) if rule.spread else self._rules[number](recipe, children))


def _flat(children: list[Any]) -> list[Any]:
    """Return the children with those of the spread ones in their place."""
    if type(children[0]) is _Spread:
        flat = children[0]
        rest = children[1:]
    else:
        flat, rest = _Spread(), children
    for child in rest:
        if type(child) is _Spread:
            flat.extend(child)
        else:
            flat.append(child)
    return flat


@cache
def automaton() -> Automaton:
    """Return the one automaton of the process."""
    return Automaton(table.load())
