"""Files of rows: CSV, XLSX and JSON become rows of texts. Runs in the child process only, for anything may be in a file."""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cauce import CauceError
from cauce_plugins.contacts import decoding

ROWS, COLUMNS, CELL = 200_000, 100, 20_000
"""How many rows, columns, and characters in a cell there may be."""
UNPACKED, PARTS = 50 << 20, 2000
"""How many bytes an XLSX may be when it is unpacked, and how many parts it may have."""
SEPARATORS = ",;\t|"

Row = Sequence[str]


class Refused(CauceError):
    """Nothing of this file can be taken: what is wrong with it as a whole."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__({"es": es, "en": en})


@dataclass(slots=True)
class Sheet:
    """The rows of a file, numbered from 1 as spreadsheets do. kind: csv, xlsx or json; encoding: of a CSV."""

    kind: str
    rows: Iterator[tuple[int, Row]]
    encoding: str = ""
    header: Row = field(default_factory=list)


def read(raw: bytes, knows: Any) -> Sheet:
    """Return the rows of a file by what it is, not by what it is called.

    knows: `knows(cells) -> int`, how many of these are headers that mean something. Raises Refused.
    """
    if raw.startswith(b"PK\x03\x04"):
        return _xlsx(raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "Es un Excel de antes de 2007: guárdalo como .xlsx.", "It is an Excel from before 2007: save it as .xlsx."
        )
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        return _json(raw)
    return _csv(raw, knows)


def _csv(raw: bytes, knows: Any) -> Sheet:
    encoding = decoding.encoding_of(raw)
    csv.field_size_limit(CELL)
    text = decoding.opened(raw, encoding)
    head = [line[: CELL * 2] for line in itertools.islice(text, 20)]
    text.seek(0)
    if head and head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:
        separator = head[0][4]
        next(text)
    else:
        separator = _separator(head, knows)
    return Sheet("csv", _csv_rows(text, separator), encoding)


def _separator(head: Sequence[str], knows: Any) -> str:
    """Return what stands between cells: that which makes the most of the headers, or looks like it."""
    try:
        known = {one: knows(next(csv.reader(head, delimiter=one), [])) for one in SEPARATORS}
    except csv.Error:
        known = {}
    best = max(SEPARATORS, key=lambda one: known.get(one, 0))
    if known.get(best, 0) > 1:
        return best
    try:
        return csv.Sniffer().sniff("".join(head), SEPARATORS).delimiter
    except csv.Error:
        return ","


def _csv_rows(text: Iterable[str], separator: str) -> Iterator[tuple[int, Row]]:
    reader, number = csv.reader(text, delimiter=separator), 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(
                f"Fila {number}: no se puede leer como CSV ({error}).",
                f"Row {number}: it cannot be read as CSV ({error}).",
            ) from None
        yield number, cells


def _xlsx(raw: bytes) -> Sheet:
    from python_calamine import CalamineWorkbook

    _check_zip(raw)
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).iter_rows()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- whatever the library says of a broken file, it is broken
        raise _no_xlsx() from None
    return Sheet("xlsx", ((number, [_cell(one) for one in cells]) for number, cells in enumerate(rows, 1)))


def _check_zip(raw: bytes) -> None:
    """Raise Refused for what would not fit when unpacked, as its own list says; what lies meets the limits of the process."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise _no_xlsx() from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(
            f"El archivo desempaquetado pasa de {UNPACKED >> 20} MB: divídelo en varios.",
            f"Unpacked the file is more than {UNPACKED >> 20} MB: cut it into several.",
        )


def _no_xlsx() -> Refused:
    return Refused("El archivo no es un XLSX que se pueda leer.", "The file is no XLSX that can be read.")


def _cell(value: Any) -> str:
    """Return a cell of a spreadsheet as text: numbers as they were typed, days as ISO has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(raw: bytes) -> Sheet:
    """Return the objects of a list, or of the list that is the one thing in an object."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"No es un JSON que se pueda leer: {error}", f"It is no JSON that can be read: {error}") from None
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [found])
    header: dict[str, None] = {}
    for one in found:
        if isinstance(one, dict) and len(header) <= COLUMNS:
            header.update(dict.fromkeys(one))
    rows = ((number, _json_row(one, header)) for number, one in enumerate(found, 1))
    return Sheet("json", rows, header=[key[:200] for key in header])


def _json_row(given: Any, header: Iterable[str]) -> Row:
    if isinstance(given, dict):
        return [_json_cell(given.get(key)) for key in header]
    return [_json_cell(given)]


def _json_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_json_cell(one) for one in value if not isinstance(one, list | dict))
    return _cell(value) if not isinstance(value, dict) else ""
