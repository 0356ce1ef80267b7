"""Asking twice and being done once: which `Idempotency-Key` came with a request, and what tells it from another."""

from __future__ import annotations

import hashlib
import re

from cauce.http.request import Request
from cauce.http.response import Problem

_KEY = re.compile(r"[!-~]{1,200}")


def key_of(request: Request) -> str:
    """Return the key that came with a request, "" without one. Raises Problem `invalid` for one that is none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        problem = {
            "es": "lleva de 1 a 200 caracteres visibles de ASCII",
            "en": "it has 1 to 200 visible characters of ASCII",
        }
        raise Problem("invalid", errors=[{"at": "/Idempotency-Key", "problem": problem, "code": "pattern"}])
    return key or ""


def print_of(request: Request) -> str:
    """Return what tells one request from another: its method, its address with the query, its body."""
    head = f"{request.method} {request.path} {sorted(request.query.items())}\n".encode()
    return hashlib.sha256(head + request.raw).hexdigest()
