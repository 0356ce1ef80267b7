"""What hours are to the core: whoever knows when an area attends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether an area attends at a moment.

    hours: its schedule as a sentence that goes into another: "de lunes a viernes de 9 a 18 h". opens_at: when it opens
        next, in milliseconds since 1970, None while it is open and where it never does. courtesy: what to tell a person who
        is to be handed over while it is closed. again: after how many seconds one who writes on meanwhile is told again.
    """

    open: bool
    hours: str = ""
    opens_at: int | None = None
    courtesy: str = ""
    again: float = 1800.0


@dataclass(frozen=True, slots=True)
class AreaHours:
    """Knows when areas attend. look: `look(db, area, at, settings) -> Opening`, or None for an area that it knows nothing of.

    db is a `cauce.sql.Connection` within a transaction, area a name, at milliseconds since 1970, settings the plugin's. It is
    asked for each step that wants to know, so it must be quick.
    """

    name: str
    title: Words
    look: Callable[[Any, str, int, Any], Opening | None]
