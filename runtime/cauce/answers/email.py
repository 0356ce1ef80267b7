"""`type=email`: an e-mail address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_])")


def parse(message: Inbound, _options: Mapping[str, Any]) -> str:
    """Return the address, its domain in lower case. Raises ValueError where it is none."""
    text = message.text.strip().removeprefix("mailto:").rstrip(".")
    found = _ADDRESS.fullmatch(text) if len(text) <= 254 else None
    name = text.partition("@")[0]
    if not found or ".." in name or name.startswith(".") or name.endswith("."):
        raise ValueError("no address")
    return f"{name}@{found.group(1).lower()}"


TYPE = AnswerType(
    name="email",
    title={"es": "Correo", "en": "E-mail"},
    parse=parse,
    retry={
        "es": "Ese correo no parece correcto. Por ejemplo: ana@correo.com",
        "en": "That address does not look right. For example: ana@mail.com",
    },
    examples=("ana@correo.cl", "Ana.Perez+x@Sub.Correo.COM", " jose@niño.es "),
    wrong=("ana", "ana@", "@correo.cl", "ana@correo", "ana perez@correo.cl", "a..b@correo.cl", ""),
)
