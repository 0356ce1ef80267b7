"""Who a visitor is: a secret that the server made, known here only by its hash, and the sites it may come from."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

ADDRESS = "visitor"
"""The kind of a visitor's address. Its value is the hash of the token: whoever reads it cannot speak for them."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_HERE = {"localhost", "127.0.0.1", "::1"}


def new_token() -> str:
    """Return a fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def address_of(token: str) -> tuple[str, str]:
    """Return the address of the visitor who holds this token."""
    digest = hashlib.sha256(token.encode()).digest()
    return ADDRESS, base64.urlsafe_b64encode(digest).decode().rstrip("=")


def bearer(header: str) -> str | None:
    """Return the token of an `Authorization` header, None where there is none that could be ours."""
    scheme, _, token = header.partition(" ")
    return token if scheme.lower() == "bearer" and _TOKEN.fullmatch(token) else None


def caller(remote: str) -> str:
    """Return what counts as one caller: an IPv4 address, or the /64 that one IPv6 customer has to itself."""
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return remote
    if address.version == 4:
        return remote
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def allowed(origin: str, host: str, origins: Sequence[str]) -> bool:
    """Say whether a page of this origin may talk to the channel: our own pages, those listed, and this machine's.

    `host` is the `Host` of the request. Without a list, only our own and this machine's. No origin at all is no page
    of another site: browsers always name it where it matters.
    """
    if not origin or "*" in origins:
        return True
    parts = urlsplit(origin)
    own = parts.netloc == host or parts.hostname in _HERE
    return (own and parts.scheme in {"http", "https"}) or any(_matches(origin, entry) for entry in origins)


def _matches(origin: str, entry: str) -> bool:
    scheme, _, domain = entry.rstrip("/").partition("://*.")
    if domain:
        return origin.startswith(f"{scheme}://") and origin.endswith(f".{domain}")
    return origin == entry.rstrip("/")
