"""Files that come with messages: noted when the message came, fetched from its network, tried again where that fails."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from cauce import Download, Happened, Host, Media, Refused, Unreachable
from cauce.desk import tell
from cauce.sql import Connection
from cauce_plugins.media import messages, pending, records
from cauce_plugins.media.depot import Depot, depot_of, discard
from cauce_plugins.media.intake import Intake, keep
from cauce_plugins.media.pending import Pending
from cauce_plugins.media.records import Bytes, Facts, Use
from cauce_plugins.media.refusal import NotTaken
from cauce_plugins.media.stores import StoreDown

log = logging.getLogger("cauce.media")

JOB = "media.fetch"
AT_ONCE = 4
TRIES = 8
"""How often a file is tried that its network does not hand over."""
SECONDS = 120.0
"""How long one file may take."""
FIRST_MS, LONGEST_MS = 5_000, 3_600_000


async def hear(host: Host, happened: Sequence[Happened]) -> None:
    """Note the files of messages that came in, and have them fetched."""
    ours = [int(one.data["message"]) for one in happened if one.data.get("direction") == "in" and "message" in one.data]
    if not ours:
        return
    if await host.write(lambda db: _note(db, host, ours)):
        host.nudge(JOB)


def _note(db: Connection, host: Host, ours: Sequence[int]) -> int:
    """Write down which files are to be fetched, and let their messages name them. Returns how many are new."""
    noted = 0
    for message in messages.with_files(db, ours):
        line = host.lines.get(message.channel)
        fetches = message.media.get("id") and hasattr(line and line.transport, "fetch")
        if not (fetches or message.media.get("url")):
            continue
        file, one = secrets.token_hex(16), Use(message.conversation, message.id, message.channel)
        if pending.add(db, file, message.media, one, host.clock.now()):
            messages.name_file(db, message, file)
            noted += 1
    return noted


async def run(host: Host) -> None:
    """Fetch whatever is due, a few files at a time, for as long as the job may take."""
    loop = asyncio.get_running_loop()
    end = loop.time() + SECONDS
    while found := await host.read(partial(pending.due, now=host.clock.now(), limit=AT_ONCE)):
        if loop.time() > end:
            host.nudge(JOB)
            return
        await asyncio.gather(*(_fetch(host, one) for one in found))


async def _fetch(host: Host, one: Pending) -> None:
    """Try a file once, and write down how that ended. Whatever it is, the others go on."""
    depot, now = depot_of(host), host.clock.now()
    keys = depot.key(now), depot.key(now)
    try:
        # What a try that died may have left.
        await depot.drop(Bytes(one.row, one.store, one.key, one.thumbnail))
        begin = partial(pending.attempt, one=one, store=depot.store.name, keys=keys, again=now + wait(one.attempts))
        if not await host.write(begin):
            return
        async with asyncio.timeout(SECONDS):
            await _take(host, depot, one, keys)
    except Refused as error:
        log.info("a file is refused by its network: %s", error)
        await _lose(host, one, "refused")
    except NotTaken as error:
        await _lose(host, one, error.reason)
    except Unreachable as error:
        await _later(host, one, error.after)
    except (StoreDown, OSError, TimeoutError) as error:
        log.warning("a file could not be fetched: %r", error)
        await _later(host, one)
    except Exception:
        log.exception("a file could not be fetched", extra={"file": one.file})
        await _later(host, one)


async def _take(host: Host, depot: Depot, one: Pending, keys: tuple[str, str]) -> None:
    async with Intake(depot) as intake, _opened(host, depot, one) as download:
        if download.size is not None and download.size > depot.settings.largest:
            raise NotTaken("large")
        spooled = await intake.spool(download.chunks, depot.settings.largest)
        found = await intake.examine(spooled, download.name or one.name)
        thumbnail = await keep(depot, found, *keys)
        await host.write(partial(_stored, one=one, facts=found.facts, thumbnail=thumbnail, now=host.clock.now()))


@asynccontextmanager
async def _opened(host: Host, depot: Depot, one: Pending) -> AsyncIterator[Download]:
    """Open a file where its network has it. Raises Refused, Unreachable and OSError."""
    line, source = host.lines.get(one.channel), one.source
    if line is None:
        raise Unreachable("its channel is not connected", after=LONGEST_MS / 1000)
    media = Media(one.kind, source.get("url"), source.get("id"), one.declared, one.name, source.get("size"))
    if hasattr(line.transport, "fetch"):
        async with line.transport.fetch(line.channel, media) as download:
            yield download
        return
    limit = depot.settings.largest
    async with host.egress.stream("GET", str(media.url), limit=limit, timeout=SECONDS) as answer:
        if answer.status >= 500 or answer.status == 429:
            raise Unreachable(f"its server said {answer.status}")
        if answer.status != 200:
            raise Refused(f"its server said {answer.status}")
        yield Download(media.mime, media.name, answer.size, answer.chunks)


def _stored(db: Connection, one: Pending, facts: Facts, thumbnail: str | None, now: int) -> None:
    if records.finish(db, one.file, facts, thumbnail, now):
        _tell(db, one, "media.stored", {"kind": facts.kind, "mime": facts.mime, "size": facts.size}, now)


async def _lose(host: Host, one: Pending, reason: str) -> None:
    """Write that a file will not come, and why."""
    found = await host.read(partial(records.find, file=one.file))
    if found is not None:
        await discard(host, Bytes(found.row, found.store, found.key, found.thumbnail), "refused", reason)
        now = host.clock.now()
        await host.write(lambda db: _tell(db, one, "media.refused", {"reason": reason}, now))


def _tell(db: Connection, one: Pending, type_: str, data: dict[str, Any], now: int) -> None:
    for place in records.uses(db, one.row):
        tell(db, place.conversation, [(type_, {"message": place.message, "file": one.file, **data})], now)


async def _later(host: Host, one: Pending, after: float | None = None) -> None:
    """Put a file off, or give it up after enough tries."""
    if one.attempts + 1 >= TRIES:
        log.error("a file is given up after %d tries", TRIES, extra={"file": one.file})
        await _lose(host, one, "unreachable")
    elif after is not None:
        due = host.clock.now() + min(int(after * 1000), LONGEST_MS)
        await host.write(partial(pending.later, row=one.row, due_at=due))


def wait(attempts: int) -> int:
    """Return how long to wait after so many tries, in milliseconds: twice as long each time."""
    return int(min(FIRST_MS * 2**attempts, LONGEST_MS))
