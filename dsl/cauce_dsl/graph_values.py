r"""Values as JSON and back: plain where they are of the kind that their parameter declares, else tagged.

The tags are `{"$expr": "a + 1"}`, `{"$sym": "list"}`, `{"$dur": "10m"}` and `{"$text": "Hola {nombre}"}`. Every value
has a form for every parameter: a graph carries half-edited flows as well.

A plain JSON text is the source of a text (`Hola {contact.name}`, a brace of its own as `\{`) where texts or
expressions are taken, a bare word where words are, and a length of time where those are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from cauce.errors import CauceError
from cauce.model.expression import PATH, Duration, Expression, ListOf, Literal, MapOf, Symbol, Text
from cauce.model.shape import Field, Reading
from cauce_dsl.lexer import WORDS
from cauce_dsl.parser import parse_expression, parse_text
from cauce_dsl.printer import print_expression, print_text_source
from cauce_dsl.source import compose

WORD = re.compile(rf"{PATH}\Z")
"""What a bare word looks like."""

_TAGS = frozenset({"$expr", "$sym", "$dur", "$text"})
_EXACT = 2**53


def encode(value: Expression, field: Field | None) -> Any:
    """Return a value of a parameter as JSON. Without a field it is one that no schema describes."""
    reading = field.reading if field else Reading.EXPR
    if isinstance(value, Text):
        source = print_text_source(value)
        return source if reading in {Reading.TEXT, Reading.EXPR} else {"$text": source}
    if isinstance(value, Symbol):
        return value.name if reading is Reading.WORD and value.name not in WORDS else {"$sym": value.name}
    if isinstance(value, Literal) and isinstance(value.value, Duration):
        return value.value.text if reading is Reading.DURATION else {"$dur": value.value.text}
    if isinstance(value, ListOf):
        items = field.items if field else None
        return [encode(item, items) for item in value.items]
    if isinstance(value, MapOf) and _plain_keys(value):
        return {key: encode(one, None) for key, one in value.pairs}
    number = _plain(value)
    return {"$expr": print_expression(value)} if number is _NOT_PLAIN else number


_NOT_PLAIN = object()


def _plain(value: Expression) -> Any:
    """Return a literal as itself where JSON keeps it exactly."""
    match value:
        case Literal(value=bool() | None as plain):
            return plain
        case Literal(value=int() | float() as number) if _keeps(number):
            return number
    return _NOT_PLAIN


def _keeps(number: float) -> bool:
    """Tell whether a number that is no bool survives a browser: 1.0 would come back as 1, large ones rounded."""
    if isinstance(number, bool) or abs(number) >= _EXACT:
        return False
    return isinstance(number, int) or (isfinite(number) and not number.is_integer())


def _plain_keys(value: MapOf) -> bool:
    keys = [key for key, _ in value.pairs]
    return len(set(keys)) == len(keys) and not any(key.startswith("$") for key in keys)


def decode(value: Any, field: Field | None, path: str) -> Expression:
    """Return the value that JSON stands for. Raises ValueError, with the path, where it is none."""
    reading = field.reading if field else Reading.EXPR
    if isinstance(value, str):
        return _decode_text(value, reading, path)
    if value is None or isinstance(value, bool):
        return Literal(value)
    if isinstance(value, int | float):
        return _decode_number(value, path)
    if isinstance(value, list):
        items = field.items if field else None
        return ListOf(tuple(decode(item, items, f"{path}[{index}]") for index, item in enumerate(value)))
    if isinstance(value, Mapping):
        return _decode_map(value, path)
    raise ValueError(f"{path}: {type(value).__name__} is not JSON")


def _decode_text(value: str, reading: Reading, path: str) -> Expression:
    if reading is Reading.WORD:
        word = name(value)
        # A reserved word would be read as something else: `true` is no name of an area.
        bare = WORD.match(word) and word not in WORDS
        return Symbol(word) if bare else Text((value,) if value else ())
    if reading is Reading.DURATION:
        return Literal(Duration(value)) if Duration.is_one(value) else Text((value,) if value else ())
    return _parse_text(value, path)


def _decode_number(number: float, path: str) -> Expression:
    if not _keeps(number):
        raise ValueError(f"{path}: the number {number!r:.40} has no exact form; write it as an $expr")
    return Literal(number)


def _decode_map(value: Mapping[str, Any], path: str) -> Expression:
    tag = next((key for key in value if key.startswith("$")), None)
    if tag is None:
        pairs = value.items()
        return MapOf(tuple((name(key), decode(one, None, f"{path}.{key}")) for key, one in pairs))
    content = value[tag]
    if tag not in _TAGS or len(value) > 1 or not isinstance(content, str):
        raise ValueError(f"{path}: one of $expr, $sym, $dur, $text with a text, alone, is the form of a tagged value")
    return _decoders[tag](content, f"{path}.{tag}")


def decode_expression(text: str, path: str) -> Expression:
    """Return the expression of a text. Raises ValueError, with the path, where it is none."""
    return _parsed(parse_expression, text, path)


def _parse_text(text: str, path: str) -> Expression:
    return _parsed(parse_text, text, path)


def _parsed(parse: Callable[[str], Expression], text: str, path: str) -> Expression:
    try:
        return parse(text)
    except CauceError as error:
        raise ValueError(f"{path}: {error}") from None


def _decode_symbol(text: str, path: str) -> Expression:
    word = name(text)
    if not WORD.match(word):
        raise ValueError(f"{path}: «{word:.60}» is not a bare word")
    return Symbol(word)


def _decode_duration(text: str, path: str) -> Expression:
    if not Duration.is_one(text):
        raise ValueError(f"{path}: «{text:.60}» is not a length of time")
    return Literal(Duration(text))


_decoders: dict[str, Callable[[str, str], Expression]] = {
    "$expr": decode_expression,
    "$sym": _decode_symbol,
    "$dur": _decode_duration,
    "$text": _parse_text,
}


def name(text: str) -> str:
    """Return a name in the form that sources have (NFC)."""
    return text if text.isascii() else compose(text)
