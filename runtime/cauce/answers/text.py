"""`type=text`: anything written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType


def parse(message: Inbound, options: Mapping[str, Any]) -> str:
    """Return the text without the spaces around it. Raises ValueError where it is empty, too short or too long."""
    text = message.text.strip()
    if not text or not options.get("min", 1) <= len(text) <= options.get("max", len(text)):
        raise ValueError("no text, or not of the length asked for")
    return text


TYPE = AnswerType(
    name="text",
    title={"es": "Texto", "en": "Text"},
    parse=parse,
    retry={
        "es": "Escríbenos la respuesta con palabras, por favor.",
        "en": "Please write your answer in words.",
    },
    examples=("Ana María", " sin espacios alrededor "),
    wrong=("", "   "),
)
