"""What each rule of the grammar builds, written down as steps.

One function per rule, named as in `grammar.lark`. It gets the rule's children and either adds a step to the recipe,
which makes a value from the tokens and from earlier values, or just says what stands where. Children are token
numbers, or one of the small tuples below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cauce_dsl import making


class Value(NamedTuple):
    """The value that step `step` makes, and how deep expressions go in it."""

    step: int
    depth: int


class Path(NamedTuple):
    """A dotted name: its first and last token."""

    first: int
    last: int


class Result(NamedTuple):
    """`as path`."""

    path: Path


class PairStep(NamedTuple):
    """`key=value`."""

    step: int


class Guard(NamedTuple):
    """`if condition` at the end of an option or port."""

    step: int


class Entry(NamedTuple):
    """`key: value` of a map; `name: value` of a call."""

    key: int
    value: Value


class Recipe:
    """How to build what a shape stands for. Each step is a function of `making` and what it takes besides the line.

    `depth` is how deep its expressions go, `grouped` which of the values stand in parentheses.
    """

    __slots__ = ("depth", "grouped", "shape", "steps")

    def __init__(self, shape: str) -> None:
        self.shape = shape
        self.steps: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self.depth = 0
        self.grouped: set[int] = set()

    def step(self, make: Callable[..., Any], *parts: Any) -> int:
        """Add a step and return its number."""
        self.steps.append((make, parts))
        return len(self.steps) - 1

    def value(self, depth: int, make: Callable[..., Any], *parts: Any) -> Value:
        """Add a step that makes an expression."""
        self.depth = max(self.depth, depth)
        return Value(self.step(make, *parts), depth)


def unused(recipe: Recipe, children: list[Any]) -> Any:
    """Stand for the rules that only whole files use."""
    raise AssertionError(f"no line needs this rule: {recipe.shape} {children}")


# ---- lines


def label(recipe: Recipe, children: list[Any]) -> int:
    """`NAME ":"`."""
    return recipe.step(making.label, children[0])


def statement(recipe: Recipe, children: list[Any]) -> int:
    """`path arg* (result | pair)*`."""
    kind, *rest = children
    results = [child.path for child in rest if type(child) is Result]
    if len(results) > 1:
        recipe.step(making.second_result, *results[1])
    return recipe.step(making.statement, kind, _args(recipe, rest), results[0] if results else None, _pairs(rest))


def property_line(recipe: Recipe, children: list[Any]) -> int:
    """`path "=" expr`."""
    return recipe.step(making.property_line, children[0], _whole(recipe, children[2]))


def divert(recipe: Recipe, children: list[Any]) -> int:
    """`-> label`."""
    return recipe.step(making.divert, children[0])


def jump(_recipe: Recipe, children: list[Any]) -> Path:
    """`"->" path`."""
    return children[1]  # type: ignore[no-any-return]


def leap(recipe: Recipe, children: list[Any]) -> int:
    """A branch and where it goes."""
    return recipe.step(making.leap, children[1])


def opening(_recipe: Recipe, children: list[Any]) -> int:
    """A branch with, perhaps, a block."""
    return children[0]  # type: ignore[no-any-return]


def option(recipe: Recipe, children: list[Any]) -> int:
    """`"-" arg* pair* guard?`."""
    return recipe.step(making.option, _args(recipe, children[1:]), _pairs(children), _guard(children))


def port(recipe: Recipe, children: list[Any]) -> int:
    """`"on" NAME arg* pair* guard?`."""
    return recipe.step(making.port, children[1], _args(recipe, children[2:]), _pairs(children), _guard(children))


def if_(recipe: Recipe, children: list[Any]) -> int:
    """`"if" expr`."""
    return recipe.step(making.arm, "if", children[1].step)


def elif_(recipe: Recipe, children: list[Any]) -> int:
    """`"elif" expr`."""
    return recipe.step(making.arm, "elif", children[1].step)


def else_(recipe: Recipe, _children: list[Any]) -> int:
    """`"else"`."""
    return recipe.step(making.arm, "else", None)


def guard(_recipe: Recipe, children: list[Any]) -> Guard:
    """`"if" expr`, at the end of a line."""
    return Guard(children[1].step)


def result(_recipe: Recipe, children: list[Any]) -> Result:
    """`"as" path`."""
    return Result(children[1])


def pair(recipe: Recipe, children: list[Any]) -> PairStep:
    """`path "=" expr`, inside a line."""
    return PairStep(recipe.step(making.pair, children[0], _whole(recipe, children[2])))


def path(_recipe: Recipe, children: list[Any]) -> Path:
    """`NAME ("." NAME)*`."""
    return Path(children[0], children[-1])


def _whole(recipe: Recipe, value: Value) -> int:
    """Return the step of a whole value. Parentheses around a bare name alone are kept: they tell how it is read."""
    return recipe.step(making.evaluated, value.step) if value.step in recipe.grouped else value.step


def _args(recipe: Recipe, children: list[Any]) -> tuple[int, ...]:
    return tuple([_whole(recipe, child) for child in children if type(child) is Value])


def _pairs(children: list[Any]) -> tuple[int, ...]:
    return tuple(child.step for child in children if type(child) is PairStep)


def _guard(children: list[Any]) -> int | None:
    return next((child.step for child in children if type(child) is Guard), None)


# ---- expressions


def _over(*parts: Value) -> int:
    """Return the depth of an expression over others."""
    return 1 + max((part.depth for part in parts), default=0)


def word(recipe: Recipe, children: list[Any]) -> Value:
    """A bare word, or a dotted one, among the positional values."""
    first, last = children[0]
    return recipe.value(1 + (last - first) // 2, making.word, first, last)


def name(recipe: Recipe, children: list[Any]) -> Value:
    """A variable."""
    return recipe.value(1, making.name, children[0])


def text(recipe: Recipe, children: list[Any]) -> Value:
    """A text in double quotes, or in single ones where it stands inside another."""
    return recipe.value(1, making.text, children[0])


def long(recipe: Recipe, children: list[Any]) -> Value:
    """A text of several lines."""
    return recipe.value(1, making.long, children[0])


def number(recipe: Recipe, children: list[Any]) -> Value:
    """A number."""
    return recipe.value(1, making.number, children[0])


def duration(recipe: Recipe, children: list[Any]) -> Value:
    """A length of time."""
    return recipe.value(1, making.duration, children[0])


def true(recipe: Recipe, children: list[Any]) -> Value:
    """The word `true`."""
    return recipe.value(1, making.constant, children[0], True)


def false(recipe: Recipe, children: list[Any]) -> Value:
    """The word `false`."""
    return recipe.value(1, making.constant, children[0], False)


def null(recipe: Recipe, children: list[Any]) -> Value:
    """The word `null`."""
    return recipe.value(1, making.constant, children[0], None)


def paren(recipe: Recipe, children: list[Any]) -> Value:
    """`"(" expr ")"`: the tree itself says what belongs together, save around a name."""
    if recipe.steps[children[1].step][0] in {making.name, making.attribute}:
        recipe.grouped.add(children[1].step)
    return children[1]  # type: ignore[no-any-return]


_OPERATORS = {"|": "or", "&": "and", "≡": "==", "≠": "!=", "≤": "<=", "≥": ">=", "N": "in", "!": "not in"}


def binary(recipe: Recipe, children: list[Any]) -> Value:
    """Two operands and the operator between them."""
    left, sign, right = children[0], children[1], children[-1]
    kind = recipe.shape[sign]
    return recipe.value(_over(left, right), making.binary, _OPERATORS.get(kind, kind), left.step, right.step)


def unary(recipe: Recipe, children: list[Any]) -> Value:
    """`-` or `not` and its operand."""
    sign, operand = children
    make = making.negation if recipe.shape[sign] == "!" else making.minus
    return recipe.value(_over(operand), make, sign, operand.step)


def attribute(recipe: Recipe, children: list[Any]) -> Value:
    """`target.name`."""
    target, _, key = children
    return recipe.value(_over(target), making.attribute, target.step, key)


def index(recipe: Recipe, children: list[Any]) -> Value:
    """`target[key]`."""
    target, _, key, end = children
    return recipe.value(_over(target, key), making.index, target.step, key.step, end)


def call(recipe: Recipe, children: list[Any]) -> Value:
    """`function(args, name=value)`."""
    function, *rest = children
    args = [child for child in rest if type(child) is Value]
    named = [child for child in rest if type(child) is Entry]
    depth = _over(function, *args, *(child.value for child in named))
    steps = tuple(arg.step for arg in args)
    pairs = tuple((child.key, child.value.step) for child in named)
    return recipe.value(depth, making.call, function.step, steps, pairs, children[-1])


def named(_recipe: Recipe, children: list[Any]) -> Entry:
    """`name=value` in a call."""
    return Entry(children[0], children[2])


def list_of(recipe: Recipe, children: list[Any]) -> Value:
    """`[a, b]`."""
    items = [child for child in children if type(child) is Value]
    return recipe.value(_over(*items), making.list_of, children[0], tuple(item.step for item in items), children[-1])


def map_of(recipe: Recipe, children: list[Any]) -> Value:
    """`{key: value}`."""
    entries = [child for child in children if type(child) is Entry]
    pairs = tuple((entry.key, entry.value.step) for entry in entries)
    return recipe.value(_over(*(entry.value for entry in entries)), making.map_of, children[0], pairs, children[-1])


def entry(_recipe: Recipe, children: list[Any]) -> Entry:
    """`key: value`."""
    return Entry(children[0], children[2])
