"""Uploads: what an operator puts here to be sent."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterable
from dataclasses import dataclass
from functools import partial

from cauce import Host, Unavailable
from cauce_plugins.media import records
from cauce_plugins.media.depot import Depot, depot_of
from cauce_plugins.media.intake import Examined, Intake, keep
from cauce_plugins.media.records import Bytes, File
from cauce_plugins.media.stores import StoreDown


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody says of what they upload. voice: whether a voice note is to be made of it."""

    user: int
    name: str = ""
    declared: str = ""
    voice: bool = False


async def take(host: Host, upload: Upload, chunks: AsyncIterable[bytes]) -> str:
    """Keep an upload, and return the id of the file. Raises NotTaken, Unavailable, and what reading it raises."""
    depot = depot_of(host)
    async with Intake(depot) as intake:
        spooled = await intake.spool(chunks, depot.settings.largest)
        found = await intake.examine(spooled, upload.name, uploaded=True, voice=upload.voice)
        return await _store(host, depot, upload, found)


async def _store(host: Host, depot: Depot, upload: Upload, found: Examined) -> str:
    """Write down where the bytes go before they go there, so that what dies in between is found and swept."""
    now, facts, id_ = host.clock.now(), found.facts, secrets.token_hex(16)
    key, thumbnail = depot.key(now), depot.key(now)
    row = File(
        0, id_, "storing", None, "out", facts.kind, facts.mime, facts.name, None, None, None, None, None,
        depot.store.name, key, thumbnail, upload.user, now, None,
    )  # fmt: skip
    await host.write(partial(records.begin, upload=row, declared=upload.declared, user=upload.user, now=now))
    try:
        drawn = await keep(depot, found, key, thumbnail)
        done = partial(records.finish, file=id_, facts=facts, thumbnail=drawn, now=host.clock.now())
        if await host.write(done):
            return id_
        why = "it took too long"
    except StoreDown as error:
        why = str(error)
    await _undo(host, depot, id_)
    raise Unavailable({"es": f"El archivo no se pudo guardar: {why}", "en": f"The file could not be kept: {why}"})


async def _undo(host: Host, depot: Depot, file: str) -> None:
    """Take back what was begun, as far as the store lets us; the rest is swept."""
    found = await host.read(partial(records.find, file=file))
    if found is None:
        return
    try:
        await depot.drop(Bytes(found.row, found.store, found.key, found.thumbnail))
    except StoreDown:
        return
    await host.write(partial(records.forget, row=found.row))
