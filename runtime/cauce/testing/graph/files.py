"""Files on the platform: what may be uploaded, where it is fetched, and when the address dies."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

from cauce.testing.graph.troubles import Trouble

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES: Mapping[str, frozenset[str]] = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "document": frozenset(
        {
            "application/pdf",
            "text/plain",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            OFFICE + "wordprocessingml.document",
            OFFICE + "spreadsheetml.sheet",
            OFFICE + "presentationml.presentation",
        }
    ),
    "sticker": frozenset({"image/webp"}),
}

MIB = 1024 * 1024
LARGEST = {"image": 5 * MIB, "audio": 16 * MIB, "video": 16 * MIB, "document": 100 * MIB, "sticker": 500 * 1024}

URL_SECONDS = 5 * 60
UPLOADED_DAYS, RECEIVED_DAYS = 30, 7
PATH = "/whatsapp_business/attachments/"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a file besides its type and bytes. until: seconds since 1970, None for ever. owner: a number's id."""

    until: float | None = None
    owner: str = ""
    name: str = ""


@dataclass
class Files:
    """Files by id: type and bytes. spoiled: ids whose bytes come wrong. now: seconds since 1970."""

    now: Callable[[], float]
    kept: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)
    about: dict[str, About] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(1_003_380_000_000_001))

    def keep(self, mime: str, data: bytes, *, owner: str = "", name: str = "", days: float = RECEIVED_DAYS) -> str:
        """Keep a file and return its id."""
        key = str(next(self._ids))
        self.kept[key] = mime, data
        self.about[key] = About(self.now() + days * 86_400, owner, name)
        return key

    def find(self, key: str, owner: str = "") -> tuple[str, bytes] | None:
        """Return a file that is still there, and belongs to this number where one is named."""
        about = self.about.get(key, About())
        if (about.until is not None and self.now() >= about.until) or (owner and about.owner not in {"", owner}):
            return None
        return self.kept.get(key)

    def url(self, key: str) -> str:
        """Return the path of a file, good for five minutes."""
        until = str(int(self.now()) + URL_SECONDS)
        return PATH + "?" + urlencode({"mid": key, "ext": until, "hash": _seal(key, until)})

    def fetch(self, query: Mapping[str, str]) -> tuple[str, bytes] | None:
        """Return the file that an address leads to, None where it is dead or never was."""
        key, until = query.get("mid", ""), query.get("ext", "")
        if not hmac.compare_digest(query.get("hash", ""), _seal(key, until)) or self.now() >= float(until):
            return None
        found = self.find(key)
        if found is None or key not in self.spoiled:
            return found
        mime, data = found
        return mime, bytes(byte ^ 0xFF for byte in data[:64]) + data[64:]

    def told(self, key: str, base: str) -> Mapping[str, Any]:
        """Return what the platform says of a file that is there."""
        mime, data = self.kept[key]
        known = {"url": base + self.url(key), "mime_type": mime, "sha256": hashlib.sha256(data).hexdigest()}
        return {**known, "file_size": len(data), "id": key, "messaging_product": "whatsapp"}

    def part(self, key: str, base: str) -> dict[str, Any]:
        """Return what a webhook says of a file: the hash is written in another way there."""
        mime, data = self.kept[key]
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        return {"id": key, "mime_type": mime, "sha256": digest, "url": base + self.url(key)}


def _seal(key: str, until: str) -> str:
    return hashlib.sha256(f"{key} {until} sealed".encode()).hexdigest()[:32]


def objection(mime: str, size: int) -> Trouble | None:
    """Return why a file of this type and size cannot be uploaded, None where it can."""
    bare = mime.partition(";")[0].strip().lower()
    kinds = [kind for kind, types in TYPES.items() if bare in types]
    if not kinds:
        known = ", ".join(sorted(one for types in TYPES.values() for one in types))
        return Trouble(
            100,
            title=f"Param file must be a file with one of the following types: {known}. Received file of type {mime!r}.",
        )
    most = max(LARGEST[kind] for kind in kinds)
    return Trouble(131053, f"The file is larger than {most} bytes") if size > most else None
