"""JSON Schemas (2020-12): compiled once, checked fast, and their complaints in words that people understand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cauce.model.node_kind import Words
from cauce.model.similar import Similar

_TYPES: Mapping[str, Words] = {
    "string": {"es": "un texto", "en": "a text"},
    "integer": {"es": "un número entero", "en": "a whole number"},
    "number": {"es": "un número", "en": "a number"},
    "boolean": {"es": "true o false", "en": "true or false"},
    "array": {"es": "una lista", "en": "a list"},
    "object": {"es": "una tabla", "en": "a table"},
    "null": {"es": "nada (null)", "en": "nothing (null)"},
}

_SENTENCES: Mapping[str, Words] = {
    "type": {"es": "debe ser {types}", "en": "must be {types}"},
    "enum": {"es": "debe ser {options}", "en": "must be {options}"},
    "const": {"es": "debe ser {expected_value}", "en": "must be {expected_value}"},
    "required": {"es": "falta «{property}»", "en": "“{property}” is missing"},
    "additionalProperties": {"es": "no conozco «{unexpected}»{guess}", "en": "“{unexpected}” is not known{guess}"},
    "minimum": {"es": "debe ser {limit} o más", "en": "must be {limit} or more"},
    "maximum": {"es": "debe ser {limit} o menos", "en": "must be {limit} or less"},
    "exclusiveMinimum": {"es": "debe ser más que {limit}", "en": "must be more than {limit}"},
    "exclusiveMaximum": {"es": "debe ser menos que {limit}", "en": "must be less than {limit}"},
    "minLength": {"es": "debe tener {limit} caracteres o más", "en": "must have {limit} characters or more"},
    "maxLength": {"es": "debe tener {limit} caracteres o menos", "en": "must have {limit} characters or fewer"},
    "minItems": {"es": "debe tener {limit} elementos o más", "en": "must have {limit} items or more"},
    "maxItems": {"es": "debe tener {limit} elementos o menos", "en": "must have {limit} items or fewer"},
    "uniqueItems": {"es": "no debe repetir elementos", "en": "must not repeat items"},
    "propertyNames": {"es": "ningún campo puede llamarse así", "en": "no field can be called that"},
    "minProperties": {"es": "debe tener {limit} campos o más", "en": "must have {limit} fields or more"},
    "maxProperties": {"es": "debe tener {limit} campos o menos", "en": "must have {limit} fields or fewer"},
    "pattern": {"es": "no tiene la forma {pattern}", "en": "is not of the form {pattern}"},
    "format": {"es": "no es un valor de tipo «{format}»", "en": "is not a “{format}”"},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a value. `path` leads to it: `("headers", 0)`; the words name no place."""

    path: tuple[str | int, ...]
    keyword: str
    words: Words


Validator = Callable[[Any], tuple[Problem, ...]]
"""Takes a value and returns what is wrong with it, in the schema's order; nothing when all is well."""


def compile_schema(schema: Mapping[str, Any]) -> Validator:
    """Return the validator of a schema. Raises ValueError where it is not a schema."""
    compiled = _compile(schema)

    def validate(value: Any) -> tuple[Problem, ...]:
        if compiled.is_valid(value):
            return ()
        return tuple(_problem(error, schema) for error in compiled.iter_errors(value))

    return validate


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raise ValueError, with the place inside it, where something is not a JSON Schema."""
    _compile(schema)


def did_you_mean(word: str, known: Iterable[str]) -> Words:
    """Return what ends a sentence about an unknown word: the nearest known one, or all of them; "" for none."""
    words = sorted(known)
    if near := nearest(word, words):
        return {"es": f"; ¿quisiste decir «{near}»?", "en": f"; did you mean “{near}”?"}
    listed = ", ".join(words)
    return {"es": f"; hay: {listed}", "en": f"; there is: {listed}"} if listed else {"es": "", "en": ""}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, "" where none is near."""
    return Similar(known).find(word) or ""


def complaint(error: Any) -> Words:
    """Return what is wrong, by an error of the validator, without repeating the value: it may be a secret."""
    keyword, facts = str(error.kind.name), dict(error.kind.as_dict())
    if keyword in {"anyOf", "oneOf"} and facts["context"] and facts["context"][0]:
        # What else it may be is nothing, nearly always: the first says what is wanted.
        return complaint(facts["context"][0][0])
    if keyword not in _SENTENCES or keyword == "additionalProperties":
        return {"es": "no encaja", "en": "does not fit"}
    return {lang: _sentence(keyword, facts, lang) for lang in ("es", "en")}


def type_words(name: str) -> Words:
    """Return what a JSON type is called: `a whole number`."""
    return _TYPES.get(name, {"es": name, "en": name})


def _is_duration(text: str) -> bool:
    """Ours are `90s` and `1h30m`; those of ISO 8601 are not for people."""
    return re.fullmatch(r"(?:\d+(?:ms|[smhdw]))+", text) is not None


def _compile(schema: Mapping[str, Any]) -> Any:
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(
            dict(schema), validate_formats=True, formats={"duration": _is_duration}
        )
    except jsonschema_rs.ValidationError as error:
        place = "/".join(str(step) for step in error.instance_path)
        raise ValueError(f"{place or 'schema'}: {error.message}") from None


def _problem(error: Any, schema: Mapping[str, Any]) -> Problem:
    keyword = str(error.kind.name)
    facts = dict(error.kind.as_dict())
    if keyword == "additionalProperties":
        facts["guess"] = did_you_mean(facts["unexpected"][0], _properties(schema, error.schema_path))
    return Problem(
        tuple(error.instance_path),
        keyword,
        {lang: _sentence(keyword, facts, lang) or error.message for lang in ("es", "en")},
    )


def _sentence(keyword: str, facts: Mapping[str, Any], lang: str) -> str:
    template = _SENTENCES.get(keyword, {}).get(lang, "")
    return template.format_map({name: _spoken(name, value, lang) for name, value in facts.items()})


def _spoken(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Mapping):
        return str(value[lang])
    if not isinstance(value, list):
        return str(value)
    parts = [type_words(one)[lang] if name == "types" else str(one) for one in value]
    last = {"es": " o ", "en": " or "}[lang]
    return last.join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _properties(schema: Any, path: Iterable[Any]) -> Iterable[str]:
    """Return the names that the part of a schema knows whose `additionalProperties` refused one."""
    for step in list(path)[:-1]:
        schema = schema[step]
    return list(schema.get("properties", ()))
