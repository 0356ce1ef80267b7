"""`type=location`: a place on the map, sent as such or typed as two coordinates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cauce.model.message import Inbound
from cauce.model.vocabulary import AnswerType

_PAIR = re.compile(r"(-?\d{1,2}(?:\.\d{1,12})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,12})?)")


def parse(message: Inbound, _options: Mapping[str, Any]) -> dict[str, Any]:
    """Return `latitude`, `longitude`, and `name` and `address` where they came. Raises ValueError where there is no place."""
    if message.kind == "location":
        latitude, longitude = message.data.get("latitude"), message.data.get("longitude")
    else:
        found = _PAIR.fullmatch(message.text.strip())
        latitude, longitude = (float(found[1]), float(found[2])) if found else (None, None)
    if not (_within(latitude, 90) and _within(longitude, 180)):
        raise ValueError("no place")
    extra = {key: message.data[key] for key in ("name", "address") if isinstance(message.data.get(key), str)}
    return {"latitude": latitude, "longitude": longitude, **extra}


def _within(degrees: Any, limit: int) -> bool:
    return isinstance(degrees, int | float) and -limit <= degrees <= limit


TYPE = AnswerType(
    name="location",
    title={"es": "Ubicación", "en": "Place"},
    parse=parse,
    retry={
        "es": "Compártenos tu ubicación, por favor.",
        "en": "Please share your location.",
    },
    examples=("-33.45, -70.66", "40 -3.7"),
    wrong=("Santiago", "95, 10", "10, 200", ""),
)
