"""What the errors of MySQL and MariaDB mean. Numbers: https://mariadb.com/kb/en/mariadb-error-code-reference/."""

from __future__ import annotations

import pymysql

from cauce.store.trouble import StoreError, Trouble

_TAKEN = 1062
"""A duplicate, perhaps of what somebody else has just committed."""

_AGAIN = frozenset({1020, 1205, 1213, 1412, 1637})
"""A row that changed, a lock that was not to be had, a deadlock, a table that was altered, no undo slot free."""

_LOST = frozenset(
    {
        1044, 1053, 1077, 1078, 1079, 1142, 1143, 1152, 1158, 1159, 1160, 1161, 1184, 1227, 1927, 2006, 2013, 2055,
        4031,
    }
)  # fmt: skip
"""The connection ended: killed, timed out, or the server went away. Or it has too few rights, and others only a new one."""

_DOWN = frozenset(
    {
        3, 28, 1021, 1030, 1037, 1040, 1041, 1045, 1047, 1049, 1114, 1146, 1180, 1203, 1226, 1290, 1317, 1792, 1836,
        1877, 1932, 1969, 2002, 2003, 3024,
    }
)  # fmt: skip
"""Full, read-only, damaged, too slow, out of memory or connections, not to be reached, or taken away from us."""


def trouble_of_mysql(error: BaseException) -> Trouble | None:
    """Return what an error of the driver asks for, None for a statement that is wrong."""
    code = error.args[0] if error.args else None
    if code == _TAKEN:
        return Trouble.TAKEN
    if code in _AGAIN:
        return Trouble.AGAIN
    if isinstance(error, pymysql.InterfaceError) or code in _LOST:
        return Trouble.LOST
    return Trouble.DOWN if code in _DOWN else None


def unreachable(place: str, error: BaseException) -> StoreError:
    """Return what a server that cannot be used means to an administrator."""
    why = " ".join(str(part) for part in error.args[1:]) or str(error) or type(error).__name__
    return StoreError(
        {
            "es": f"No se puede usar la base de datos {place}: {why}. Revisa que el servidor esté en marcha y que la "
            "dirección, el usuario y la contraseña de CAUCE_DATABASE_URL sean correctos.",
            "en": f"The database {place} cannot be used: {why}. See that the server runs, and that the address, the "
            "user and the password in CAUCE_DATABASE_URL are right.",
        }
    )


def too_old(place: str, version: str) -> StoreError:
    """Return the refusal of a server that lacks what Cauce needs."""
    return StoreError(
        {
            "es": f"El servidor de {place} es {version}. Cauce necesita MariaDB 10.6 o MySQL 8.0, o más nuevos.",
            "en": f"The server of {place} is {version}. Cauce needs MariaDB 10.6 or MySQL 8.0, or newer.",
        }
    )
