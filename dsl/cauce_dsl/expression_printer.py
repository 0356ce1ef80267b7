"""Expressions and texts to source: the fewest brackets that read back as the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cauce.model.expression import (
    NAME,
    Attribute,
    Binary,
    Call,
    Duration,
    Expression,
    Index,
    ListOf,
    Literal,
    MapOf,
    Name,
    Symbol,
    Text,
    Unary,
)
from cauce_dsl import escapes
from cauce_dsl.document import Evaluated

_OR, _AND, _NOT, _COMPARE, _SUM, _TERM, _SIGN, _POSTFIX = range(1, 9)
_OUTSIDE, _INSIDE = '"', "'"
_BINDING = {"or": _OR, "and": _AND, "+": _SUM, "-": _SUM, "*": _TERM, "/": _TERM, "%": _TERM}
_NAME = re.compile(NAME)
_NESTED = re.compile(r"""["'\\]""")


def print_expression(expression: Expression) -> str:
    """Return the source of an expression."""
    return _show(expression, _OR, _OUTSIDE)


def print_argument(expression: Expression) -> str:
    """Return the source of a positional value: anything but a plain value goes into brackets."""
    source = _show(expression, _OR, _OUTSIDE)
    match expression:
        case Text() | ListOf() | Name() | Symbol() | Evaluated():
            return source
        case Literal() if not source.startswith("-"):
            return source
        case Attribute() if _is_dotted(expression):
            return source
    return f"({source})"


def print_text_source(text: Text) -> str:
    """Return a text as a template without quotes, as the graph's JSON holds it: the inverse of `parse_text`."""
    return "".join([escapes.free(part) if isinstance(part, str) else _braced(part) for part in text.parts])


def _is_dotted(expression: Expression) -> bool:
    """Tell whether an expression is a dotted name."""
    while isinstance(expression, Attribute):
        expression = expression.target
    return isinstance(expression, Name | Symbol)


def _show(expression: Expression, binding: int, quote: str) -> str:
    """Return the source of an expression, in brackets where it binds less than asked for.

    `quote` is what texts in it stand in: single ones where the expression itself is in a text.
    """
    own, source = _SHOW[type(expression)](expression, quote)
    return f"({source})" if own < binding else source


def _braced(expression: Expression) -> str:
    """Return an expression inside a text."""
    source = _show(expression, _OR, _INSIDE)
    return f"{{({source})}}" if source.startswith("{") else f"{{{source}}}"


def _name(expression: Any, _quote: str) -> tuple[int, str]:
    return _POSTFIX, expression.name


def _evaluated(expression: Evaluated, quote: str) -> tuple[int, str]:
    return _POSTFIX, f"({_show(expression.value, _OR, quote)})"


def _text(expression: Text, quote: str) -> tuple[int, str]:
    parts = expression.parts
    if quote == _OUTSIDE:
        if (plain := expression.plain) is not None:
            return _POSTFIX, f'"{escapes.quoted(plain)}"'
        body = "".join([escapes.quoted(part) if isinstance(part, str) else _braced(part) for part in parts])
        return _POSTFIX, f'"{body}"'
    body = "".join([escapes.nested(part) if isinstance(part, str) else _again(_braced(part)) for part in parts])
    return _POSTFIX, f"'{body}'"


def _again(source: str) -> str:
    """Escape the quotes of an expression that stands in a text inside a text."""
    return _NESTED.sub(r"\\\g<0>", source)


def _literal(expression: Literal, quote: str) -> tuple[int, str]:
    value = expression.value
    if isinstance(value, Duration):
        return _duration(value.text, quote)
    if value is None or isinstance(value, bool):
        return _POSTFIX, "null" if value is None else str(value).lower()
    source = str(value) if isinstance(value, int) else _decimal(value)
    return (_SIGN if source.startswith("-") else _POSTFIX), source


def _duration(text: str, quote: str) -> tuple[int, str]:
    """Return a duration; one that is none, which a half-edited graph may hold, as a text."""
    return (_POSTFIX, text) if Duration.is_one(text) else _text(Text((text,)), quote)


def _decimal(value: float) -> str:
    """Return a number with a point and without an exponent, every digit of it."""
    source = format(Decimal(repr(value)), "f")
    return source if "." in source else f"{source}.0"


def _attribute(expression: Attribute, quote: str) -> tuple[int, str]:
    return _POSTFIX, f"{_show(expression.target, _POSTFIX, quote)}.{expression.name}"


def _index(expression: Index, quote: str) -> tuple[int, str]:
    return _POSTFIX, f"{_show(expression.target, _POSTFIX, quote)}[{_show(expression.key, _OR, quote)}]"


def _call(expression: Call, quote: str) -> tuple[int, str]:
    parts = [_show(arg, _OR, quote) for arg in expression.args]
    parts += [f"{name}={_show(value, _OR, quote)}" for name, value in expression.named]
    return _POSTFIX, f"{_show(expression.function, _POSTFIX, quote)}({', '.join(parts)})"


def _unary(expression: Unary, quote: str) -> tuple[int, str]:
    if expression.operator == "not":
        return _NOT, f"not {_show(expression.operand, _NOT, quote)}"
    return _SIGN, f"-{_show(expression.operand, _SIGN, quote)}"


def _binary(expression: Binary, quote: str) -> tuple[int, str]:
    operator = expression.operator
    own = _BINDING.get(operator, _COMPARE)
    left = _show(expression.left, _SUM if own == _COMPARE else own, quote)
    return own, f"{left} {operator} {_show(expression.right, own + 1, quote)}"


def _list(expression: ListOf, quote: str) -> tuple[int, str]:
    return _POSTFIX, f"[{', '.join([_show(item, _OR, quote) for item in expression.items])}]"


def _map(expression: MapOf, quote: str) -> tuple[int, str]:
    pairs = [f"{_key(key, quote)}: {_show(value, _OR, quote)}" for key, value in expression.pairs]
    return _POSTFIX, f"{{{', '.join(pairs)}}}"


def _key(key: str, quote: str) -> str:
    """Return a map's key: a word where it is one."""
    return key if _NAME.fullmatch(key) else _text(Text((key,) if key else ()), quote)[1]


_SHOW: dict[type[Expression], Callable[[Any, str], tuple[int, str]]] = {
    Evaluated: _evaluated,
    Name: _name,
    Symbol: _name,
    Text: _text,
    Literal: _literal,
    Attribute: _attribute,
    Index: _index,
    Call: _call,
    Unary: _unary,
    Binary: _binary,
    ListOf: _list,
    MapOf: _map,
}
