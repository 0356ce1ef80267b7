"""Columns of a file: what each header means, in Spanish or English, and what a file without headers means."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from cauce_plugins.contacts.sheets import COLUMNS, Refused
from cauce_plugins.contacts.values import Definition

GROUP, TREATMENT = "grupo", "sustantivo"
"""The fields that a campaign's file has beside name and number. A contact is in one group: the value of that field."""

_CALLED = {
    "name": "name nombre nombres nombrecompleto nombreyapellido fullname contacto contact displayname",
    "phone": "phone numero nro number telefono tel celular movil mobile whatsapp phonenumber numerodetelefono",
    "dni": "dni documento cedula ci rut document nationalid",
    "area": "area preferredarea areapreferida sector departamento",
    "tags": "tags tag etiquetas etiqueta labels",
    "pushname": "pushname",
    "shortName": "shortname",
    f"fields.{GROUP}": "grupo group",
    f"fields.{TREATMENT}": "sustantivo tratamiento",
}
KNOWN: Mapping[str, str] = {header: target for target, headers in _CALLED.items() for header in headers.split()}
"""What a header means, folded."""
WITHOUT = ("phone", f"fields.{TREATMENT}", "name", f"fields.{GROUP}")
"""What the cells of a file without headers are, in order: `595900000001,Sr,Carlos Gómez,Premium`."""
ENOUGH = {"phone", "name", "dni"}
"""A file has to have one of these."""


def folded(header: str) -> str:
    """Return a header without what people write differently: case, accents, blanks."""
    text = unicodedata.normalize("NFKD", header[:200].casefold())
    return "".join(one for one in text if one.isalnum())


def meanings(definitions: Sequence[Definition]) -> Mapping[str, str]:
    """Return what every header means: those that all know, and custom fields by name and by title."""
    own = {
        folded(called): f"fields.{one.name}"
        for one in definitions
        for called in (one.name, *one.title.values())
        if folded(called)
    }
    return {**own, **KNOWN}


def mapped(first: Sequence[str], known: Mapping[str, str]) -> list[str] | None:
    """Return what each column means, "" for nothing; None where this row is no header but data already.

    Raises Refused for too many columns, for two that mean the same, and for none that tells who somebody is.
    """
    if len(first) > COLUMNS:
        raise Refused(f"Hay más de {COLUMNS} columnas.", f"There are more than {COLUMNS} columns.")
    found = [known.get(folded(cell), "") for cell in first]
    if not any(found) and first and _is_number(first[0]):
        return None
    for target in found:
        if target and found.count(target) > 1:
            twice = " / ".join(cell for cell, one in zip(first, found, strict=True) if one == target)[:200]
            raise Refused(f"Dos columnas dicen lo mismo: {twice}.", f"Two columns mean the same: {twice}.")
    if not ENOUGH.intersection(found):
        seen = ", ".join(first[:10])[:200]
        raise Refused(
            f"Falta una columna de nombre, teléfono o DNI. Los encabezados son: {seen}.",
            f"A column of names, telephones or DNI is missing. The headers are: {seen}.",
        )
    return found


def _is_number(cell: str) -> bool:
    return sum(one.isdecimal() for one in cell) >= 6
