"""What a transport is: the plugin code that speaks one kind of network."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from cauce.model.message import Capabilities, Inbound, Media, Outbound
from cauce.model.node_kind import Words

if TYPE_CHECKING:
    from cauce.model.route import Route


@dataclass(frozen=True, slots=True)
class Arrival:
    """One inbound thing as a transport decoded it from a raw body.

    provider_id: unique within the channel: the network's own id of the message; the same id twice is one message.
    address: who sent it, `(kind, value)`: ("visitor", "..."), ("phone", "+56..."), ("bsuid", "...").
    name: what the network calls the person, "" if it does not say.
    quiet: whether it is only kept, and nobody answers it: a reaction, an edit, what is said in a group.
    aliases: other addresses of the same person, by which they may be known already: all become addresses of one contact.
    author: `contact`; or `human`, for what one of us said outside Cauce (on the phone): kept as said, answered by nobody.
    """

    provider_id: str
    address: tuple[str, str]
    message: Inbound
    name: str = ""
    quiet: bool = False
    aliases: Sequence[tuple[str, str]] = ()
    author: str = "contact"


@dataclass(frozen=True, slots=True)
class Receipt:
    """How far a message of ours got, as its network tells it: late, twice or out of order, as networks do.

    provider_id: what `Transport.send` returned. status: `sent delivered read played failed`. at: milliseconds since 1970,
    0 where it does not say. code, title: of the error of one that failed. tag: the `Delivery.id`, where the network gives
    back what went with the message. addresses: under which the person may be known, the likeliest first.
    """

    provider_id: str
    status: str
    at: int = 0
    code: str = ""
    title: str = ""
    tag: str = ""
    addresses: Sequence[tuple[str, str]] = ()


class Refused(Exception):
    """The network said no, and will go on saying it: do not send this again."""


class Unreachable(Exception):
    """The network did not take it this time; nothing was sent: try again later.

    after: in how many seconds, None where the network did not say. counts: whether it counts as a try, of which there is
    an end; a rate that is used up does not. scope: who has to wait, this `person` or the whole `channel`.
    """

    def __init__(
        self, reason: str = "", *, after: float | None = None, counts: bool = True, scope: str = "person"
    ) -> None:
        super().__init__(reason)
        self.after = after
        self.counts = counts
        self.scope = scope


class Stopped(Exception):
    """The account is out of order (its token has run out, it is locked): nothing was sent, and somebody has to act.

    The channel is paused, and what is to be said through it is kept.
    """


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a transcript.

    seq grows with each message. id is the `Arrival.provider_id` of what came and the `Delivery.id` of what went.
    author is `contact`, `bot` or `human`; at is in milliseconds since 1970.
    """

    seq: int
    author: str
    id: str
    at: int
    message: Inbound | Outbound


class Ingress(Protocol):
    """What a running transport may call."""

    async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
        """Store what arrived: when this returns, it is durable. One boolean each, False where it was known already.

        Raises `cauce.errors.Unavailable` where the store cannot take it now (answer 503).
        """

    async def receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        """Store how far messages of ours got; when this returns, it is durable. A status never moves backwards.

        Raises `cauce.errors.Unavailable` where the store cannot take it now (answer 503).
        """

    async def park(self, channel: str, raw: bytes, reason: str) -> None:
        """Set aside a genuine body that could not be read, for a person to look at; when this returns, it is durable.

        Raises `cauce.errors.Unavailable` where the store cannot take it now (answer 503).
        """

    async def rename(self, channel: str, old: tuple[str, str], new: tuple[str, str]) -> bool:
        """Let whoever was known under one address be known under another from now on.

        False where nobody was, or where the new one is somebody else's already.
        """

    async def introduce(self, channel: str, address: tuple[str, str], name: str = "") -> None:
        """Make this address known before it says anything; once it is, nothing happens."""

    async def knows(self, channel: str, address: tuple[str, str]) -> bool:
        """Say whether this address has been introduced, or has written, on this channel."""

    async def transcript(
        self,
        channel: str,
        address: tuple[str, str],
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[Line]:
        """Return what was said with this address, oldest first: the first `limit` after a seq, or else the last ones."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way: its type, name and size (None where unknown) as the network tells them, and its bytes."""

    mime: str
    name: str
    size: int | None
    chunks: AsyncIterator[bytes]


class MediaSource(Protocol):
    """What a transport offers besides, where files of messages have to be fetched from its network."""

    def fetch(self, channel: Channel, media: Media) -> AbstractAsyncContextManager[Download]:
        """Open the file of a message that came in, to be read in pieces.

        Raises Refused where it is gone, is not what was announced or is too large, and Unreachable; also while it is read.
        """


class MediaTarget(Protocol):
    """What a transport offers besides, where a file has to be put on its network before a message can bring it."""

    async def upload(self, channel: Channel, media: Media, source: AsyncIterable[bytes] | bytes) -> Media:
        """Put a file on the network, in pieces as they come, and return it as a message to send names it.

        `media` says its kind, type and name, and its size where that is known. Raises as `Transport.send`.
        """


class Transport(Protocol):
    """The contract. One object per transport, registered by `register_transports`; channels are its accounts."""

    name: str
    title: Words
    settings: Mapping[str, Any]
    capabilities: Capabilities

    def routes(self) -> Sequence[Route]:
        """Return the HTTP routes of the transport (webhooks, a widget)."""

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        """Begin to serve a channel."""

    async def close(self, channel: Channel) -> None:
        """Stop serving a channel."""

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Send one message and return the network's id of it.

        Raises Refused, Unreachable or Stopped; any other exception, or a timeout, means that nobody knows whether it was sent.
        """


@dataclass(frozen=True, slots=True)
class Channel:
    """One connected account of a transport, as configured."""

    name: str
    transport: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to send. `id` is ours, stable over retries, so that a network can drop the second copy."""

    id: str
    conversation: int
    address: tuple[str, str]
    message: Outbound
