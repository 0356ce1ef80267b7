"""From the text of `cauce.toml` and the variables of the environment to checked values, or one clear error."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from cauce.errors import SettingsError
from cauce.model.node_kind import Words
from cauce.schemas import did_you_mean, nearest, type_words
from cauce.settings_file import FILE, ChannelPart, FilePart, table, unfold
from cauce.toml_places import line_of

Place = tuple[str | int, ...]

_TYPES: Mapping[str, Words] = {
    "int": type_words("integer"),
    "str": type_words("string"),
    "bool": type_words("boolean"),
    "float": type_words("number"),
    "array": type_words("array"),
    "object": type_words("object"),
}
"""What msgspec's names of types are called."""


_COMPLAINTS: Sequence[tuple[str, Words]] = (
    (r"Expected `(\w+)[^`]*`, got `(\w+)`", {"es": "debe ser {0}, no {1}", "en": "must be {0}, not {1}"}),
    (
        r"Expected `(?:int|float)[^`]*` >= (\d+(?:\.\d*[1-9])?)",
        {"es": "debe ser {0} o más", "en": "must be {0} or more"},
    ),
    (
        r"Expected `(?:int|float)[^`]*` <= (\d+(?:\.\d*[1-9])?)",
        {"es": "debe ser {0} o menos", "en": "must be {0} or less"},
    ),
    (r"Expected `str` matching regex '(.+)'", {"es": "debe tener la forma {0}", "en": "must be of the form {0}"}),
    (r"Invalid enum value '(.*)'", {"es": "no puede ser «{0}»: {1}", "en": "cannot be “{0}”: {1}"}),
)


_SHAPES: Mapping[str, Words] = {
    r"^env:\\w+$": {
        "es": "«env:VARIABLE»: los secretos viven en el entorno, no en archivos",
        "en": "“env:VARIABLE”: secrets live in the environment, not in files",
    },
    r"^\\w[\\w-]*$": {"es": "de una palabra", "en": "of one word"},
    r"^https?://[^/*\\s]+$": {"es": "«https://mesa.example»: sin ruta", "en": "“https://desk.example”: without a path"},
    r"^((rediss?|unix)://.+)?$": {"es": "«redis://host:6379»", "en": "“redis://host:6379”"},
}


def read_file(file: Path) -> tuple[str, FilePart, Mapping[str, Any]]:
    """Return the text of a `cauce.toml`, its checked values, and what stands there that is not ours. Raises SettingsError."""
    text = _read(file)
    raw = _parse(text)
    known = FilePart.__struct_fields__
    values = _build(FilePart, {key: one for key, one in raw.items() if key in known}, (), text)
    assert isinstance(values, FilePart)
    names = [channel.name for channel in values.channels]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise wrong(
                text,
                ("channels", index, "name"),
                {"es": f"ya hay otro canal «{name}»; dale otro nombre", "en": f"there is another channel “{name}”"},
            )
    return text, values, {key: one for key, one in raw.items() if key not in known}


def read_variables(values: FilePart, environment: Mapping[str, str]) -> FilePart:
    """Return the values with those of the environment over them. Raises SettingsError naming the variable."""
    known = {variable: setting.key for setting in table() for variable in reversed(setting.variables)}
    # Aliases come first, so that our own name wins where both are set.
    for variable, key in sorted(known.items(), key=lambda pair: pair[0].startswith("CAUCE_")):
        if found := environment.get(variable):
            values = _put(values, key.split("."), found, variable)
    return values


@cache
def variables() -> frozenset[str]:
    """Return the names of our own variables."""
    return frozenset(variable for setting in table() for variable in setting.variables)


def refuse_near_misses(environment: Mapping[str, str], more: Collection[str] = ()) -> None:
    """Raise SettingsError at a variable that is nearly a known one: it would be ignored without a word.

    more: the variables of plugins, known beside ours.
    """
    known = {*variables(), *more}
    ours = sorted(name.removeprefix("CAUCE_") for name in known if name.startswith("CAUCE_"))
    for name in environment:
        if name.startswith("CAUCE_") and name not in known and (near := nearest(name.removeprefix("CAUCE_"), ours)):
            raise SettingsError(
                {
                    "es": f"La variable de entorno {name} no existe; ¿quisiste decir CAUCE_{near}?",
                    "en": f"There is no environment variable {name}; did you mean CAUCE_{near}?",
                }
            )


def refuse_strange(text: str, rest: Iterable[str], more: Collection[str]) -> None:
    """Raise SettingsError at the first key of `cauce.toml` that is nobody's. more: the tables of plugins."""
    for key in rest:
        if key not in more:
            raise _strange(text, (key,), {*FilePart.__struct_fields__, *more})


def wrong(text: str, place: Place, words: Words) -> SettingsError:
    """Return the error about a place of `cauce.toml`: file, line, key, and the words."""
    key = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    line = line_of(text, place)
    told = {lang: sentence if sentence.endswith("?") else f"{sentence}." for lang, sentence in words.items()}
    # What is missing may have no line: not even the table that it belongs to is there.
    at = {"es": f", línea {line}", "en": f", line {line}"} if line else {"es": "", "en": ""}
    return SettingsError(
        {
            "es": f"{FILE}{at['es']}: «{key}» {told['es']}",
            "en": f"{FILE}{at['en']}: “{key}” {told['en']}",
        }
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(
            {
                "es": f"{file} no está en UTF-8 (byte {error.start + 1}). Guárdalo como UTF-8.",
                "en": f"{file} is not UTF-8 (byte {error.start + 1}). Save it as UTF-8.",
            }
        ) from None
    except OSError as error:
        raise SettingsError(
            {
                "es": f"No puedo leer {file}: {error.strerror}. Revisa sus permisos.",
                "en": f"{file} cannot be read: {error.strerror}. Look at its permissions.",
            }
        ) from None


def _parse(text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.sub(r"at line (\d+), column (\d+)", r"línea \1, columna \2", str(error))
        raise SettingsError(
            {"es": f"{FILE} no es TOML válido: {place}.", "en": f"{FILE} is not valid TOML: {error}."}
        ) from None


def _build(kind: Any, raw: Any, place: Place, text: str) -> Any:
    """Return `raw` as a value of the type. Descends by itself, so that each complaint has its key."""
    bare = unfold(kind)[0]
    inner = next((one for one in get_args(bare) if get_origin(one) in {dict, tuple}), bare)
    if isinstance(raw, Mapping) and isinstance(bare, type) and issubclass(bare, Struct):
        return _build_part(bare, raw, place, text)
    if isinstance(raw, Mapping) and get_origin(inner) is dict:
        return {key: _build(get_args(inner)[1], value, (*place, key), text) for key, value in raw.items()}
    if isinstance(raw, list) and get_origin(inner) is tuple:
        return tuple(_build(get_args(inner)[0], value, (*place, index), text) for index, value in enumerate(raw))
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise wrong(text, place, _complaint(str(error), bare)) from None


def _build_part(part: type[Struct], raw: Mapping[str, Any], place: Place, text: str) -> Struct:
    known = {field.name: field for field in fields(part) if field.name != "settings"}
    rest = {key: value for key, value in raw.items() if key not in known}
    values = {key: _build(known[key].type, value, (*place, key), text) for key, value in raw.items() if key in known}
    if part is ChannelPart:
        values["settings"] = rest
    elif rest:
        raise _strange(text, (*place, next(iter(rest))), known)
    for name, field in known.items():
        if field.required and name not in values:
            raise wrong(text, place, {"es": f"necesita «{name}»", "en": f"needs “{name}”"})
    return part(**values)


def _strange(text: str, place: Place, known: Collection[str]) -> SettingsError:
    guess = did_you_mean(str(place[-1]), known)
    return wrong(
        text, place, {"es": f"no es una clave conocida{guess['es']}", "en": f"is not a known key{guess['en']}"}
    )


def _complaint(message: str, kind: Any) -> Words:
    """Return what msgspec says in words of ours."""
    for pattern, sentences in _COMPLAINTS:
        if found := re.match(pattern, message):
            return {
                lang: sentence.format(
                    *((_TYPES.get(part) or _SHAPES.get(part) or {}).get(lang, part) for part in found.groups()),
                    *_choices(kind),
                )
                for lang, sentence in sentences.items()
            }
    return {"es": message, "en": message}


def _choices(kind: Any) -> tuple[str, ...]:
    return (", ".join(get_args(kind)),) if get_origin(kind) is Literal else ()


def _put(part: Any, keys: Sequence[str], raw: str, variable: str) -> Any:
    """Return the part with one value set from the environment."""
    field = next(field for field in fields(part) if field.name == keys[0])
    if len(keys) > 1:
        return replace(part, **{keys[0]: _put(getattr(part, keys[0]), keys[1:], raw, variable)})
    listed = get_origin(unfold(field.type)[0]) is tuple
    value: Any = [one.strip() for one in raw.split(",") if one.strip()] if listed else raw
    meta = unfold(field.type)[1]
    try:
        if meta and meta.extra and (parts := meta.extra["parts"].get(variable)):
            value = msgspec.convert(raw, float, strict=False) / parts
        return replace(part, **{keys[0]: msgspec.convert(value, field.type, strict=False)})
    except msgspec.ValidationError as error:
        words = _complaint(str(error), unfold(field.type)[0])
        raise SettingsError({lang: f"{variable}={raw}: {told}." for lang, told in words.items()}) from None
