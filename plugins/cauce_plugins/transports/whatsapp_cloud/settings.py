"""The settings of a number, as a JSON Schema and as the values that hold where nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["phone_number_id", "access_token"],
    "properties": {
        "phone_number_id": {"type": "string", "pattern": "^[0-9]{1,32}$", "title": "Id of the number, not the number"},
        "business_account_id": {
            "type": "string",
            "pattern": "^[0-9]{0,32}$",
            "default": "",
            "title": "Id of the WhatsApp Business account",
        },
        "access_token": {"type": "string", "minLength": 1, "title": "Token of the app: env:WA_TOKEN"},
        "app_secret": {
            "type": "string",
            "default": "",
            "title": "Secret that webhooks are signed with; without it the number receives nothing",
        },
        "verify_token": {
            "type": "string",
            "default": "",
            "title": "Word that the platform says when the webhook is set up; without it every set-up is refused",
        },
        "graph_url": {
            "type": "string",
            "pattern": r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?$",
            "default": "https://graph.facebook.com",
            "title": "Where the Graph API is",
        },
        "graph_version": {
            "type": "string",
            "pattern": r"^v[0-9]{1,3}\.[0-9]$",
            "default": "v23.0",
            "title": "Its version",
        },
        "list_button": {
            "type": "string",
            "minLength": 1,
            "maxLength": 20,
            "default": "Ver opciones",
            "title": "What the button that opens a list says",
        },
        "send_without_9": {
            "type": "boolean",
            "default": False,
            "title": "Write to mobile numbers of Argentina without the 9, as a number in development needs it",
        },
        "mark_read": {
            "type": "boolean",
            "default": False,
            "title": "Show people that they were read, and that an answer is being written",
        },
    },
}


@dataclass(frozen=True, slots=True)
class Number:
    """The settings of one channel, read. The names are those of the schema; secrets stay out of what is printed."""

    phone_number_id: str
    access_token: str = field(repr=False)
    business_account_id: str = ""
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    graph_url: str = "https://graph.facebook.com"
    graph_version: str = "v23.0"
    list_button: str = "Ver opciones"
    send_without_9: bool = False
    mark_read: bool = False
