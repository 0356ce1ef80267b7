"""The built console in memory: one page, and files whose names change with what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DIST = Path(__file__).parent / "dist"
"""Where the build lands. A wheel has it; a checkout has it after `npm run build`."""

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
"""What the build may hold, by the ends of names. Anything else in its folder is not served."""

SMALLER = {"br": ".br", "gzip": ".gz"}
"""Encodings from the smallest on, and how the files of each end."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is served. encoded: its bytes by encoding, "" for as they are. tag: the same as long as they are."""

    content_type: str
    tag: str
    encoded: Mapping[str, bytes]

    def best(self, accepted: str) -> tuple[str, bytes]:
        """Return the encoding that is smallest for a browser with this `Accept-Encoding`, and the bytes."""
        wanted = _encodings(accepted)
        name = next((one for one in SMALLER if one in wanted and one in self.encoded), "")
        return name, self.encoded[name]


@dataclass(frozen=True, slots=True)
class Built:
    """A whole build. page: what every address of the console answers with. files: the others, by name."""

    page: File
    files: Mapping[str, File]


def find(folder: Path = DIST) -> Built | None:
    """Return the build in a folder, None where there is none."""
    if not (folder / "index.html").is_file():
        return None
    named = folder / "console"
    found = {path.name: _read(path) for path in sorted(named.glob("*")) if path.suffix in TYPES}
    return Built(_read(folder / "index.html"), found)


def _read(path: Path) -> File:
    plain = path.read_bytes()
    encoded = {"": plain}
    for name, end in SMALLER.items():
        if (squeezed := path.with_name(path.name + end)).is_file():
            encoded[name] = squeezed.read_bytes()
    return File(TYPES[path.suffix], hashlib.sha256(plain).hexdigest()[:20], encoded)


def _encodings(accepted: str) -> set[str]:
    """Return the encodings that a browser takes: those that it names, but for `;q=0`."""
    found = set()
    for entry in accepted.lower().split(",")[:20]:
        name, _, quality = entry.strip().partition(";")
        if quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            found.add(name.strip())
    return found
