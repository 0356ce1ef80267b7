"""The transport `webchat`: its channels, and sending, which is telling the tabs to read what is already written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cauce import Capabilities, Channel, Delivery, Ingress, Route, Words
from cauce_plugins.transports.webchat.settings import SCHEMA, Site

if TYPE_CHECKING:
    from cauce_plugins.transports.webchat.site import Open

TITLE: Words = {"es": "Chat web", "en": "Web chat"}


class Webchat:
    """Chats on web pages. The stored transcript is the truth: each tab reads it from where it stands."""

    name = "webchat"
    title: Words = TITLE
    settings: Mapping[str, Any] = SCHEMA
    capabilities = Capabilities(
        buttons=5,
        button_text=40,
        rows=30,
        row_text=60,
        text=4096,
        media=frozenset({"image", "audio", "video", "file"}),
        typing=True,
        # Ringing a tab twice shows nothing twice, so what ended unseen may simply be sent again.
        idempotent=True,
    )

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}

    def routes(self) -> Sequence[Route]:
        """Return the widget, the page, and what the widget calls."""
        from cauce_plugins.transports.webchat import routes

        return routes.build(self._open)

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        """Begin to serve a channel."""
        from cauce_plugins.transports.webchat.site import Open

        self._open[channel.name] = Open(channel.name, Site(**channel.settings), ingress)

    async def close(self, channel: Channel) -> None:
        """Stop serving a channel: its addresses answer 404 from now on."""
        self._open.pop(channel.name, None)

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Wake the visitor's tabs. The message is in the transcript before this is called, so nothing can be lost."""
        if channel.name in self._open:
            self._open[channel.name].tabs.ring(delivery.address[1])
        return delivery.id
