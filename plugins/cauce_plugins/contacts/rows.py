"""One row of a file as a contact would be: everything in one spelling, and what is wrong with it by field."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from cauce import CauceError, Words, clean
from cauce_plugins.contacts import columns, defang, documents, names, phones, values
from cauce_plugins.contacts.sheets import COLUMNS, ROWS, Refused, Sheet
from cauce_plugins.contacts.values import Definition

TAGS = 50
"""How many tags a contact has at most."""


@dataclass(slots=True)
class Given:
    """A contact as a row gives it. number: of the row. problems: what is wrong, each with its `field` and the words."""

    number: int
    name: str = ""
    source: str = names.NONE
    phone: str = ""
    dni: str = ""
    area: str = ""
    tags: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rules:
    """What cells are read by. areas: their names, by how people write them."""

    country: str
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


def meaning(sheet: Sheet, known: Mapping[str, str]) -> list[str]:
    """Return what the columns of a sheet mean; its rows begin after its header from then on. Raises Refused."""
    rows = iter(sheet.rows)
    first = None if sheet.header else next((one for one in rows if _is_filled(one[1])), None)
    if first is None and not sheet.header:
        raise Refused("El archivo está vacío.", "The file is empty.")
    found = columns.mapped(first[1] if first else sheet.header, known)
    sheet.rows = rows if found is not None or first is None else itertools.chain([first], rows)
    return list(columns.WITHOUT) if found is None else found


def read(sheet: Sheet, meant: Sequence[str], rules: Rules) -> Iterator[Given]:
    """Yield the rows of a sheet. Empty ones are passed over. Raises Refused."""
    for number, cells in sheet.rows:
        if number > ROWS:
            raise Refused(
                f"Hay más de {ROWS} filas: divide el archivo.", f"There are more than {ROWS} rows: cut the file."
            )
        if _is_filled(cells):
            yield one(number, cells, meant, rules)


def _is_filled(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells)


def one(number: int, cells: Sequence[str], meant: Sequence[str], rules: Rules) -> Given:
    """Return the contact of a row."""
    given = Given(number)
    if len(cells) > COLUMNS:
        _complain(given, "row", Refused(f"Tiene más de {COLUMNS} celdas.", f"It has more than {COLUMNS} cells."))
        return given
    said: dict[str, str] = {}
    for target, cell in zip(meant, cells, strict=False):
        text = defang.plain(clean(cell).strip())
        if target and text:
            said[target] = text
    given.name, given.source = names.best(
        {
            names.IMPORTED: said.get("name"),
            names.PROFILE: said.get(names.PROFILE),
            names.SHORT: said.get(names.SHORT),
        }
    )
    for target, text in said.items():
        if (reader := _READERS.get(target)) or target.startswith("fields."):
            work = partial(reader, given, text, rules) if reader else partial(_field, given, target[7:], text, rules)
            _attempt(given, target.removeprefix("fields."), work)
    if not (given.problems or given.name or given.phone or given.dni):
        _complain(given, "row", Refused("No dice quién es.", "It does not say who it is."))
    return given


def _attempt(given: Given, name: str, work: Callable[[], None]) -> None:
    try:
        work()
    except CauceError as error:
        _complain(given, name, error)


def _complain(given: Given, name: str, error: CauceError) -> None:
    given.problems.append({"field": name, "es": error.say("es"), "en": error.say("en")})


def _phone(given: Given, text: str, rules: Rules) -> None:
    found = phones.read(text, rules.country)
    given.phone = found.e164
    if found.extension:
        given.fields["extension"] = found.extension


def _dni(given: Given, text: str, _rules: Rules) -> None:
    try:
        given.dni = documents.read(text)
    except ValueError:
        raise Refused("No es un documento de identidad.", "It is no identity number.") from None


def _area(given: Given, text: str, rules: Rules) -> None:
    found = rules.areas.get(columns.folded(text))
    if found is None:
        raise Refused(f"No hay ningún área «{text[:64]}».", f"There is no area “{text[:64]}”.")
    given.area = found


def _tags(given: Given, text: str, _rules: Rules) -> None:
    parts = text.replace("|", ";").replace(",", ";").split(";")
    given.tags = tags(parts)


def tags(parts: Sequence[str]) -> list[str]:
    """Return tags in one spelling, each once. Raises Refused for one that is too long, or too many."""
    found = list(dict.fromkeys(tag for tag in (names.tidy(part) for part in parts) if tag))
    if len(found) > TAGS or any(len(tag) > 64 for tag in found):
        raise Refused(
            f"Son más de {TAGS} etiquetas, o una es muy larga.", f"There are more than {TAGS} tags, or a long one."
        )
    return found


def _field(given: Given, name: str, text: str, rules: Rules) -> None:
    definition = rules.definitions.get(name) or Definition(0, name, _UNTITLED)
    given.fields[name] = values.read(definition, text, rules.country)


_UNTITLED: Words = {"es": "", "en": ""}
_READERS: Mapping[str, Callable[[Given, str, Rules], None]] = {
    "phone": _phone, "dni": _dni, "area": _area, "tags": _tags,
}  # fmt: skip
