"""The world as a sprint sees it: everything is loaded before, nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cauce.engine.limits import COURTESY_SECONDS
from cauce.model.message import Capabilities

Edge = tuple[str, str, str]
"""A way out that was walked: flow, node id ("" for the flow's own `on` lines) and port, as `cauce.model.wiring.edges`
names them."""

Trace = Callable[[str, str, str], None]
"""Told each edge that is walked."""


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area: whether people of it answer now, its hours as a sentence ("de lunes a viernes de 9 a 18 h").

    opens_at: when it opens next, None while it is open and where nobody knows. courtesy: what to tell whoever is to be handed
    over while it is closed, "" for what is told everywhere. again: after how many seconds one who writes on is told again.
    """

    open: bool = True
    hours: str = ""
    title: str = ""
    opens_at: datetime | None = None
    courtesy: str = ""
    again: float = COURTESY_SECONDS


def area_views(areas: Mapping[str, Any]) -> dict[str, AreaView]:
    """Return areas as settings give them (title, open, hours) as flows see them."""
    return {name: AreaView(area.open, area.hours, area.title or name) for name, area in areas.items()}


@dataclass(slots=True)
class Scene:
    """What a sprint may look at.

    now: aware, in the time zone of the project. contact: the fields of the person. channel: its name.
    areas: every area by name. default_area: who takes over where a flow names nobody ("" for nobody).
    facts: what the facts of plugins read, loaded by the host. config: values that flows read as `config.*`.
    moment: what functions of plugins look things up in; None where there is no database, as in tests of flows.
    trace: called for each edge walked, where somebody wants to know.
    """

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    contact: Mapping[str, Any] = field(default_factory=dict)
    channel: str = ""
    capabilities: Capabilities = field(default_factory=Capabilities)
    areas: Mapping[str, AreaView] = field(default_factory=dict)
    default_area: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    moment: Any = None
    trace: Trace | None = None
