"""Exports: the contacts that somebody sees as CSV or XLSX, page by page, with no cell that a spreadsheet would calculate."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from functools import partial

import msgspec

from cauce import Host
from cauce.desk import Principal
from cauce_plugins.contacts import defang, imports, listing, values
from cauce_plugins.contacts.cards import Contact
from cauce_plugins.contacts.columns import GROUP, TREATMENT
from cauce_plugins.contacts.listing import Wanted

OWN = ("name", "phone", "dni", "area", "tags")
"""The columns of every file, in the order in which the importer's example has them."""
PIECE = 200
"""How many contacts are read at a time."""
CHUNK = 1 << 16
KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The content type of each kind of file."""
CELL = 32_000
"""How many characters a cell of a spreadsheet holds."""
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
WRITER = "cauce_plugins.contacts.writer"
XLSX_AT_ONCE = asyncio.Semaphore(2)


async def columns(host: Host) -> list[str]:
    """Return the columns of a file: what every contact has, then the fields that some have."""
    found = await host.search(listing.field_names)
    return [*OWN, *sorted({TREATMENT, GROUP, *found}.difference(OWN))]


async def contacts(host: Host, who: Principal, wanted: Wanted) -> AsyncIterator[list[Contact]]:
    """Yield the contacts that somebody sees, as many at a time as are read at once."""
    wanted = replace(wanted, limit=PIECE)
    while True:
        found = await host.search(partial(listing.page, who=who, wanted=wanted, country=host.settings["country"]))
        if found:
            yield found
        if len(found) < PIECE:
            return
        wanted = replace(wanted, before=found[-1].id)


def row(one: Contact, header: Sequence[str]) -> list[str]:
    """Return the cells of a contact, each safe."""
    said = {**{name: values.written(value) for name, value in one.fields.items()}, "name": one.name}
    said["phone"] = one.phone or said.get("phone", "")
    return [defang.safe(_shown(said.get(name, ""))) for name in header]


def _shown(cell: str) -> str:
    """Return a cell without what no spreadsheet can hold."""
    return cell[:CELL].translate(_UNSEEN)


async def as_csv(host: Host, who: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
    """Yield a CSV in UTF-8, with the mark by which Excel knows that."""
    header = await columns(host)
    yield b"\xef\xbb\xbf" + _lines([[defang.safe(name) for name in header]])
    async for found in contacts(host, who, wanted):
        yield await asyncio.to_thread(_lines, [row(one, header) for one in found])


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


async def as_xlsx(host: Host, who: Principal, wanted: Wanted) -> AsyncIterator[bytes]:
    """Yield an XLSX, which a child process packs: its rows are on the disk until all are there."""
    async with XLSX_AT_ONCE:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", WRITER,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout
        feeding = asyncio.create_task(_feed(process, host, who, wanted))
        try:
            while chunk := await process.stdout.read(CHUNK):
                yield chunk
            await feeding
        finally:
            feeding.cancel()
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
            await asyncio.gather(feeding, process.wait(), return_exceptions=True)


async def _feed(process: asyncio.subprocess.Process, host: Host, who: Principal, wanted: Wanted) -> None:
    """Give the rows to the child, as fast as it takes them. Where that fails, so does the file: half of one is none."""
    into = process.stdin
    assert into
    try:
        header = await columns(host)
        into.write(_told([[defang.safe(name) for name in header]]))
        async for found in contacts(host, who, wanted):
            into.write(await asyncio.to_thread(_told, [row(one, header) for one in found]))
            await into.drain()
    except BaseException:
        process.kill()
        raise
    into.close()


def _told(rows: Sequence[Sequence[str]]) -> bytes:
    return b"".join(msgspec.json.encode(one) + b"\n" for one in rows)


async def report(host: Host, number: int, lang: str) -> AsyncIterator[bytes]:
    """Yield the report of an import as CSV: each row, what becomes of it, of which contact, and what is wrong with it."""
    yield b"\xef\xbb\xbf" + _lines([["row", "outcome", "contact", "name", "phone", "field", "problem"]])
    last = 0
    while found := await host.read(partial(imports.rows_of, one=number, after=last, limit=PIECE)):
        last = found[-1].number
        lines = []
        for one in found:
            told = msgspec.json.decode(one.problems) or [{}]
            for problem in told:
                cells = [
                    one.data["name"], one.data["phone"], problem.get("field", ""), problem.get(lang, ""),
                ]  # fmt: skip
                safe = [defang.safe(_shown(cell)) for cell in cells]
                lines.append([str(one.number), one.outcome, str(one.contact or ""), *safe])
        yield _lines(lines)
