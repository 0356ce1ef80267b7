"""Where in a TOML text a key stands: the parser of the standard library does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))*)\s*=")
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")

Path = tuple[str | int, ...]


def line_of(text: str, path: Sequence[str | int]) -> int:
    """Return the line, from 1, where the value at `path` stands, or the nearest thing around it; 0 for nothing.

    A path runs through tables by name and through arrays of tables by index: `("channels", 1, "transport")`.
    """
    places = _places(text)
    for length in range(len(path), 0, -1):
        if line := places.get(tuple(path[:length])):
            return line
    return 0


def _places(text: str) -> dict[Path, int]:
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if found := _TABLE.match(line):
            table = _inside(_split(found[2]), counts)
            if found[1] == "[[":
                index = counts.get(table, 0)
                counts[table] = index + 1
                table = (*table, index)
            _mark(places, table, number)
        elif found := _KEY.match(line):
            _mark(places, (*table, *_split(found[1])), number)
    return places


def _mark(places: dict[Path, int], path: Path, line: int) -> None:
    """Note a place, and the first place of everything around it."""
    for length in range(1, len(path) + 1):
        places.setdefault(path[:length], line)


def _inside(names: Path, counts: dict[Path, int]) -> Path:
    """Return a table's path with the index of each array of tables that it lies in."""
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path] - 1)
    return (*path, names[-1])


def _split(dotted: str) -> Path:
    return tuple("".join(found) for found in _PART.findall(dotted)) or (dotted,)
