"""Versions of what is edited: given out as an ETag, asked for with If-Match, so that nobody overwrites what they never saw."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cauce.http.request import Request
from cauce.http.response import Json, Problem

ANY = "*"
"""What those say who want to write over whatever there is."""


def tag_of(value: Mapping[str, Any]) -> str:
    """Return the ETag of a thing: the same as long as nothing of this changes."""
    raw = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return f'"{base64.urlsafe_b64encode(hashlib.sha256(raw).digest()[:15]).decode()}"'


def tagged(shown: Mapping[str, Any], edited: Mapping[str, Any], status: int = 200) -> Json:
    """Return the answer that shows a thing, with the ETag of what may be edited of it."""
    return Json(shown, status=status, headers={"ETag": tag_of(edited)})


def seen_tag(request: Request) -> str:
    """Return the ETag that the caller saw. Raises Problem `unconditional` where they do not say."""
    said = request.headers.get("If-Match")
    if said is None:
        raise Problem("unconditional")
    return said.strip()


def refuse_unseen(seen: str, edited: Mapping[str, Any], shown: Mapping[str, Any] | None = None) -> None:
    """Raise Problem `changed` where the thing is not any more as the caller saw it. To be asked where it is written.

    shown: what there is, to be told with it, where it may be.
    """
    if seen not in {ANY, tag := tag_of(edited)}:
        raise Problem("changed", current=shown, headers={"ETag": tag})
