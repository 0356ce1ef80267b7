"""Files of flows and transcripts on disk: finding them, reading them into text or one diagnostic, putting them back."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from cauce.errors import CauceError, UsageError
from cauce.model.diagnostic import NOWHERE, Diagnostic, Span

LIMIT = 1024 * 1024
"""How many bytes a flow file may have."""

_NO_FILE = {"es": "no es un archivo normal", "en": "it is not a regular file"}


@dataclass(frozen=True, slots=True)
class FlowText:
    """The text of a file, or why there is none. `file` is the path as people are shown it."""

    file: str
    path: Path
    text: str = ""
    trouble: Diagnostic | None = None


def find(given: Path, suffixes: Collection[str]) -> Iterator[Path]:
    """Yield the flow files below a folder, sorted, or the file itself.

    Hidden folders are passed by. Raises UsageError where there is nothing of that name, or no language for it.
    """
    if given.is_dir():
        yield from _below(given, suffixes)
    elif not given.exists() and not given.is_symlink():
        raise UsageError(
            {
                "es": f"No existe {given}. Revisa el nombre, o mira desde qué carpeta lo escribes.",
                "en": f"There is no {given}. Look at its name, or at the folder you are in.",
            }
        )
    elif given.suffix not in suffixes:
        known = ", ".join(sorted(suffixes))
        raise UsageError(
            {
                "es": f"{given} no es un flujo: los flujos terminan en {known}.",
                "en": f"{given} is not a flow: flows end in {known}.",
            }
        )
    else:
        yield given


def read(path: Path) -> FlowText:
    """Read a file. Never raises: what is wrong with it is its `trouble`."""
    file = shown(path)
    try:
        found = path.stat()
        # Reading a pipe or a device could go on for ever.
        if not stat.S_ISREG(found.st_mode):
            return FlowText(file, path, trouble=Diagnostic("E601", NOWHERE, file, {"reason": _NO_FILE}))
        if found.st_size > LIMIT:
            return FlowText(file, path, trouble=too_large(file, found.st_size))
        return decode(file, path, path.read_bytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return FlowText(file, path, trouble=Diagnostic("E601", NOWHERE, file, {"reason": reason}))


def decode(file: str, path: Path, raw: bytes) -> FlowText:
    """Return bytes as text, or the place of the first one that is not UTF-8."""
    if len(raw) > LIMIT:
        return FlowText(file, path, trouble=too_large(file, len(raw)))
    try:
        return FlowText(file, path, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        place = Span(line, column, line, column + 1)
        found = f"0x{raw[error.start]:02X}"
        return FlowText(file, path, trouble=Diagnostic("E602", place, file, {"byte": found}))


def present(folder: Path, suffixes: Collection[str]) -> set[Path]:
    """Return the flow files below a folder, absolute; none where it is not there or cannot be read."""
    try:
        return {path.resolve() for path in _below(folder, suffixes)}
    except UsageError:
        return set()


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all. What is a link stays one, and permissions stay.

    Raises CauceError where it cannot be written; what was there is then as it was.
    """
    target = path.resolve()
    handle = None
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as handle:
            handle.write(text.encode())
            handle.flush()
            os.fsync(handle.fileno())
        Path(handle.name).chmod(_mode(target))
        Path(handle.name).replace(target)
    except OSError as error:
        if handle:
            Path(handle.name).unlink(missing_ok=True)
        raise CauceError(
            {
                "es": f"No puedo escribir {path}: {error.strerror}. Quedó como estaba. Revisa los permisos de su carpeta.",
                "en": f"{path} cannot be written: {error.strerror}. It is as it was. Look at the permissions of its folder.",
            }
        ) from None


def _mode(path: Path) -> int:
    """Return the permissions of a file; of one that is not there yet, those that any new file gets."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def too_large(file: str, size: int) -> Diagnostic:
    """Return the diagnostic about a file that no flow ever needs to be as large as."""
    return Diagnostic("E603", NOWHERE, file, {"size": round(size / LIMIT, 1), "limit": LIMIT // 1024 // 1024})


def shown(path: Path) -> str:
    """Return a path as people are shown it: from the current folder where it lies below that.

    Bytes of a name that are no text are shown as `�`.
    """
    try:
        told = str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        told = str(path)
    return os.fsencode(told).decode(errors="replace")


def _below(folder: Path, suffixes: Collection[str]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise UsageError(
            {
                "es": f"No puedo leer la carpeta {error.filename}: {error.strerror}. Revisa sus permisos.",
                "en": f"The folder {error.filename} cannot be read: {error.strerror}. Look at its permissions.",
            }
        )

    for here, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if Path(name).suffix in suffixes and not name.startswith("."):
                yield Path(here, name)
