"""`type=url`: a web address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType


def parse(message: Inbound, _options: Mapping[str, Any]) -> str:
    """Return the address, with https where it was left out. Raises ValueError where it is none."""
    text = message.text.strip()
    if any(char.isspace() or not char.isprintable() for char in text) or len(text) > 2048:
        raise ValueError("no address")
    address = text if "://" in text else f"https://{text}"
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or "@" in parts.netloc:
        raise ValueError("no web address")
    return address


TYPE = AnswerType(
    name="url",
    title={"es": "Dirección web", "en": "Web address"},
    parse=parse,
    retry={
        "es": "Esa dirección no parece correcta. Por ejemplo: https://ejemplo.com",
        "en": "That address does not look right. For example: https://example.com",
    },
    examples=("https://andina.example/planes?x=1", "www.andina.example"),
    wrong=("hola", "ftp://andina.example", "https://", "javascript:alert(1)", "http://[", ""),
)
