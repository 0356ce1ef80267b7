"""Files that are named by an id of ours: found when they are asked for, brought to the network when they are sent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from cauce.access.errors import Invalid
from cauce.access.principal import Principal
from cauce.model.file_keeper import FileKeeper
from cauce.model.message import Media, Outbound
from cauce.store.connection import Connection
from cauce.transport import Line, Refused, Stopped, Unreachable

if TYPE_CHECKING:
    from cauce.delivery.host import Host

log = logging.getLogger("cauce.delivery")

BRING_SECONDS = 300.0
"""How long it may take to bring a file to its network."""


class Files:
    """The keeper of files with its host; without one, no message can name a file."""

    def __init__(self, keeper: FileKeeper | None = None, host: Host | None = None) -> None:
        self._keeper = keeper
        self._host = host

    def has(self, db: Connection, who: Principal, file: str) -> bool:
        """Tell whether there is a file that somebody may send."""
        return self._keeper is not None and self._keeper.find(db, who, file) is not None

    def found(self, db: Connection, who: Principal | None, media: Media) -> Media:
        """Return the file that somebody wants to send, as its keeper knows it. Raises Invalid where there is none."""
        known = self._keeper.find(db, who, media.file or "") if self._keeper is not None else None
        if known is None:
            raise Invalid("media/file", "No hay tal archivo.", "There is no such file.")
        if media.kind not in {known.kind, "file"} and (media.kind, known.mime) != ("sticker", "image/webp"):
            raise Invalid("media/file", f"Ese archivo es «{known.kind}».", f"That file is “{known.kind}”.")
        return replace(known, kind=media.kind, name=media.name or known.name)

    def use(self, db: Connection, message: Outbound, conversation: int, row: int, channel: int) -> None:
        """Note which message brings a file, where it brings one."""
        if self._keeper is not None and message.media is not None and message.media.file:
            self._keeper.use(db, message.media.file, conversation, row, channel)

    async def brought(self, message: Outbound, channel: int) -> Outbound:
        """Return a message as its network can be told it. Raises Refused, Unreachable and Stopped: nothing was sent."""
        media = message.media
        if media is None or not media.file or media.id or media.url:
            return message
        if self._keeper is None:
            raise Refused("nobody keeps the file any more")
        try:
            async with asyncio.timeout(BRING_SECONDS):
                return replace(message, media=await self._keeper.bring(self._host, channel, media))
        except (Refused, Unreachable, Stopped):
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's code may raise anything
            log.warning("a file could not be brought to its network: %r", error)
            raise Unreachable(f"the file could not be brought: {type(error).__name__}") from None

    async def addressed(self, line: Line) -> Line:
        """Return a line of a transcript with an address for its file, where it names one of ours and has none."""
        media = line.message.media
        if self._keeper is None or media is None or not media.file or media.url:
            return line
        url = await self._keeper.address(self._host, media.file)
        return replace(line, message=replace(line.message, media=replace(media, url=url))) if url else line
