"""What a job is: something that is done again and again, once for all processes, whatever dies in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes due by itself. When it is due is in the database; one process does it each time.

    run: `async run(host)`, where host is a `cauce.Host`. What it does it must be able to do again: a process that dies
        half-way leaves it to be done by another. every: seconds between two beginnings, or `every(settings)`, where
        settings are the plugin's. at: instead, the time of day at which it is done once, `03:30`, in the zone of the
        project; one that the clock skips in spring is done right after. deadline: how many seconds it may take.
    """

    name: str
    title: Words
    run: Callable[[Any], Awaitable[None]]
    every: float | Callable[[Any], float] = 60.0
    at: str = ""
    deadline: float = 60.0
