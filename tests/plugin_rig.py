"""A desk with the host of a plugin over the same pipeline: what its jobs, listeners and routes are given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path
from typing import Any

from cauce.access.permissions import EVERY
from cauce.delivery.host import Ground, Host
from cauce.delivery.moment import Hours
from cauce.egress import Egress
from cauce.plugin_manager import PluginManager
from cauce.plugin_settings import read
from team_rig import Desk, running


def settings_of(table: str, text: str = "", /, **given: Any) -> Mapping[str, Any]:
    """Return the settings of a plugin that comes with Cauce, as `cauce.toml` would give them."""
    known = PluginManager.load(entry_points=False).settings[table]
    return read(known, given, text, {}, lambda value, _place: value)


@asynccontextmanager
async def hosted(
    folder: Path,
    *flows: str,
    settings: Mapping[str, Any] | None = None,
    plugin: str = "weather",
    hours: Hours | None = None,
) -> AsyncIterator[tuple[Desk, Host]]:
    """Run a desk, and give the host of a plugin with it."""
    async with running(folder, *flows) as desk:
        rig, stage = desk.rig, desk.rig.pipeline.stage
        if hours is not None:
            stage.world.hours = hours
        ground = Ground(
            database=rig.database, clock=rig.clock, zone=UTC, lang="es", folder=folder, egress=Egress(),
            permissions={**EVERY}, strategies={}, lines=stage.world.lines, hours=stage.world.hours, secret=str, stage=stage,
            go=rig.pipeline.go,
        )  # fmt: skip
        yield desk, Host(ground, plugin, settings or {})
