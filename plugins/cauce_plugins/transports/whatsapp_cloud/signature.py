"""Whether a webhook is genuine: what it is signed with, over the very bytes that came, compared in constant time."""

from __future__ import annotations

import hmac


def sign(secret: str, raw: bytes) -> str:
    """Return the value of `X-Hub-Signature-256` for a body."""
    return "sha256=" + hmac.digest(secret.encode(), raw, "sha256").hex()


def is_genuine(secret: str, raw: bytes, signature: str) -> bool:
    """Tell whether a body was signed with this secret. An empty secret signs nothing."""
    return bool(secret) and _same(sign(secret, raw), signature)


def is_welcome(expected: str, given: str) -> bool:
    """Tell whether this is the word that was agreed on. Where none was, no word is."""
    return bool(expected) and _same(expected, given)


def _same(ours: str, theirs: str) -> bool:
    # Bytes: texts that are not ASCII cannot be compared in constant time.
    return hmac.compare_digest(ours.encode("utf-8", "replace"), theirs.encode("utf-8", "replace"))
