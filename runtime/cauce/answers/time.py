"""`type=time`: an hour of the day: `9:30`, `21.30`, `9h30`, `9 pm`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from cauce.answers.bounds import check_range
from cauce.answers.numerals import to_ascii_digits
from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_TIME = re.compile(
    r"(?:a las? )?(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:h|hs|hrs|horas)?\.?\s*(am|pm|a\.\s?m\.|p\.\s?m\.)?",
    re.IGNORECASE,
)


def parse(message: Inbound, options: Mapping[str, Any]) -> time:
    """Return the time. Raises ValueError where it is none, or out of `min` and `max`."""
    found = _TIME.fullmatch(to_ascii_digits(message.text[:32]).strip())
    if not found:
        raise ValueError("no time")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no time")
    moment = time(hour % 12 + (12 if half.startswith("p") else 0) if half else hour, minute)
    check_range(moment, options)
    return moment


TYPE = AnswerType(
    name="time",
    title={"es": "Hora", "en": "Time"},
    parse=parse,
    retry={
        "es": "Esa hora no parece correcta. Escríbela como 15:30.",
        "en": "That time does not look right. Write it as 15:30.",
    },
    examples=("9:30", "21.30", "9h30", "9 pm", "12:15 am", "18", "a las 9"),
    wrong=("25:00", "9:75", "mediodía", "13 pm", ""),
)
