"""A transport that puts its messages into a folder, one file each: postcards."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cauce import Capabilities, Channel, Delivery, Ingress, Route, Unreachable, Words

TITLE: Words = {"es": "Postales", "en": "Postcards"}
SETTINGS: Mapping[str, Any] = {
    "type": "object",
    "required": ["folder"],
    "additionalProperties": False,
    "properties": {"folder": {"type": "string", "title": "Folder"}},
}


class Postcards:
    """Writes one file per message into the channel's `folder`; nothing ever comes back."""

    name = "postcards"
    title = TITLE
    capabilities = Capabilities(text=500)
    settings = SETTINGS

    def routes(self) -> Sequence[Route]:
        """Nothing arrives by HTTP."""
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        """Nothing has to be opened."""

    async def close(self, channel: Channel) -> None:
        """Nothing has to be closed."""

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Write one message; the same one twice is the same file."""
        file = Path(channel.settings["folder"], f"{delivery.id}.txt")
        try:
            await asyncio.to_thread(file.write_text, delivery.message.numbered(), encoding="utf-8")
        except OSError as error:
            raise Unreachable(str(error)) from error
        return file.name
