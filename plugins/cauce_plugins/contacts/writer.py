"""The child process that packs a spreadsheet: rows come in, one JSON list each, the XLSX goes out. Packing it takes a processor."""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

import msgspec


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Write the rows that come, until there are no more. Every cell is a text."""
    from openpyxl import Workbook

    decode = msgspec.json.Decoder(list[str]).decode
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Contactos")
    for line in source:
        sheet.append(decode(line))
    book.save(out)
    out.flush()


class Pipe:
    """What is written to a pipe, which cannot be gone back in."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        """Write on."""
        return self._out.write(data)

    def flush(self) -> None:
        """Let go of what is written."""
        self._out.flush()


if __name__ == "__main__":  # pragma: no cover - a process of its own
    main(sys.stdin.buffer, Pipe(sys.stdout.buffer))  # type: ignore[arg-type]
