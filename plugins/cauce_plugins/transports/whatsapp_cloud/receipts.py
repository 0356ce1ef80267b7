"""Statuses of our messages: how far each got, and under which addresses its person may be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cauce import Receipt
from cauce_plugins.transports.whatsapp_cloud.identity import Address, forms, is_number
from cauce_plugins.transports.whatsapp_cloud.reading import moment, parts, text

RANKS: Mapping[str, int] = {"sent": 1, "failed": 2, "delivered": 3, "read": 4, "played": 4}
"""How much each status says: one that comes late does not undo one that said more."""


def receipt(status: Mapping[str, Any]) -> Receipt | None:
    """Return what a status says, None where it is one that nobody knows, or of no message."""
    state, provider_id = text(status, "status"), text(status, "id")
    if state not in RANKS or not provider_id:
        return None
    error = next(iter(parts(status, "errors")), {})
    return Receipt(
        provider_id,
        state,
        moment(status, "timestamp"),
        code=text(error, "code")[:16],
        title=(text(error, "title") or text(error, "message"))[:500],
        tag=text(status, "biz_opaque_callback_data")[:512],
        addresses=tuple(_recipients(status)),
    )


def _recipients(status: Mapping[str, Any]) -> Iterator[Address]:
    number, user_id = text(status, "recipient_id"), text(status, "recipient_user_id")
    if text(status, "recipient_type") == "group":
        yield "group", number
    else:
        yield from recipients(number, user_id)


def recipients(number: str, user_id: str) -> Iterator[Address]:
    """Yield the addresses of the person that a message went to, the likeliest first."""
    if is_number(number):
        yield from forms(number)
    elif number:
        yield "bsuid", number
    if user_id and user_id != number:
        yield "bsuid", user_id
