"""The steps of recipes: from a line's tokens to expressions and items, each with its place.

Items come out as drafts: their block and notes are known only when the lines below have been read.
"""

from __future__ import annotations

from math import isinf
from typing import Any

from cauce.model.expression import (
    Binary,
    Call,
    Duration,
    Expression,
    Index,
    ListOf,
    Literal,
    MapOf,
    Unary,
)
from cauce.model.expression import dotted as expression_path
from cauce.model.flow import QUIET
from cauce_dsl import forge, texts
from cauce_dsl.document import Arm, Divert, Evaluated, LabelLine, OnLine, Option, Pair, Property, Statement, Target
from cauce_dsl.forge import across, draft_of
from cauce_dsl.lexer import Line
from cauce_dsl.syntax_error import FlowSyntaxError

_LiteralDraft = draft_of(Literal)
_BinaryDraft = draft_of(Binary)
_PairDraft = draft_of(Pair)
StatementDraft = draft_of(Statement)
PropertyDraft = draft_of(Property)
OptionDraft = draft_of(Option)
OnLineDraft = draft_of(OnLine)
ArmDraft = draft_of(Arm)
DivertDraft = draft_of(Divert)
LabelDraft = draft_of(LabelLine)


def _whole(line: Line) -> Any:
    """Return the place of all of a line's tokens."""
    return line.span(0, len(line.texts) - 1)


def dotted(line: Line, path: tuple[int, int]) -> str:
    """Return a dotted name."""
    first, last = path
    return line.texts[first] if first == last else "".join(line.texts[first : last + 1])


# ---- items


def label(line: Line, token: int) -> Any:
    """Make a label line."""
    made = LabelDraft()
    made.label = line.texts[token]
    made.block = ()
    made.notes = QUIET
    made.span = _whole(line)
    return made


def second_result(line: Line, first: int, last: int) -> None:
    """Refuse a second `as`."""
    raise FlowSyntaxError("E114", line.span(first - 1, last), "result", found=line.texts[first - 1])


def statement(
    line: Line, kind: tuple[int, int], args: tuple[int, ...], result: tuple[int, int] | None, pairs: tuple[int, ...]
) -> Any:
    """Make a statement."""
    values = line.values
    made = StatementDraft()
    made.kind = dotted(line, kind)
    made.args = tuple([values[arg] for arg in args])
    made.pairs = tuple([values[pair] for pair in pairs])
    made.block = ()
    made.notes = QUIET
    made.span = _whole(line)
    made.kind_span = line.span(*kind)
    if result is None:
        made.result = None
        made.result_span = made.kind_span
    else:
        made.result = dotted(line, result)
        made.result_span = line.span(*result)
    return made


def property_line(line: Line, key: tuple[int, int], value: int) -> Any:
    """Make a property."""
    made = PropertyDraft()
    made.key = dotted(line, key)
    made.value = line.values[value]
    made.notes = QUIET
    made.span = _whole(line)
    made.key_span = line.span(*key)
    return made


def divert(line: Line, path: tuple[int, int]) -> Any:
    """Make a divert."""
    made = DivertDraft()
    made.target = Target(dotted(line, path), line.span(*path))
    made.notes = QUIET
    made.span = _whole(line)
    return made


def leap(line: Line, path: tuple[int, int]) -> Any:
    """Give the branch just made its target."""
    made = line.values[-1]
    made.target = Target(dotted(line, path), line.span(*path))
    return made


def option(line: Line, args: tuple[int, ...], pairs: tuple[int, ...], guard: int | None) -> Any:
    """Make an option line."""
    return _branch(OptionDraft(), line, args, pairs, guard)


def port(line: Line, name: int, args: tuple[int, ...], pairs: tuple[int, ...], guard: int | None) -> Any:
    """Make a port line."""
    made = OnLineDraft()
    made.port = line.texts[name]
    made.port_span = line.span(name, name)
    return _branch(made, line, args, pairs, guard)


def _branch(made: Any, line: Line, args: tuple[int, ...], pairs: tuple[int, ...], guard: int | None) -> Any:
    """Fill what options and ports share."""
    values = line.values
    made.args = tuple([values[arg] for arg in args])
    made.pairs = tuple([values[pair] for pair in pairs])
    made.guard = None if guard is None else values[guard]
    made.target = None
    made.block = ()
    made.notes = QUIET
    made.span = _whole(line)
    return made


def arm(line: Line, keyword: str, condition: int | None) -> Any:
    """Make an arm of an `if`."""
    made = ArmDraft()
    made.keyword = keyword
    made.condition = None if condition is None else line.values[condition]
    made.target = None
    made.block = ()
    made.notes = QUIET
    made.span = _whole(line)
    return made


def pair(line: Line, key: tuple[int, int], value: int) -> Any:
    """Make a pair."""
    made = _PairDraft()
    made.key = dotted(line, key)
    made.value = line.values[value]
    made.key_span = line.span(*key)
    made.__class__ = Pair
    return made


# ---- expressions


def name(line: Line, token: int) -> Any:
    """Make a name."""
    return forge.name(line.texts[token], line.span(token, token))


def word(line: Line, first: int, last: int) -> Any:
    """Make a bare word: a name, or attributes over one."""
    made = name(line, first)
    for token in range(first + 2, last + 1, 2):
        made = _attribute(line, made, token)
    return made


def _attribute(line: Line, target: Expression, token: int) -> Any:
    """Make an attribute."""
    end = line.span(token, token)
    return forge.attribute(target, line.texts[token], end.end_line, end.end_column)


def evaluated(line: Line, value: int) -> Any:
    """Make a name in parentheses of an earlier value, where it is a name."""
    inner = line.values[value]
    return inner if expression_path(inner) is None else Evaluated(inner, span=inner.span)


def attribute(line: Line, target: int, token: int) -> Any:
    """Make an attribute of an earlier value."""
    return _attribute(line, line.values[target], token)


def text(line: Line, token: int) -> Any:
    """Make a text from one in quotes."""
    return texts.quoted(line, token)


def long(line: Line, token: int) -> Any:
    """Make a text from one of several lines."""
    return texts.long(line, token)


def number(line: Line, token: int) -> Any:
    """Make a number: whole unless it has a point."""
    digits = line.texts[token]
    if "." not in digits:
        return _literal(line, token, int(digits))
    value = float(digits)
    if isinf(value):
        raise FlowSyntaxError("E106", line.span(token, token), "digits")
    return _literal(line, token, value)


def duration(line: Line, token: int) -> Any:
    """Make a duration."""
    return _literal(line, token, Duration(line.texts[token]))


def constant(line: Line, token: int, value: object) -> Any:
    """Make true, false or null."""
    return _literal(line, token, value)


def _literal(line: Line, token: int, value: object) -> Any:
    """Make a literal."""
    made = _LiteralDraft()
    made.value = value
    made.span = line.span(token, token)
    made.__class__ = Literal
    return made


def binary(line: Line, operator: str, left: int, right: int) -> Any:
    """Make an operation of two earlier values."""
    made = _BinaryDraft()
    made.operator = operator
    made.left = line.values[left]
    made.right = line.values[right]
    made.span = across(made.left.span, made.right.span)
    made.__class__ = Binary
    return made


def negation(line: Line, token: int, operand: int) -> Expression:
    """Make a `not`."""
    return _unary(line, token, "not", line.values[operand])


def minus(line: Line, token: int, operand: int) -> Expression:
    """Make a negative number, or the negative of an earlier value."""
    value = line.values[operand]
    if type(value) is Literal and type(value.value) in (int, float) and str(value.value)[0] != "-":
        return Literal(-value.value, span=_from(line, token, value))  # type: ignore[operator]
    return _unary(line, token, "-", value)


def _unary(line: Line, token: int, operator: str, operand: Expression) -> Expression:
    return Unary(operator, operand, span=_from(line, token, operand))


def index(line: Line, target: int, key: int, end: int) -> Expression:
    """Make an element of an earlier value."""
    whole = line.values[target]
    return Index(whole, line.values[key], span=_until(whole, line, end))


def call(line: Line, function: int, args: tuple[int, ...], named: tuple[tuple[int, int], ...], end: int) -> Expression:
    """Make a call."""
    values = line.values
    called = values[function]
    if expression_path(called) is None:
        raise FlowSyntaxError("E114", _until(called, line, end), "function", found="(")
    pairs = tuple([(line.texts[key], values[value]) for key, value in named])
    return Call(called, tuple([values[arg] for arg in args]), pairs, span=_until(called, line, end))


def list_of(line: Line, begin: int, items: tuple[int, ...], end: int) -> Expression:
    """Make a list."""
    return ListOf(tuple([line.values[item] for item in items]), span=line.span(begin, end))


def map_of(line: Line, begin: int, pairs: tuple[tuple[int, int], ...], end: int) -> Expression:
    """Make a map."""
    made = tuple([(_key(line, key), line.values[value]) for key, value in pairs])
    return MapOf(made, span=line.span(begin, end))


def _key(line: Line, token: int) -> str:
    """Return a map's key: a word, or a text without variables."""
    if line.shape[token] not in "sq":
        return line.texts[token]
    plain = texts.quoted(line, token).plain
    if plain is None:
        raise FlowSyntaxError("E114", line.span(token, token), "key", found=line.texts[token])
    return plain  # type: ignore[no-any-return]


def _until(first: Expression, line: Line, token: int) -> Any:
    """Return the place from an expression to the end of a token."""
    return across(first.span, line.span(token, token))


def _from(line: Line, token: int, last: Expression) -> Any:
    """Return the place from a token to the end of an expression."""
    return across(line.span(token, token), last.span)
