"""Variables in braces in the texts of quick replies: looked up by their names, and nothing else is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cauce.text import clean

LONGEST = 1000
"""How much of a value is put in."""

_VARIABLE = re.compile(r"\{([^{}]{1,100})\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables put in. unknown: those without a value here, which stand as they are written."""

    text: str
    unknown: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values in. What a value has in braces stays what it is."""
    unknown: dict[str, None] = {}

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if put := values.get(name):
            return put[:LONGEST]
        unknown[name] = None
        return found[0]

    filled = _VARIABLE.sub(value, text)
    return Filled(clean(filled), tuple(unknown))
