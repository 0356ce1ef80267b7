"""A desk over a pipeline that delivers, where Ana has a conversation and talks with the person through the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from cauce.model.message import Capabilities, Inbound, Media, Outbound
from cauce.transport import Arrival, Channel, Refused
from delivery_rig import Recorder, Rig
from desk_rig import Client, Running, Told, running

ROOT = "/api/conversations"
DESK = """
flow mesa
  triggers = ["hola"]

start:
  say "Te paso con ventas"
  redirect Ventas
    on done -> sigue

sigue:
  ask "¿Algo más?" as x
  say "Chao"
"""
ABLE = Capabilities(
    buttons=3,
    rows=10,
    media=frozenset({"image", "file"}),
    kinds=frozenset({"location", "contacts", "reaction", "template"}),
    quotes=True,
)
"""A network that can show all there is."""


class Network(Recorder):
    """A network that files are fetched from."""

    def fetch(self, channel: Channel, media: Media) -> Any:
        """Give none: nobody asks for the files of these tests."""
        raise Refused(f"{media} is not there")


@dataclass
class Talk:
    """The desk, the pipeline, and Ana at the API."""

    desk: Running
    rig: Rig
    ana: Client

    async def post(self, path: str, body: Any, **more: Any) -> Told:
        """Ask as Ana for something of the conversation; what it leads to has happened when this returns."""
        told = await self.ana("POST", f"{ROOT}/1/{path}", body, **more)
        await self.rig.quiet()
        return told

    async def said(self, conversation: int = 1) -> list[dict[str, Any]]:
        """Return what was said, the first first."""
        return (await self.ana("GET", f"{ROOT}/{conversation}/messages?order=oldest&limit=100")).body["items"]

    def left(self) -> list[Outbound]:
        """Return what the network got, without what the flow said."""
        return [one.message for one in self.rig.transport.sent if one.message.text != "Te paso con ventas"]

    async def meet(self, who: str) -> int:
        """Let somebody else write, and Ana take it."""
        await self.rig.say("hola", who)
        [(found,)] = await self.rig.rows("SELECT MAX(id) FROM conversations")
        assert (await self.ana("POST", f"{ROOT}/{found}/take", {})).status == 200
        return int(found)

    async def react(self, of: str, emoji: str, who: str = "ana", **data: Any) -> bool:
        """Let the person react to a message, by the network's id of it."""
        key = f"r-{len(await self.rig.rows('SELECT id FROM inbox'))}"
        message = Inbound(emoji, "unknown", data={"type": "reaction", "of": of, **data})
        arrival = Arrival(key, ("visitor", who), message, "Ana", quiet=True)
        [new] = await self.rig.pipeline.inbox.accept("linea", key.encode(), [arrival])
        return new

    def echo(self, text: str, who: str = "ana", key: str = "echo-1") -> Arrival:
        """Return what one of us says on the phone."""
        return Arrival(key, ("visitor", who), Inbound(text), quiet=True, author="human")

    async def events(self, kind: str) -> list[Any]:
        """Return what events of a kind say."""
        rows = await self.rig.rows("SELECT data FROM events WHERE type = ? ORDER BY id", kind)
        return [msgspec.json.decode(data) for (data,) in rows]


@asynccontextmanager
async def talking(folder: Path, can: Capabilities = ABLE, network: type[Recorder] = Network) -> AsyncIterator[Talk]:
    """Give such a desk, with Beto in the same area, Eva in another, and a supervisor."""
    transport = network(capabilities=can)
    async with Rig(folder, DESK, transport=transport) as rig, running(rig.backend, rig=rig) as desk:
        for name, role in (("ana", "OPERATOR"), ("beto", "OPERATOR"), ("eva", "OPERATOR"), ("jefa", "SUPERVISOR")):
            await desk.add(name, role)
        await desk.area("Ventas", "ana", "beto")
        await desk.area("Soporte", "eva")
        await rig.say("hola")
        talk = Talk(desk, rig, await desk.enter("ana"))
        assert (await talk.ana("POST", f"{ROOT}/1/take", {})).status == 200
        yield talk


__all__ = ["ABLE", "DESK", "ROOT", "Talk", "talking"]
