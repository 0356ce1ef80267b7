"""What can be wrong with a database, said so that an administrator can mend it."""

from __future__ import annotations

import sqlite3
from enum import Enum
from pathlib import Path

from cauce.errors import CauceError, Unavailable


class StoreError(CauceError):
    """The database cannot be used as it is. The message says which, why and what to do."""


class Stopped(Exception):
    """A migration broke. plugin: which it was, with its app before it, where it is a plugin's."""

    def __init__(self, plugin: str, error: BaseException) -> None:
        self.plugin = plugin
        super().__init__(str(error))


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


def newer_plugin(place: object, app: str, names: list[str]) -> StoreError:
    """Return the refusal of a plugin whose tables a later version of it wrote."""
    return StoreError(
        {
            "es": f"Las tablas del plugin «{app}» en la base de datos {place} son de una versión más nueva de él (tienen "
            f"{', '.join(names)}). Actualiza el plugin, o apágalo con [plugins] disable en cauce.toml.",
            "en": f"The tables of the plugin “{app}” in the database {place} are from a newer version of it (they have "
            f"{', '.join(names)}). Update the plugin, or switch it off with [plugins] disable in cauce.toml.",
        }
    )


def broken_plugin(app: str, place: str, error: object) -> StoreError:
    """Return the refusal of a plugin whose tables cannot be made. place: the module or package that is wrong."""
    return StoreError(
        {
            "es": f"Las tablas del plugin «{app}» no se pueden crear: {place}: {error}. No se cambió nada; corrige el "
            "plugin, o apágalo con [plugins] disable en cauce.toml.",
            "en": f"The tables of the plugin “{app}” cannot be made: {place}: {error}. Nothing was changed; mend the "
            "plugin, or switch it off with [plugins] disable in cauce.toml.",
        }
    )


def same_table(table: str, one: str, other: str) -> StoreError:
    """Return the refusal of two apps that call a table alike."""
    return StoreError(
        {
            "es": f"«{one}» y «{other}» llaman igual a una tabla: {table}. No se cambió nada; apaga uno de los dos plugins "
            "con [plugins] disable en cauce.toml, o cambia el nombre de su tabla.",
            "en": f"“{one}” and “{other}” call a table alike: {table}. Nothing was changed; switch one of the two plugins "
            "off with [plugins] disable in cauce.toml, or rename its table.",
        }
    )


def half_way(path: Path, names: list[str], error: Exception) -> StoreError:
    """Return what became of a migration that failed."""
    if plugin := getattr(error, "plugin", ""):
        return StoreError(
            {
                "es": f"No se pudo actualizar la base de datos {path}: la migración {plugin}, de un plugin, falló: {error}. "
                "Sigue como estaba; corrige el plugin, o apágalo con [plugins] disable en cauce.toml.",
                "en": f"The database {path} could not be updated: the migration {plugin}, of a plugin, failed: {error}. It "
                "is as it was; mend the plugin, or switch it off with [plugins] disable in cauce.toml.",
            }
        )
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
    if plugin := getattr(error, "plugin", ""):
        return StoreError(
            {
                "es": f"La actualización de la base de datos {place} quedó a medias: la migración {plugin}, de un plugin, "
                f"falló: {error}. Corrige el plugin o apágalo con [plugins] disable en cauce.toml; si sus tablas ya "
                "tenían algo, restaura la copia de seguridad que hiciste antes de actualizar.",
                "en": f"The update of the database {place} ended half-way: the migration {plugin}, of a plugin, failed: "
                f"{error}. Mend the plugin, or switch it off with [plugins] disable in cauce.toml; where its tables held "
                "something, restore the backup that you made before updating.",
            }
        )
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
