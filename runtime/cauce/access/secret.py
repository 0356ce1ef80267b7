"""What opens a door: random, told once, and kept as a hash that opens nothing."""

from __future__ import annotations

import hashlib
import secrets

MARK = "cauce_"
"""What API tokens begin with, so that whoever looks for lost secrets in texts can find them."""


def new_login() -> str:
    """Return what a browser keeps: 256 bits."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return what a program keeps."""
    return MARK + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is stored of it. With 256 random bits, a fast hash is as good as a slow one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
