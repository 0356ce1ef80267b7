"""The transport `whatsapp_cloud`: its channels are numbers, each with its own token, secret and window."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from cauce import (
    Capabilities,
    CauceError,
    Channel,
    Delivery,
    Download,
    Ingress,
    Media,
    Route,
    Words,
)
from cauce_plugins.transports.whatsapp_cloud import limits
from cauce_plugins.transports.whatsapp_cloud.settings import SCHEMA, Number

if TYPE_CHECKING:
    from cauce_plugins.transports.whatsapp_cloud.line import Line

TITLE: Words = {"es": "WhatsApp (Cloud API)", "en": "WhatsApp (Cloud API)"}


class WhatsAppCloud:
    """Numbers of the WhatsApp Business Platform."""

    name = "whatsapp_cloud"
    title: Words = TITLE
    settings: Mapping[str, Any] = SCHEMA
    capabilities = Capabilities(
        buttons=limits.BUTTONS,
        button_text=limits.BUTTON_TEXT,
        rows=limits.ROWS,
        row_text=limits.ROW_TEXT,
        text=limits.TEXT,
        media=frozenset(limits.FILES),
        kinds=limits.KINDS,
        quotes=True,
        typing=True,
        window_hours=limits.WINDOW_HOURS,
        per_second=80,
        person_seconds=limits.PERSON_SECONDS,
        person_burst=45,
    )

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def routes(self) -> Sequence[Route]:
        """Return the addresses that the platform calls."""
        from cauce_plugins.transports.whatsapp_cloud import routes

        return routes.build(self._lines)

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        """Begin to serve a number. Raises CauceError where another channel has the same."""
        from cauce_plugins.transports.whatsapp_cloud.client import Graph
        from cauce_plugins.transports.whatsapp_cloud.files import Files
        from cauce_plugins.transports.whatsapp_cloud.line import Line
        from cauce_plugins.transports.whatsapp_cloud.speaking import Speaker
        from cauce_plugins.transports.whatsapp_cloud.window import Window

        number = Number(**channel.settings)
        for other in self._lines.values():
            if other.number.phone_number_id == number.phone_number_id:
                raise _twice(channel.name, other.name)
        graph = Graph(number)
        await graph.open()
        window, files = Window(channel.name, ingress), Files(number, graph)
        speaker = Speaker(number, graph, window)
        self._lines[channel.name] = Line(channel.name, number, ingress, graph, files, window, speaker)

    async def close(self, channel: Channel) -> None:
        """Stop serving a number: what is signed with its secret is refused from now on."""
        line = self._lines.pop(channel.name, None)
        if line is not None:
            await line.close()

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Send one message. Raises Refused, Unreachable or Stopped; anything else means that nobody knows."""
        return await self._line(channel).speaker.send(delivery)

    @asynccontextmanager
    async def fetch(self, channel: Channel, media: Media) -> AsyncIterator[Download]:
        """Open the file of a message that came in. Raises Refused and Unreachable, also while it is read."""
        async with self._line(channel).files.fetch(media) as download:
            yield download

    async def upload(self, channel: Channel, media: Media, source: AsyncIterable[bytes] | bytes) -> Media:
        """Put a file on the platform, and return it with the id by which it can be sent for 30 days. Raises as `send`."""
        return await self._line(channel).files.upload(media, source)

    async def health(self, channel: Channel) -> Mapping[str, Any]:
        """Return what the platform says of a number: how it is shown, its quality, its throughput. Raises as `send`."""
        return await self._line(channel).graph.health()

    def _line(self, channel: Channel) -> Line:
        line = self._lines.get(channel.name)
        if line is None:
            from cauce_plugins.transports.whatsapp_cloud.failures import closed

            raise closed()
        return line


def _twice(name: str, other: str) -> CauceError:
    return CauceError(
        {
            "es": f"Los canales «{other}» y «{name}» tienen el mismo phone_number_id; deja uno de los dos.",
            "en": f"The channels “{other}” and “{name}” have the same phone_number_id; leave one of the two.",
        }
    )
