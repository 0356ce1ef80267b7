"""One process per SQLite database: a lock of the operating system beside the file, released however the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from cauce.store import trouble


class DatabaseLock:
    """Holds `<database>.lock`, which names the process that has it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises StoreError, naming the process that has it, or the place that cannot be written."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise trouble.unwritable(self.path, error.strerror or str(error)) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "?"
            os.close(handle)
            raise trouble.in_use(self.database, holder) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._file = handle

    def release(self) -> None:
        """Let the next one in. The file stays: taking it away would let two processes lock two files of one name."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
