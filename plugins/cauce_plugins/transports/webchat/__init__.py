"""The plugin `webchat`: a chat for any web page, and a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Transport, hookimpl
from cauce_plugins.transports.webchat.transport import Webchat


@hookimpl
def register_transports() -> Sequence[Transport]:
    """Hand over the one transport."""
    return [Webchat()]
