"""What a file is besides: the second face of polyglots, scripts in documents, archives that swell."""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from cauce_plugins.media.kinds import ACTIVE
from cauce_plugins.media.refusal import NotTaken

EDGE = 64 * 1024
"""How many of the first and of the last bytes are searched for a second face."""
PIECE = 1024 * 1024
OVERLAP = 256

MEMBERS = 4000
"""How many files a document of several may hold."""
UNPACKED = 200 * 1024 * 1024
"""How large they may be together once unpacked."""
RATIO = 200
"""How many times larger than packed, beyond the first megabytes."""

_FACES = re.compile(
    rb"%PDF-\d|<\s*script[\s>/]|<!doctype\s+html|<html[\s>]|<svg[\s>]|<\?php|<iframe[\s>]|on(?:load|error)\s*=\s*[\"']",
    re.IGNORECASE,
)
_ARCHIVES = (b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_SCRIPTS = frozenset({b"JS", b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia", b"XFA"})
_NAME = re.compile(rb"/((?:[^\x00-\x20()<>\[\]{}/%#]|#[0-9A-Fa-f]{2}){2,40})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")

_OFFICE = (
    ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN = {
    b"application/vnd.oasis.opendocument.text": "application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.spreadsheet": "application/vnd.oasis.opendocument.spreadsheet",
}


def look(file: BinaryIO, mime: str) -> str:
    """Return what a file is on a closer look, which may be more than its first bytes told. Raises NotTaken.

    file: open for reading bytes, anywhere. Reads it in pieces, and unpacks nothing.
    """
    if mime == "application/zip":
        return _archive(file)
    if mime in ACTIVE:
        # Nobody is shown it, whatever else it is.
        return mime
    if mime.startswith(("image/", "audio/", "video/")):
        _one_face(file)
    elif mime == "application/pdf":
        _no_script(file)
    elif mime == "text/plain":
        return _text(file)
    return mime


def _edges(file: BinaryIO) -> tuple[bytes, bytes]:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(EDGE)
    file.seek(max(0, size - EDGE))
    return head, file.read(EDGE)


def _one_face(file: BinaryIO) -> None:
    """Refuse pictures and sounds that are a page, a document or an archive too, depending on who opens them."""
    head, tail = _edges(file)
    if _FACES.search(head) or _FACES.search(tail) or any(one in tail for one in _ARCHIVES):
        raise NotTaken("polyglot")


def _no_script(file: BinaryIO) -> None:
    """Refuse documents that run something: scripts, programs, files within files."""
    _, tail = _edges(file)
    if any(one in tail for one in _ARCHIVES):
        raise NotTaken("polyglot")
    file.seek(0)
    rest = b""
    while piece := file.read(PIECE):
        window = rest + piece
        for found in _NAME.finditer(window):
            if _ESCAPE.sub(lambda one: bytes([int(one[1], 16)]), found[1]) in _SCRIPTS:
                raise NotTaken("script")
        rest = window[-OVERLAP:]


def _text(file: BinaryIO) -> str:
    """Refuse texts whose later part is none, or is a page."""
    file.seek(0)
    if file.read(2) in {b"\xff\xfe", b"\xfe\xff"}:
        return "text/plain"
    head, tail = _edges(file)
    if b"\0" in head or b"\0" in tail or any(one in tail for one in _ARCHIVES):
        raise NotTaken("polyglot")
    if _FACES.search(head):
        raise NotTaken("script")
    return "text/plain"


def _archive(file: BinaryIO) -> str:
    """Return which document an archive is, by its table of contents. Raises NotTaken for one that swells."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _bounded(members, file.seek(0, 2))
            return _document(archive, {one.filename for one in members})
    except (zipfile.BadZipFile, ValueError, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
        raise NotTaken("broken") from None


def _bounded(members: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or unpacked > 8 * PIECE + RATIO * size:
        raise NotTaken("bomb")
    if packed > size or len({one.header_offset for one in members}) < len(members):
        # Members that lie upon one another: what is small here is endless where it is unpacked.
        raise NotTaken("bomb")


def _document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if any(one.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for one in names):
        raise NotTaken("script")
    if "[Content_Types].xml" in names:
        return next((mime for name, mime in _OFFICE if name in names), "application/zip")
    if "mimetype" in names and archive.getinfo("mimetype").file_size <= 100:
        with archive.open("mimetype") as told:
            return _OPEN.get(told.read(100), "application/zip")
    return "application/zip"
