"""What a strategy of routing is: how one of those who can take a conversation is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of an area. load: how many conversations they have; capacity: how many they may have, 0 for any number.

    last: when they were given one last, in milliseconds since 1970, 0 for never. skills: tags that they are good at.
    """

    user: int
    name: str
    load: int
    capacity: int
    last: int = 0
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits. before: who had the same person's last one, None for nobody. since: since when."""

    conversation: int
    area: str
    contact: int
    since: int
    tags: frozenset[str] = frozenset()
    before: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Strategy:
    """Chooses. choose: `choose(waiting, candidates) -> Candidate | None`, pure; all candidates are free to take it."""

    name: str
    title: Words
    choose: Callable[[Waiting, Sequence[Candidate]], Candidate | None]
