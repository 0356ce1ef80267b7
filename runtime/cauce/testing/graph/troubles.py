"""The platform's errors: each code with its HTTP status and its words, as answers and as parts of webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TITLES: Mapping[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (500, "Service temporarily unavailable"),
    4: (400, "Application request limit reached"),
    10: (403, "Application does not have permission for this action"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Error validating access token: Session has expired"),
    368: (403, "Temporarily blocked for policies violations"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country."),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131042: (400, "Business eligibility payment issue"),
    131045: (500, "Message failed to send because of a registration error"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Message was not delivered to maintain healthy ecosystem engagement"),
    131050: (400, "User has stopped marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
    131062: (400, "Business-scoped user ids are not supported for this message"),
    132000: (400, "Number of parameters does not match the expected number of params"),
    132001: (404, "Template name does not exist in the translation"),
    132005: (400, "Translated text too long"),
    132007: (400, "Format character policy violated"),
    132012: (400, "Parameter format does not match format in the created template"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132068: (400, "Flow is in blocked state"),
    132069: (400, "Flow is in throttled state"),
    133004: (503, "Server is temporarily unavailable"),
    133010: (400, "Account not registered"),
    135000: (400, "Generic user error"),
}
"""The codes that the platform documents, with the status it answers them with."""

_BARE = frozenset({0, 2, 190})
"""Codes whose message does not begin with the code."""

_TRANSIENT = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004})


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a call was refused. status and title are those of the code where they are not given; retry_after: seconds."""

    code: int
    details: str = ""
    status: int = 0
    title: str = ""
    retry_after: int = 0

    @property
    def http(self) -> int:
        """The status of the answer."""
        return self.status or TITLES.get(self.code, (400, ""))[0]

    @property
    def words(self) -> str:
        """The title, without the code."""
        return self.title or TITLES.get(self.code, (0, "Something went wrong"))[1]

    def body(self) -> Mapping[str, Any]:
        """Return the answer as the platform writes it."""
        words = self.words if self.code in _BARE else f"(#{self.code}) {self.words}"
        error: dict[str, Any] = {"message": words, "type": "OAuthException", "code": self.code}
        if self.code in _TRANSIENT:
            error["is_transient"] = True
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        return {"error": {**error, "fbtrace_id": "AfakeTrace0"}}


def in_webhook(code: int, details: str = "") -> Mapping[str, Any]:
    """Return an error as a webhook tells it."""
    title = TITLES.get(code, (0, "Something went wrong"))[1]
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
        "href": "/documentation/business-messaging/whatsapp/support/error-codes",
    }
