"""What the plugin works with while Cauce runs: its settings, its store, its decoder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from cauce import CauceError, Host
from cauce_plugins.media import records
from cauce_plugins.media.decoding.limited import Decoder, Limits
from cauce_plugins.media.records import Bytes
from cauce_plugins.media.settings import Settings
from cauce_plugins.media.stores import Lost, Store, new_key
from cauce_plugins.media.stores.database import DatabaseStore
from cauce_plugins.media.stores.local import LocalStore
from cauce_plugins.media.stores.s3 import S3Store


@dataclass(slots=True, eq=False)
class Depot:
    """One for each host. spool: where files are while they are looked at; nothing there has a name."""

    settings: Settings
    store: Store
    decoder: Decoder
    spool: Path
    others: Mapping[str, Store]

    def where(self, name: str) -> Store:
        """Return the store that a file went to, which need not be that of now. Raises Lost where it cannot be reached."""
        found = self.store if name == self.store.name else self.others.get(name)
        if found is None:
            raise Lost
        return found

    def key(self, now: int) -> str:
        """Return a new key for bytes that come at a time, in milliseconds since 1970."""
        return new_key(time.strftime("%Y-%m", time.gmtime(now / 1000)))

    async def drop(self, one: Bytes) -> None:
        """Delete the bytes of a row, wherever they lie; in a store that the settings know no more they stay."""
        with suppress(Lost):
            for key in filter(None, (one.key, one.thumbnail)):
                await self.where(one.store).delete(key)


_DEPOTS: WeakKeyDictionary[Any, Depot] = WeakKeyDictionary()


def depot_of(host: Host) -> Depot:
    """Return the depot of a host, opened when it is first asked for. Raises CauceError for settings that cannot be."""
    found = _DEPOTS.get(host)
    if found is None:
        settings = Settings.of(host.settings)
        spool = host.folder / "spool"
        spool.mkdir(parents=True, exist_ok=True)
        decoder = Decoder(Limits(longest=settings.audio_seconds))
        stores = _stores(settings, host)
        found = _DEPOTS[host] = Depot(settings, stores[settings.store], decoder, spool, stores)
        host.at_stop(found.store.close)
    return found


def _stores(settings: Settings, host: Host) -> dict[str, Store]:
    """Return every store that can be reached: files stay where they went when the setting changes."""
    folder = Path(settings.folder) if settings.folder else host.folder / "files"
    found: list[Store] = [LocalStore(folder), DatabaseStore(host)]
    if settings.bucket is not None:
        # Where files go elsewhere now, its library may be missing: only what lies there cannot be reached then.
        with nullcontext() if settings.store == "s3" else suppress(CauceError):
            found.append(S3Store(settings.bucket))
    return {one.name: one for one in found}


async def discard(host: Host, one: Bytes, state: str, reason: str) -> None:
    """Delete the bytes of a file, then write that it is gone: a process that dies in between leaves it to be done again."""
    await depot_of(host).drop(one)
    await host.write(partial(records.lose, row=one.row, state=state, reason=reason))
