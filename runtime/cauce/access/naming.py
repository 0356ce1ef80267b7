"""Names that people give to roles, areas and tokens."""

from __future__ import annotations

import unicodedata

from cauce.access.errors import Invalid


def checked_name(name: str, most: int = 64) -> str:
    """Return a name in one spelling. Raises Invalid for none, one that is too long, or one that cannot be shown."""
    found = " ".join(unicodedata.normalize("NFC", name).split())
    if not found or len(found) > most or not found.isprintable():
        raise Invalid("name", f"El nombre lleva de 1 a {most} letras.", f"A name has 1 to {most} letters.")
    return found
