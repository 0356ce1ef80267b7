"""The webhooks that nearly all are, a text or how far a message got, read in one go.

What is the least unusual (another type, a quote, an error, a field that is not named here) is left to `decode`, which
takes its time. What is read here is exactly what it would have read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import DecodeError, Struct, field
from msgspec.json import Decoder

from cauce import Arrival, Inbound, Receipt, clean
from cauce_plugins.transports.whatsapp_cloud.identity import who
from cauce_plugins.transports.whatsapp_cloud.reading import milliseconds
from cauce_plugins.transports.whatsapp_cloud.receipts import recipients

Found = tuple[str, list[Arrival], list[Receipt]]
"""The id of a number, what people wrote to it, and how far its messages got."""


class _Part(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An object of which every field is known, and every text is one."""


class _Profile(_Part, frozen=True):
    """What a person is called."""

    name: str = ""
    username: str = ""


class _Contact(_Part, frozen=True):
    """A person whom an event shows."""

    profile: _Profile = _Profile()
    wa_id: str = ""
    user_id: str = ""


class _Words(_Part, frozen=True):
    """What was typed."""

    body: str


class _Message(_Part, frozen=True):
    """A text of a person."""

    id: str
    timestamp: str
    type: Literal["text"]
    text: _Words
    number: str = field(default="", name="from")
    user_id: str = field(default="", name="from_user_id")


class _Origin(_Part, frozen=True):
    """Why a conversation is paid for; not kept."""

    type: str


class _Conversation(_Part, frozen=True):
    """What a status is billed under; not kept."""

    id: str
    origin: _Origin
    expiration_timestamp: str = ""


class _Pricing(_Part, frozen=True):
    """What it costs; not kept."""

    billable: bool = False
    pricing_model: str = ""
    category: str = ""
    type: str = ""


class _Status(_Part, frozen=True):
    """How far a message got, where nothing went wrong with it."""

    id: str
    status: Literal["sent", "delivered", "read", "played"]
    timestamp: str
    recipient_id: str = ""
    recipient_user_id: str = ""
    biz_opaque_callback_data: str = ""
    conversation: _Conversation | None = None
    pricing: _Pricing | None = None


class _Metadata(_Part, frozen=True):
    """Which number it is about."""

    phone_number_id: str
    display_phone_number: str = ""


class _Value(_Part, frozen=True):
    """What happened at a number."""

    metadata: _Metadata
    messaging_product: str = ""
    contacts: list[_Contact] = []
    messages: list[_Message] = []
    statuses: list[_Status] = []


class _Change(_Part, frozen=True):
    """What happened, and of which kind it is."""

    value: _Value
    field: Literal["messages"]


class _Entry(_Part, frozen=True):
    """What happened in an account."""

    changes: list[_Change]
    id: str = ""


class _Body(_Part, frozen=True):
    """The whole of a webhook."""

    entry: list[_Entry]
    object: str = ""


_decode = Decoder(_Body).decode


def read(raw: bytes) -> list[Found] | None:
    """Return what a body brings, change by change; None where it is to be read with care."""
    try:
        body = _decode(raw)
    except (DecodeError, UnicodeDecodeError):
        return None
    found: list[Found] = []
    for entry in body.entry:
        for change in entry.changes:
            value = change.value
            people = _people(value.contacts) if value.messages else {}
            arrivals = [one for message in value.messages if (one := _arrival(message, people))]
            receipts = [told for status in value.statuses if (told := _receipt(status))]
            elements = len(arrivals) + len(receipts)
            if not elements or elements < len(value.messages) + len(value.statuses):
                return None
            found.append((clean(value.metadata.phone_number_id), arrivals, receipts))
    return found


def _people(contacts: list[_Contact]) -> Mapping[str, _Contact]:
    return {key: contact for contact in contacts for key in (clean(contact.user_id), clean(contact.wa_id)) if key}


_NOBODY = _Contact()


def _arrival(message: _Message, people: Mapping[str, _Contact]) -> Arrival | None:
    provider_id, words = clean(message.id), clean(message.text.body)
    number, user_id = clean(message.number), clean(message.user_id)
    contact = people.get(user_id) or people.get(number) or _NOBODY
    known_id = user_id or clean(contact.user_id)
    sender = who(number or clean(contact.wa_id), known_id)
    if not (provider_id and words and sender.address[1]):
        return None
    data: dict[str, Any] = {}
    if at := milliseconds(clean(message.timestamp)):
        data["at"] = at
    for kind, value in (sender.address, *sender.aliases):
        if kind == "bsuid":
            data["user_id"] = value
    if contact.profile.username and (username := clean(contact.profile.username).removeprefix("@")):
        data["username"] = username
    return Arrival(
        provider_id, sender.address, Inbound(words, data=data), clean(contact.profile.name), aliases=sender.aliases
    )


def _receipt(status: _Status) -> Receipt | None:
    provider_id = clean(status.id)
    if not provider_id:
        return None
    return Receipt(
        provider_id,
        status.status,
        milliseconds(clean(status.timestamp)),
        tag=clean(status.biz_opaque_callback_data)[:512],
        addresses=tuple(recipients(clean(status.recipient_id), clean(status.recipient_user_id))),
    )
