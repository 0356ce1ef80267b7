"""Values as their parameter reads them: a bare word becomes a symbol, and a constant of the wrong kind is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from cauce.model.diagnostic import Span
from cauce.model.expression import (
    Attribute,
    Duration,
    Expression,
    ListOf,
    Literal,
    MapOf,
    Name,
    Symbol,
    Text,
    Unary,
    dotted,
)
from cauce.model.shape import Field, Reading
from cauce.model.similar import Similar
from cauce_dsl.document import Evaluated
from cauce_dsl.schemas import Unfit, check_limits
from cauce_dsl.spanish import VALUES

_DURATION, _WORD = frozenset({"duration"}), frozenset({"string"})

EVALUATES = frozenset({Reading.EXPR, Reading.DURATION})
"""Where a bare word is a variable."""

_PYTHON_TYPES: dict[type, tuple[str, ...]] = {
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
    Duration: ("duration",),
}


class Report(Protocol):
    """How a problem is told: its code, its place, the variant of the remedy and the words of its sentence."""

    def __call__(self, code: str, span: Span, hint: str = "", /, **args: object) -> None:
        """Note the problem."""


Lookup = Callable[[str, str, Span], None]
"""`lookup(ref, word, span)`: tell where no area, flow, channel... of that name exists."""


def unknown(value: Expression) -> Expression:
    """Return a value that no schema describes: a bare word of it may name anything."""
    if isinstance(value, Evaluated):
        return value.value
    word = dotted(value) if isinstance(value, Name | Attribute) else None
    return value if word is None else Symbol(word, span=value.span)


class Values:
    """Reads values for one document, telling their problems as it goes."""

    def __init__(self, report: Report, lookup: Lookup) -> None:
        self._report = report
        self._lookup = lookup

    def read(self, field: Field, value: Expression) -> Expression:
        """Return the value as the parameter reads it."""
        if isinstance(value, Text):
            self._check_text(field, value)
            return value
        if isinstance(value, Name | Attribute):
            return self._read_word(field, value)
        if isinstance(value, ListOf):
            return self._read_list(field, value)
        if isinstance(value, Evaluated):
            return value.value
        if not field.plain:
            self._check_constant(field, value)
        return value

    def _read_word(self, field: Field, value: Expression) -> Expression:
        word = None if field.reading in EVALUATES else dotted(value)
        if word is None:
            return value
        if field.reading is Reading.TEXT:
            self._report("E210", value.span, word=word, text=f'"{word}"', variable=f'"{{{word}}}"')
        else:
            self._check_word(field, word, value.span)
        return Symbol(word, span=value.span)

    def _check_word(self, field: Field, word: str, span: Span) -> None:
        if field.enum:
            if word not in field.enum:
                self._unlisted(field, word, span)
        elif field.ref:
            self._lookup(field.ref, word, span)

    def _unlisted(self, field: Field, word: str, span: Span) -> None:
        similar = Similar(field.enum, VALUES).find(word)
        values = ", ".join(field.enum)
        self._wrong(field, span, "similar" if similar else "enum", similar=similar or "", values=values)

    def _read_list(self, field: Field, value: ListOf) -> Expression:
        if field.types is not None and "array" not in field.types:
            self._expected(field, value.span)
            return value
        self._check_limits(field, value)
        items = field.items
        return (
            value if items is None else ListOf(tuple([self.read(items, item) for item in value.items]), span=value.span)
        )

    def _check_text(self, field: Field, value: Text) -> None:
        plain = value.plain
        if field.reading is Reading.WORD:
            if plain is not None:
                self._check_word(field, plain, value.span)
        elif field.reading is Reading.DURATION or (field.types is not None and "string" not in field.types):
            self._expected(field, value.span)
            return
        if plain is not None:
            self._check_limits(field, value)

    def _check_constant(self, field: Field, value: Expression) -> None:
        types = constant_types(value)
        if types is None:
            return
        wanted = field.types
        if field.reading is Reading.DURATION:
            wanted = _DURATION
        elif field.reading is Reading.WORD and wanted is None:
            wanted = _WORD
        if wanted is not None and not any(one in wanted for one in types):
            self._expected(field, value.span, number="number" in types)
            return
        self._check_limits(field, value)

    def _check_limits(self, field: Field, value: Expression) -> None:
        if not (field.limited or field.more):
            return
        try:
            check_limits(field, value)
        except Unfit as unfit:
            self._wrong(field, value.span, unfit.hint, **unfit.words)

    def _expected(self, field: Field, span: Span, *, number: bool = False) -> None:
        """Say what kind of value is wanted."""
        if field.reading is Reading.DURATION:
            self._wrong(field, span, "unit" if number else "duration")
        elif field.enum:
            self._wrong(field, span, "enum", values=", ".join(field.enum))
        elif field.reading is Reading.WORD:
            self._wrong(field, span, "word")
        else:
            wanted = [name for name in _HINTS if field.types and name in field.types]
            self._wrong(field, span, _HINTS[wanted[0]] if wanted else "")

    def _wrong(self, field: Field, span: Span, hint: str, **args: object) -> None:
        self._report("E207", span, hint, parameter=field.name, **args)


_HINTS: Mapping[str, str] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "array": "list",
    "object": "map",
    "null": "null",
}


def constant_types(value: Expression) -> tuple[str, ...] | None:
    """Return the JSON types of a value that can be told before it runs, None where it cannot."""
    if isinstance(value, Literal):
        return _PYTHON_TYPES[type(value.value)]
    if isinstance(value, MapOf):
        return ("object",)
    if isinstance(value, Unary):
        return ("boolean",) if value.operator == "not" else constant_types(value.operand)
    return None
