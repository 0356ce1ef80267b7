"""Names: where each came from, and which of two is the better one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from cauce import Words, clean

MANUAL, IMPORTED, TOLD, PROFILE, SHORT, NONE = "manual", "import", "name", "pushname", "shortName", ""
"""Who says it: a person of the team, a file, the person to a flow or an address book, the profile, its short form, nobody."""

ORDER = (MANUAL, IMPORTED, TOLD, PROFILE, SHORT, NONE)
"""The best first."""

NOBODY: Words = {"es": "Desconocido", "en": "Unknown"}
"""What somebody is called whose name nobody knows."""

MOST = 256


def tidy(given: object) -> str:
    """Return a name in one spelling, "" for what is none: what cannot be shown is left out."""
    if not isinstance(given, str):
        return ""
    shown = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFC", clean(given, MOST)))
    return " ".join(shown.split())[:MOST]


def is_better(source: str, than: str) -> bool:
    """Tell whether a name from one source goes before one from another, or is newer from the same."""
    return ORDER.index(source) <= ORDER.index(than)


def best(names: Mapping[str, object]) -> tuple[str, str]:
    """Return the best of several names by their source, and that source; "" and NONE where there is none."""
    for source in ORDER:
        if name := tidy(names.get(source)):
            return name, source
    return "", NONE


def shown(name: str, lang: str) -> str:
    """Return what somebody is called in a list."""
    return name or NOBODY[lang]
