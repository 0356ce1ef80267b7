"""Functions of texts."""

from __future__ import annotations

from typing import Any

from cauce.engine import limits
from cauce.engine.folding import fold
from cauce.engine.scene import Scene
from cauce.engine.values import show
from cauce.functions.arguments import text, whole
from cauce.functions.patterns import whole_match
from cauce.model.vocabulary import Function


def _len(_: Scene, value: Any) -> int:
    if value is None:
        return 0
    if isinstance(value, str | list | dict):
        return len(value)
    raise ValueError("a text, a list or a map was expected")


def _replace(_: Scene, value: Any, old: Any, new: Any) -> str:
    whole_text, part, other = text(value), text(old), text(new)
    if not part:
        return whole_text
    if len(whole_text) + whole_text.count(part) * (len(other) - len(part)) > limits.VALUE_SIZE:
        raise ValueError("the text would be too long")
    return whole_text.replace(part, other)


def _slice(_: Scene, value: Any, start: Any, end: Any = None) -> str:
    return text(value)[whole(start) : None if end is None else whole(end)]


def _contains(_: Scene, value: Any, part: Any) -> bool:
    return f" {fold(text(part))} " in f" {fold(text(value))} "


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "len",
        {"es": "Cuántas letras, elementos o claves tiene", "en": "How many letters, items or keys it has"},
        ("value",),
        _len,
        example="len(detalle) >= 10",
    ),
    Function(
        "upper",
        {"es": "El texto en mayúsculas", "en": "The text in capitals"},
        ("text",),
        lambda _, value: text(value).upper(),
        example="upper(codigo)",
    ),
    Function(
        "lower",
        {"es": "El texto en minúsculas", "en": "The text in small letters"},
        ("text",),
        lambda _, value: text(value).lower(),
        example="lower(correo)",
    ),
    Function(
        "capitalize",
        {"es": "El texto con la primera letra mayúscula", "en": "The text with a capital at its start"},
        ("text",),
        lambda _, value: text(value)[:1].upper() + text(value)[1:],
        example="capitalize(nombre)",
    ),
    Function(
        "trim",
        {"es": "El texto sin espacios al principio ni al final", "en": "The text without spaces around it"},
        ("text",),
        lambda _, value: text(value).strip(),
        example="trim(nombre)",
    ),
    Function(
        "replace",
        {"es": "El texto con una parte cambiada por otra", "en": "The text with one part in place of another"},
        ("text", "old", "new"),
        _replace,
        example="replace(rut, '.', '')",
    ),
    Function(
        "slice",
        {"es": "Un trozo del texto, contado desde 0", "en": "A piece of the text, counted from 0"},
        ("text", "start", "end"),
        _slice,
        required=2,
        example="slice(tarjeta, -4)",
    ),
    Function(
        "contains",
        {
            "es": "Si el texto tiene esas palabras, sin mirar tildes ni mayúsculas",
            "en": "Whether the text has these words, whatever their accents and case",
        },
        ("text", "words"),
        _contains,
        example="contains(detalle, 'sin internet')",
    ),
    Function(
        "starts_with",
        {"es": "Si el texto empieza así", "en": "Whether the text starts so"},
        ("text", "part"),
        lambda _, value, part: text(value).startswith(text(part)),
        example="starts_with(codigo, 'AB')",
    ),
    Function(
        "ends_with",
        {"es": "Si el texto termina así", "en": "Whether the text ends so"},
        ("text", "part"),
        lambda _, value, part: text(value).endswith(text(part)),
        example="ends_with(correo, '.cl')",
    ),
    Function(
        "matches",
        {
            "es": "Si el texto entero cumple el patrón (RE2, siempre rápido)",
            "en": "Whether the whole text fits the pattern (RE2, always fast)",
        },
        ("text", "pattern"),
        lambda _, value, pattern: whole_match(text(pattern), text(value)),
        example="matches(patente, '[A-Z]\\{4\\}[0-9]\\{2\\}')",
    ),
    Function(
        "text",
        {"es": "El valor como texto, tal como se imprime", "en": "The value as a text, as it prints"},
        ("value",),
        lambda _, value: show(value),
        example="text(monto)",
    ),
)
