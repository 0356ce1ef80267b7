"""Reading files out of messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from cauce.model.message import Inbound

KINDS = frozenset({"image", "audio", "video", "file", "sticker"})


def reading(kinds: AbstractSet[str]) -> Callable[[Inbound, Mapping[str, Any]], dict[str, Any]]:
    """Return what reads a file of these kinds out of a message, for an answer type."""

    def parse(message: Inbound, _options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the file as flows keep it: `kind url id mime name size`, and `caption`, what was written with it.

        Raises ValueError where the message holds no file of these kinds.
        """
        media = message.media
        if media is None or media.kind not in kinds:
            raise ValueError("no such file")
        kept = {
            "kind": media.kind,
            "url": media.url,
            "id": media.id,
            "mime": media.mime,
            "name": media.name,
            "size": media.size,
            "caption": message.text,
        }
        return {key: value for key, value in kept.items() if value not in {None, ""}}

    return parse
