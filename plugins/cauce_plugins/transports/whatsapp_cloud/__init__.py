"""The plugin `whatsapp_cloud`: WhatsApp numbers, by the platform's own Cloud API."""

from __future__ import annotations

from collections.abc import Sequence

from cauce import Transport, hookimpl
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud


@hookimpl
def register_transports() -> Sequence[Transport]:
    """Hand over the one transport."""
    return [WhatsAppCloud()]
