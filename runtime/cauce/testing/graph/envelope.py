"""How the platform writes: the envelope of a webhook, its escapes, its signature, the ids of messages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cauce.testing.graph.people import Person
from cauce.testing.graph.troubles import in_webhook

NUMBER_ID = "108700000000001"
ACCOUNT_ID = "218700000000001"
DISPLAY = "5493515550100"


@dataclass
class Number:
    """A number of ours on the platform. webhook: where is told what happens at it, "" for nowhere.

    display: the number itself, in digits. account: the id of the business account it belongs to.
    """

    webhook: str = ""
    token: str = "token"  # noqa: S105 - of a fake
    secret: str = "secret"  # noqa: S105 - of a fake
    number_id: str = NUMBER_ID
    verify_token: str = "palabra"  # noqa: S105 - of a fake
    display: str = DISPLAY
    account: str = ACCOUNT_ID

    def metadata(self) -> Mapping[str, str]:
        """Return what every change says of the number."""
        return {"display_phone_number": self.display, "phone_number_id": self.number_id}


def change(number: Number, value: Mapping[str, Any], field: str = "messages") -> dict[str, Any]:
    """Return a change at a number."""
    return {"value": {"messaging_product": "whatsapp", "metadata": number.metadata(), **value}, "field": field}


def body_of(account: str, changes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the body of a webhook."""
    return {"object": "whatsapp_business_account", "entry": [{"id": account, "changes": list(changes)}]}


def written(body: Mapping[str, Any]) -> bytes:
    """Return a body as the platform writes it: what is not ASCII, and slashes, escaped."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signed(secret: str, raw: bytes) -> str:
    """Return the signature of a body."""
    return "sha256=" + hmac.digest(secret.encode(), raw, hashlib.sha256).hex()


def message_id(person: str, place: int) -> str:
    """Return an id shaped as the platform's: it holds the number."""
    held = f"\x1d\x0d{person}\x15\x02{place:06d}"
    return "wamid." + base64.b64encode(held.encode()).decode()


@dataclass(frozen=True, slots=True)
class Told:
    """A message as its statuses tell of it. group: the id of the group it went to, "" for a person."""

    id: str
    person: Person
    tag: str = ""
    group: str = ""
    category: str = "service"


def status_value(told: Told, state: str, at: int, *, older: bool = False) -> dict[str, Any]:
    """Return the value of a status. state: `sent` ..., `failed:CODE`, or `failed:CODE:details`. older: before v24."""
    name, _, error = state.partition(":")
    status: dict[str, Any] = {"id": told.id, "status": name, "timestamp": str(at), **_recipient(told)}
    if older and name == "sent":
        until = str(at + 86_400)
        status["conversation"] = {
            "id": f"c{told.id[-16:]}",
            "expiration_timestamp": until,
            "origin": {"type": "service"},
        }
    if name in {"sent", "delivered"}:
        priced = {"billable": told.category != "service", "pricing_model": "PMP"}
        sort = "free_customer_service" if told.category == "service" else "regular"
        status["pricing"] = {**priced, "type": sort, "category": told.category}
    if told.tag:
        status["biz_opaque_callback_data"] = told.tag
    if name != "failed":
        return {"contacts": [told.person.contact()], "statuses": [status]}
    code, _, details = error.partition(":")
    status["errors"] = [in_webhook(int(code or 131026), details)]
    return {"statuses": [status]}


def _recipient(told: Told) -> dict[str, Any]:
    if not told.group:
        return told.person.recipient()
    member = {"recipient_participant_id": told.person.number, "recipient_participant_user_id": told.person.user_id}
    return {"recipient_id": told.group, "recipient_type": "group", **{key: one for key, one in member.items() if one}}
