"""The people of the day as two files have them, a CSV and an XLSX, and what has to become of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import openpyxl

from e2e.town import CLOSED, HOLIDAY, OPEN, OPENING, done
from e2e.worker import PAUSE, Worker, patience

HEADERS = ("Nombre", "Teléfono", "Grupo", "Área")
GROUPS = ("Oro", "Plata")
AREAS = ("", OPEN, "", OPENING, CLOSED, "", HOLIDAY, "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file. outcome: what has to become of it."""

    name: str
    phone: str
    group: str
    area: str
    outcome: str = "create"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """What it says."""
        return self.name, self.phone, self.group, self.area


def called(place: int) -> str:
    """Return the name of a person by their place."""
    return f"Ñandú {place:03d}"


def written(people: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """Return the rows of both files: everybody once, and some that are wrong, or known already, or changed."""
    rows = [
        Row(called(place), f"+{one[:2]} {one[2]} {one[3:6]} {one[6:9]}-{one[9:]}", GROUPS[place % 2], AREAS[place % len(AREAS)])
        for place, one in enumerate(people)
    ]  # fmt: skip
    half = len(rows) * 3 // 5
    wrong = [Row("Sin número", "no sé", "Oro", "", "error"), Row("Sin área", "+595981000001", "", "correo", "error")]
    known = [Row(*one.cells, "skip") for one in rows[:3]]
    changed = [Row(one.name, one.phone, "Bronce", one.area, "update") for one in rows[3:5]]
    return [*rows[:half], *wrong], [*known, *rows[half:], *changed]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return a file as a spreadsheet in Spanish writes it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerows([HEADERS, *(one.cells for one in rows)])
    return file.getvalue().encode("cp1252")


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return the same as a workbook."""
    book, file = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for cells in (HEADERS, *(one.cells for one in rows)):
        sheet.append(cells)
    book.save(file)
    return file.getvalue()


Told = list[tuple[str, str]]
"""What was told of each row: name and outcome."""


async def imported(lead: Worker, raw: bytes) -> Told:
    """Import a file, and return what was told of its rows, all of which are stored by then."""
    made = await lead.brings("/api/contacts/import?commit=true", raw)
    assert made.status == 201, made
    one = f"/api/contacts/imports/{made.body['id']}"
    async with patience():
        while (await done(lead, "GET", one, None))["state"] != "done":
            await lead.rest(PAUSE)
    found = await lead.pages(f"{one}/rows?limit=100")
    assert [row for row in found if row["outcome"] != "error" and not row["stored"]] == []
    return [(row["name"], row["outcome"]) for row in found]
