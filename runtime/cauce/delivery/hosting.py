"""What the jobs and the listeners of plugins need of the process that they are done in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from cauce.clock import Clock
from cauce.guard import Guard
from cauce.store.database import Database


@dataclass(frozen=True, slots=True)
class Hosting:
    """What they need. `host_of` gives what a plugin is handed, by its name; `owner` the name of whoever handed a thing over.

    epoch: under which this process works now. holds: whether it is sure that the others believe that it lives. zone: where
    it is a time of day, None for the machine's.
    """

    database: Database
    clock: Clock
    guard: Guard
    epoch: Callable[[], int]
    owner: Callable[[object], str]
    host_of: Callable[[str], Any]
    holds: Callable[[], bool] = lambda: True
    zone: tzinfo | None = None
