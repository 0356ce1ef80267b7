"""A transport that speaks to nobody: it keeps what is sent, and lets a test say what arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from cauce.model.message import Capabilities, Inbound
from cauce.model.node_kind import Words
from cauce.model.route import Route
from cauce.transport import Arrival, Channel, Delivery, Ingress

_EVERYTHING = Capabilities(
    buttons=10,
    rows=10,
    media=frozenset({"image", "audio", "video", "file", "sticker"}),
    kinds=frozenset({"location", "contacts", "reaction", "template"}),
    quotes=True,
)


class FakeTransport:
    """The network of a test. `sent` holds every delivery that it took, in order.

    trouble: set it to make the next sends fail: an exception of `cauce.transport` (Refused, Unreachable) or any other.
    """

    def __init__(self, name: str = "fake", capabilities: Capabilities = _EVERYTHING) -> None:
        self.name = name
        self.title: Words = {"es": "De mentira", "en": "Fake"}
        self.settings: Mapping[str, Any] = {"type": "object"}
        self.capabilities = capabilities
        self.sent: list[Delivery] = []
        self.trouble: Exception | None = None
        self.open_channels: dict[str, Ingress] = {}
        self._numbers = count(1)

    def routes(self) -> Sequence[Route]:
        """Return none: what arrives is said by the test."""
        return ()

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        """Begin to serve a channel."""
        self.open_channels[channel.name] = ingress

    async def close(self, channel: Channel) -> None:
        """Stop serving a channel."""
        self.open_channels.pop(channel.name, None)

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Keep the message and return the id that a network would have given it. Raises `trouble` where it is set."""
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(delivery)
        return f"{channel.name}-{len(self.sent)}"

    async def arrive(
        self,
        text: str | Inbound,
        *,
        address: str = "56911111111",
        channel: str = "",
        provider_id: str = "",
        name: str = "",
    ) -> bool:
        """Let a message arrive; when this returns, it is durable. False where the same id came before.

        Raises KeyError for a channel that is not open ("" is the first that is).
        """
        channel = channel or next(iter(self.open_channels), "")
        message = Inbound(text) if isinstance(text, str) else text
        arrival = Arrival(provider_id or f"in-{next(self._numbers)}", ("phone", address), message, name)
        (is_new,) = await self.open_channels[channel].accept(channel, b"{}", [arrival])
        return is_new

    def texts(self) -> list[str]:
        """Return the texts sent so far, as people would read them."""
        return [delivery.message.numbered() for delivery in self.sent]
