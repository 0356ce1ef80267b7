"""What a listener is: who is told what happened, after it is durable, in order, and again where that went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of the log. conversation: its number, None for what the whole team is told; at: milliseconds since 1970."""

    id: int
    type: str
    data: Mapping[str, Any]
    at: int
    conversation: int | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """Hears of events. How far it has heard is in the database, so that nothing is missed over a restart.

    types: those that it wants: `conversation.queued`. hear: `async hear(host, happened)`, where host is a `cauce.Host` and
        `happened` a list of `Happened`, in order, one process at a time. The same ones may come again where it raised, or
        where the process died: what it does must bear that. deadline: how many seconds it may take.
    """

    name: str
    title: Words
    types: tuple[str, ...]
    hear: Callable[[Any, Sequence[Happened]], Awaitable[None]]
    deadline: float = 10.0
