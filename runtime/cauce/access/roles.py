"""What is done to roles, with its rules: those that come with Cauce stay, and nobody makes one that is above their own."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.access.doing import Doing
from cauce.access.errors import Denied, Invalid, Unknown
from cauce.access.naming import checked_name
from cauce.store import roles
from cauce.store.connection import Connection
from cauce.store.roles import Role


def add(db: Connection, doing: Doing, name: str, permissions: Sequence[str]) -> Role:
    """Make a role. Raises Invalid for what cannot be, Denied for a permission that one has not oneself."""
    wanted = checked_name(name)
    if roles.named(db, wanted):
        raise Invalid("name", f"Ya hay un rol «{wanted}».", f"There is a role “{wanted}” already.")
    return _get(db, roles.add(db, doing.by, wanted, _checked(doing, permissions)))


def change(db: Connection, doing: Doing, role: int, permissions: Sequence[str]) -> Role:
    """Give a role other permissions. Raises Unknown, Invalid or Denied."""
    before = _get(db, role)
    if before.builtin:
        raise Denied(
            {
                "es": f"{before.name} viene con Cauce y no se cambia; crea un rol propio.",
                "en": f"{before.name} comes with Cauce and is not changed; make a role of your own.",
            }
        )
    doing.refuse_more(before.permissions)
    roles.change(db, doing.by, before, _checked(doing, permissions))
    return _get(db, role)


def _get(db: Connection, role: int) -> Role:
    found = roles.get(db, role)
    if found is None:
        raise Unknown
    return found


def _checked(doing: Doing, permissions: Sequence[str]) -> list[str]:
    wanted = sorted(set(permissions))
    if strange := [name for name in wanted if name not in doing.known]:
        raise Invalid(
            "permissions", f"No hay ningún permiso «{strange[0]}».", f"There is no permission “{strange[0]}”."
        )
    doing.refuse_more(wanted)
    return wanted
