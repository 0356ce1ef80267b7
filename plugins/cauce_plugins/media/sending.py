"""Files on their way out: found when an operator names one, put on the network that a message leaves by."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from cauce import Host, Media, Refused, Unreachable
from cauce.desk import Principal
from cauce.sql import Connection
from cauce_plugins.media import links, records
from cauce_plugins.media.depot import depot_of
from cauce_plugins.media.records import File, Use
from cauce_plugins.media.stores import Lost, StoreDown

REMOTE_MS = 25 * 24 * 3_600_000
"""For how long a network is believed to know a file: WhatsApp keeps what was uploaded for 30 days."""


def find(db: Connection, who: Principal | None, file: str) -> Media | None:
    """Return a file that somebody may send, None where they see none of that name."""
    if who is None:
        found = records.find(db, file)
    else:
        shown = records.find_seen(db, who, file)
        found = shown.file if shown is not None else None
    if found is None or found.state != "stored":
        return None
    return Media(found.kind, mime=found.mime, name=found.name, size=found.size, file=found.id)


def use(db: Connection, file: str, conversation: int, message: int, channel: int) -> None:
    """Note which message brings a file."""
    found = records.find(db, file)
    if found is not None:
        records.use(db, found.row, Use(conversation, message, channel), "out")


async def bring(host: Host, channel: int, media: Media) -> Media:
    """Return a file as a network can be told it: by the network's own id, or by an address for a while."""
    found = await host.read(partial(records.find, file=media.file or ""))
    line = host.lines.get(channel)
    if found is None or found.state != "stored" or line is None:
        raise Refused("the file is not kept any more")
    if not hasattr(line.transport, "upload"):
        return replace(media, url=await links.address(host, found.id))
    known = await host.read(partial(records.remote, row=found.row, channel=channel, now=host.clock.now()))
    return replace(media, id=known or await _upload(host, channel, media, found))


async def _upload(host: Host, channel: int, media: Media, found: File) -> str:
    line, depot = host.lines[channel], depot_of(host)
    plain = replace(media, mime=found.mime, size=found.size, file=None)
    try:
        there = await line.transport.upload(line.channel, plain, depot.where(found.store).open(str(found.key)))  # type: ignore[attr-defined]
    except Lost:
        raise Refused("the file is not kept any more") from None
    except StoreDown as error:
        raise Unreachable(str(error)) from None
    remote, until = str(there.id or ""), host.clock.now() + REMOTE_MS
    if not remote:
        raise Refused("the network took the file and gave it no name")
    await host.write(partial(records.keep_remote, row=found.row, channel=channel, name=remote, until=until))
    return remote
