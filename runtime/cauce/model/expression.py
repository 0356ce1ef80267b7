"""The syntax tree of expressions and texts: what authors may compute, as data.

Equality ignores spans, so two trees are equal when they mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cauce.model.diagnostic import NOWHERE, Span

NAME = r"[^\W\d]\w*"
"""What a name looks like."""

PATH = rf"{NAME}(?:\.{NAME})*"
"""What a name, or several joined by points, looks like."""

DURATION = r"(?:[0-9]{1,6}(?:ms|[smhdw]))+"
"""What a length of time looks like."""

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(DURATION)
_DURATION_PART = re.compile(r"(\d+)(ms|[smhdw])")
_MILLISECONDS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as the author wrote it: `90s`, `1h30m`."""

    text: str

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return sum(int(number) * _UNITS[unit] for number, unit in _DURATION_PART.findall(self.text))

    @staticmethod
    def is_one(text: str) -> bool:
        """Tell whether a text is a length of time."""
        return _DURATION.fullmatch(text) is not None

    @classmethod
    def of(cls, seconds: float) -> Duration:
        """Return a length of time as an author would write it: `1h30m`."""
        rest = round(seconds * 1000)
        parts = []
        for unit, size in _MILLISECONDS:
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{unit}")
        return cls("".join(parts) or "0s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """Anything that has a value. `span` is where it was written."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A number, `true`, `false`, `null` or a duration. Texts are `Text`."""

    value: int | float | bool | Duration | None

    def __eq__(self, other: object) -> bool:
        """Tell apart what Python holds equal: 1, 1.0 and true."""
        return isinstance(other, Literal) and type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        """Hash by type and value."""
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Text(Expression):
    """A text. `parts` alternates plain strings (unescaped, never empty, never adjacent) and interpolated trees."""

    parts: tuple[str | Expression, ...]

    @property
    def plain(self) -> str | None:
        """The whole text where nothing is interpolated, else None."""
        if not self.parts:
            return ""
        only = self.parts[0]
        return only if len(self.parts) == 1 and isinstance(only, str) else None


@dataclass(frozen=True, slots=True)
class Name(Expression):
    """A variable, or the root of a dotted name: `rut`, `contact`."""

    name: str


@dataclass(frozen=True, slots=True)
class Symbol(Expression):
    """A bare word that names a thing, not a variable: `list`, `ventas`, `POST`. The compiler makes them from names."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute(Expression):
    """`target.name`: a key of a map, never a Python attribute."""

    target: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Index(Expression):
    """`target[key]`."""

    target: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """`function(args, name=value)`. `function` is a Name, or Attributes over a Name for a plugin's dotted function."""

    function: Expression
    args: tuple[Expression, ...] = ()
    named: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """`-value` or `not value`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Two operands and one of `+ - * / % == != < <= > >= in`, `not in`, `and`, `or`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class ListOf(Expression):
    """`[a, b]`."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapOf(Expression):
    """`{key: value}`, in the order written."""

    pairs: tuple[tuple[str, Expression], ...]


def children(expression: Expression) -> Iterator[Expression]:
    """Yield the direct sub-expressions, in source order."""
    match expression:
        case Text(parts=parts):
            yield from (part for part in parts if isinstance(part, Expression))
        case Attribute(target=target):
            yield target
        case Index(target=target, key=key):
            yield from (target, key)
        case Call(function=function, args=args, named=named):
            yield from (function, *args, *(value for _, value in named))
        case Unary(operand=operand):
            yield operand
        case Binary(left=left, right=right):
            yield from (left, right)
        case ListOf(items=items):
            yield from items
        case MapOf(pairs=pairs):
            yield from (value for _, value in pairs)


def walk(expression: Expression) -> Iterator[Expression]:
    """Yield the expression and everything inside it, parents first."""
    stack = [expression]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(children(current))))


def dotted(expression: Expression) -> str | None:
    """Return `a.b.c` for attributes over a name, None for anything else."""
    names: list[str] = []
    while isinstance(expression, Attribute):
        names.append(expression.name)
        expression = expression.target
    if not isinstance(expression, Name):
        return None
    return ".".join([expression.name, *reversed(names)])
