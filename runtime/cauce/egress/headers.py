"""What requests say about themselves: what an author may say, and what must not go on to somebody else."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cauce.egress.errors import Forbidden
from cauce.text import clean

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OURS = frozenset(
    {
        "host",
        "content-length",
        "transfer-encoding",
        "connection",
        "proxy-connection",
        "proxy-authorization",
        "keep-alive",
        "upgrade",
        "te",
        "trailer",
        "expect",
        "accept-encoding",
    }
)
"""Headers that say how the request travels; an author's are about what it means."""

CREDENTIALS = frozenset({"authorization", "cookie"})
"""Headers that are for the origin that was asked for, and for no other that it points to."""

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}")
_BROKEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def method_of(text: str) -> str:
    """Return a method as it is sent. Raises Forbidden for one that is not about a resource."""
    if (method := text.upper()) not in METHODS:
        raise Forbidden("that is not a method that can be used")
    return method


def headers_of(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return an author's headers without those that say how a request travels.

    Raises Forbidden for a name or a value that would be more than one header. Values are never told: they are secret.
    """
    found = {str(name): str(value) for name, value in (headers or {}).items()}
    for name, value in found.items():
        if not _TOKEN.fullmatch(name):
            raise Forbidden("a header has a name that is not valid")
        if _BROKEN.search(value):
            raise Forbidden(f"the header {clean(name, 80)} is not valid")
    return {name: value for name, value in found.items() if name.lower() not in OURS}


def without_credentials(headers: Mapping[str, str], marked: frozenset[str]) -> dict[str, str]:
    """Return the headers that may go on to another origin. marked: further names, in small letters, that may not."""
    return {name: value for name, value in headers.items() if name.lower() not in CREDENTIALS | marked}
