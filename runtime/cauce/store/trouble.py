"""What can be wrong with a database, said so that an administrator can mend it."""

from __future__ import annotations

import sqlite3
from enum import Enum
from pathlib import Path

from cauce.errors import CauceError, Unavailable


class StoreError(CauceError):
    """The database cannot be used as it is. The message says which, why and what to do."""


def in_use(path: Path, pid: str) -> StoreError:
    """Return the refusal of a second process on the same database."""
    return StoreError(
        {
            "es": f"La base de datos {path} ya la está usando el proceso {pid}. Detén ese proceso, o usa otra con "
            "CAUCE_DATA_DIR.",
            "en": f"The database {path} is being used by process {pid}. Stop that process, or use another database "
            "with CAUCE_DATA_DIR.",
        }
    )


def unwritable(path: Path, why: str) -> StoreError:
    """Return the refusal of a place where nothing can be written."""
    return StoreError(
        {
            "es": f"No se puede escribir en {path}: {why}. Da permiso de escritura a este usuario, o elige otra "
            "carpeta con CAUCE_DATA_DIR.",
            "en": f"Cannot write to {path}: {why}. Let this user write there, or choose another folder with "
            "CAUCE_DATA_DIR.",
        }
    )


def locked(path: object) -> StoreError:
    """Return the refusal of a database that another program holds locked."""
    return StoreError(
        {
            "es": f"La base de datos {path} está bloqueada por otro programa. Cierra el que la tenga abierta y vuelve "
            "a intentarlo.",
            "en": f"The database {path} is locked by another program. Close what has it open and try again.",
        }
    )


def not_a_database(path: Path) -> StoreError:
    """Return the refusal of a file that is something else, or damaged."""
    return StoreError(
        {
            "es": f"{path} no es una base de datos SQLite, o está dañada. Restaura una copia, o elige otro archivo "
            "con CAUCE_DATABASE_URL.",
            "en": f"{path} is not a SQLite database, or it is damaged. Restore a copy, or choose another file with "
            "CAUCE_DATABASE_URL.",
        }
    )


def foreign(path: object) -> StoreError:
    """Return the refusal of a database that belongs to another program."""
    return StoreError(
        {
            "es": f"La base de datos {path} es de otro programa: tiene tablas que no son de Cauce. Elige otra "
            "con CAUCE_DATABASE_URL.",
            "en": f"The database {path} belongs to another program: it has tables that are not Cauce's. Choose "
            "another with CAUCE_DATABASE_URL.",
        }
    )


def newer(path: object, names: list[str]) -> StoreError:
    """Return the refusal of a database that a later version of Cauce wrote."""
    return StoreError(
        {
            "es": f"La base de datos {path} es de una versión más nueva de Cauce (tiene {', '.join(names)}). "
            "Actualiza Cauce, o restaura la copia que se hizo antes de migrar.",
            "en": f"The database {path} is from a newer version of Cauce (it has {', '.join(names)}). Update Cauce, "
            "or restore the copy that was made before it was migrated.",
        }
    )


def half_way(path: Path, names: list[str], error: Exception) -> StoreError:
    """Return what became of a migration that failed."""
    return StoreError(
        {
            "es": f"No se pudo actualizar la base de datos {path} ({', '.join(names)}): {error}. Sigue como estaba; "
            "usa la versión anterior de Cauce y avísanos.",
            "en": f"The database {path} could not be updated ({', '.join(names)}): {error}. It is as it was; use the "
            "former version of Cauce and tell us.",
        }
    )


def half_way_on_a_server(place: object, names: list[str], error: Exception) -> StoreError:
    """Return what became of a migration that a server began and did not end: it cannot undo what it did."""
    return StoreError(
        {
            "es": f"La actualización de la base de datos {place} ({', '.join(names)}) quedó a medias: {error}. Restaura "
            "la copia de seguridad que hiciste antes de actualizar, o avísanos.",
            "en": f"The update of the database {place} ({', '.join(names)}) ended half-way: {error}. Restore the backup "
            "that you made before updating, or tell us.",
        }
    )


def translate(error: sqlite3.Error, path: Path) -> StoreError:
    """Return what an error of SQLite means to an administrator."""
    text = str(error)
    if "locked" in text or "busy" in text:
        return locked(path)
    if "readonly" in text or "read-only" in text:
        return unwritable(path, "es de solo lectura / it is read-only")
    if "unable to open" in text or ("disk" in text and "malformed" not in text):
        return unwritable(path, text)
    return not_a_database(path)


def refusal(error: BaseException) -> Unavailable:
    """Return what a caller is told while the database cannot take a write."""
    return Unavailable(
        {
            "es": f"La base de datos no puede guardar ahora ({error}).",
            "en": f"The database cannot store anything now ({error}).",
        }
    )


def unreadable(error: BaseException) -> Unavailable:
    """Return what a caller is told while the database cannot be read."""
    return Unavailable(
        {
            "es": f"La base de datos no se puede leer ahora ({error}).",
            "en": f"The database cannot be read now ({error}).",
        }
    )


class Fenced(Unavailable):
    """The other processes have given this one up, and took over its work: it may commit nothing under its old epoch."""

    def __init__(self) -> None:
        super().__init__(
            {
                "es": "Este proceso estuvo detenido y los demás tomaron su trabajo; se está volviendo a unir.",
                "en": "This process stood still and the others took over its work; it is joining again.",
            }
        )


class Trouble(Enum):
    """What an error of the database asks for.

    DOWN: to wait until it is well. LOST: the same on a new connection, and what was being committed is in doubt.
    AGAIN: to try at once, for somebody else was in the way. TAKEN: the same, but if the key is still taken then, the job
    is wrong.
    """

    DOWN = "down"
    LOST = "lost"
    AGAIN = "again"
    TAKEN = "taken"


_SQLITE = {
    **dict.fromkeys(
        (
            sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_NOMEM,
            sqlite3.SQLITE_PROTOCOL,
        ),
        Trouble.DOWN,
    ),
    # Whoever mends these puts another file in the place of ours, or lets us write to it: it has to be opened again.
    **dict.fromkeys(
        (
            sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_NOTADB,
        ),
        Trouble.LOST,
    ),
}  # fmt: skip


def trouble_of(error: BaseException) -> Trouble | None:
    """Tell the database's own trouble (full, locked, gone) from a job that is wrong, for which there is None."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return None if code is None else _SQLITE.get(code & 0xFF)
    if type(error).__module__.partition(".")[0] == "pymysql":
        from cauce.store.mysql_trouble import trouble_of_mysql

        return trouble_of_mysql(error)
    return None
