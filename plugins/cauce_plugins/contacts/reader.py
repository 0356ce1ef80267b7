"""The child process that reads a file: options and bytes come in, rows go out, one JSON each, and nothing else is let happen.

What would take too much memory or time ends with it. First goes `{"columns": [...]}`, last `{"end": true}` or `{"refused":
{...}}`.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from cauce_plugins.contacts import columns, rows, sheets
from cauce_plugins.contacts.rows import Rules
from cauce_plugins.contacts.values import Definition

MEMORY, SECONDS = 256 << 20, 60
"""How much memory it may take beside what Python has at its start, and how many seconds of a processor."""


def confine() -> None:
    """Take memory and time from this process for good."""
    import resource

    held = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def told(options: dict[str, Any], raw: bytes) -> Iterator[dict[str, Any]]:
    """Yield what is told of a file."""
    definitions = [
        Definition(0, one["name"], one["title"], one["type"], tuple(one["choices"])) for one in options["definitions"]
    ]
    known = columns.meanings(definitions)
    areas = {columns.folded(name): name for name in options["areas"]}
    rules = Rules(options["country"], {one.name: one for one in definitions}, areas)
    try:
        sheet = sheets.read(raw, lambda cells: sum(columns.folded(cell) in known for cell in cells))
        meant = rows.meaning(sheet, known)
        yield {"columns": meant, "kind": sheet.kind, "encoding": sheet.encoding}
        for one in rows.read(sheet, meant, rules):
            yield dataclasses.asdict(one)
        yield {"end": True}
    except sheets.Refused as error:
        yield {"refused": error.words}
    except MemoryError:
        yield {"refused": TOO_MUCH}


TOO_MUCH = {
    "es": "El archivo pide demasiada memoria o tiempo para leerlo: divídelo en varios.",
    "en": "The file takes too much memory or time to be read: cut it into several.",
}


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Read the options, one line, and the file after them, and write what is told of it."""
    options = json.loads(source.readline())
    raw = source.read()
    encode = msgspec.json.Encoder().encode
    out.writelines(encode(one) + b"\n" for one in told(options, raw))
    out.flush()


if __name__ == "__main__":  # pragma: no cover - a process of its own
    import phonenumbers  # noqa: F401 - before memory is counted
    import python_calamine  # noqa: F401 - likewise

    confine()
    main(sys.stdin.buffer, sys.stdout.buffer)
