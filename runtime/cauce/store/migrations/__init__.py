"""The migrations of the tables, forward only: one file each, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

PACKAGE = "cauce.store.migrations"

RECORD = "tortoise_migrations"
"""The table that says which of them a database has had."""


def known() -> list[str]:
    """Return the names of the migrations that this version has, in order."""
    names = (Path(entry.name).stem for entry in files(PACKAGE).iterdir() if entry.name.endswith(".py"))
    return sorted(name for name in names if name[0].isdigit())


async def run(engine: str, credentials: Mapping[str, Any]) -> None:
    """Bring a database up to date. engine: a backend of Tortoise, which the credentials are for."""
    from tortoise import Tortoise
    from tortoise.migrations.api.migrate import migrate

    config = {
        "connections": {"default": {"engine": engine, "credentials": credentials}},
        "apps": {
            "cauce": {"models": ["cauce.store.tables"], "migrations": PACKAGE, "default_connection": "default"},
        },
    }
    try:
        await migrate(config=config, direction="forward")
    finally:
        await Tortoise.close_connections()
