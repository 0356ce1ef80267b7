"""The smallest and the largest answer that a question takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def check_range(value: Any, options: Mapping[str, Any]) -> None:
    """Raise ValueError where a value is out of `min` and `max`."""
    if not options.get("min", value) <= value <= options.get("max", value):
        raise ValueError("out of range")
