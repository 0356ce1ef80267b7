"""The few statements that the databases spell differently, each as a mapping by dialect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Spelled = Mapping[str, str]
"""One statement, by dialect: `sqlite` and `mysql`."""


def upsert(insert: str, key: Sequence[str], update: Sequence[str] = ()) -> Spelled:
    """Return an INSERT that, where a row with the same key is there already, updates these columns of it instead.

    Without columns it leaves that row as it is, and no row counts as changed.
    """
    changes = ", ".join(f"{name} = excluded.{name}" for name in update)
    action = f"UPDATE SET {changes}" if update else "NOTHING"
    values = ", ".join(f"{name} = VALUES({name})" for name in update) or f"{key[0]} = {key[0]}"
    return {
        "sqlite": f"{insert} ON CONFLICT ({', '.join(key)}) DO {action}",
        "mysql": f"{insert} ON DUPLICATE KEY UPDATE {values}",
    }


def locking(select: str) -> Spelled:
    """Return a SELECT that keeps its rows for this transaction. SQLite has one writer, which has everything already."""
    return {"sqlite": select, "mysql": f"{select} FOR UPDATE"}
