"""What is not kept any more: files whose time is over, uploads that nobody sent, what a dead process left."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from cauce import Host
from cauce.sql import Connection
from cauce_plugins.media import records
from cauce_plugins.media.depot import depot_of, discard
from cauce_plugins.media.kinds import KINDS
from cauce_plugins.media.records import Bytes
from cauce_plugins.media.stores import StoreDown
from cauce_plugins.media.stores.local import LocalStore

log = logging.getLogger("cauce.media")

EVERY = 300.0
LEFT_MS = 300_000
"""After how long what was begun and not finished is swept."""
AT_ONCE = 100

Look: TypeAlias = Callable[[Connection], Sequence[Bytes]]


async def run(host: Host) -> None:
    """Delete what is over."""
    try:
        await _run(host)
    except StoreDown as error:
        log.warning("old files could not be deleted now: %s", error)


async def _run(host: Host) -> None:
    depot, now = depot_of(host), host.clock.now()
    if isinstance(depot.store, LocalStore):
        await depot.store.sweep(LEFT_MS / 1000)
    for one in await host.read(partial(records.stale, before=now - LEFT_MS, limit=AT_ONCE)):
        await depot.drop(one)
        await host.write(partial(records.forget, row=one.row))
    await _all(host, partial(records.unsent, before=now - depot.settings.unsent, limit=AT_ONCE), "unsent")
    for kind in KINDS:
        if kept := depot.settings.retention[kind]:
            await _all(host, partial(records.old, kind=kind, before=now - kept, limit=AT_ONCE), "expired")


async def _all(host: Host, look: Look, reason: str) -> None:
    """Delete everything that a look finds, page after page."""
    while found := await host.read(look):
        for one in found:
            await discard(host, one, "gone", reason)
