r"""How the characters of a text are written.

What the source form would change (a carriage return, letters and marks that NFC puts together) is written by its
number, `\u{301}`, so that any text survives.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from cauce_dsl.source import COMPOSABLE, is_composed, without_surrogates

_CONTROLS = {chr(code): f"\\u{{{code:x}}}" for code in (*range(32), 127)}
_ALWAYS = _CONTROLS | {"\\": "\\\\", "{": "\\{", "}": "\\}", "\t": "\\t", "\n": "\\n"}
_QUOTED = str.maketrans(_ALWAYS | {'"': '\\"'})
_NESTED = str.maketrans(_ALWAYS | {'"': '\\"', "'": "\\'"})
_FREE = str.maketrans(_ALWAYS | {"\n": "\n"})
_SPECIAL = re.compile("[\x00-\x1f\x7f\\\\{}\"']")
_REACH = 32


def quoted(text: str) -> str:
    """Return the inside of `"..."`."""
    return _written(text, _QUOTED)


def nested(text: str) -> str:
    """Return the inside of `'...'`, in a text in double quotes."""
    return _written(text, _NESTED)


def free(text: str) -> str:
    """Return the text of a template that stands in no quotes, line breaks as they are."""
    return _written(text, _FREE)


def _written(text: str, table: dict[int, str]) -> str:
    """Return the text with everything escaped that a table or the source form asks for."""
    exotic = not text.isascii() and COMPOSABLE.search(text) is not None
    if exotic:
        text = without_surrogates(text)
    if _SPECIAL.search(text):
        text = text.translate(table)
    return _steady(text) if exotic and not is_composed(text) else text


def _steady(text: str) -> str:
    """Return the text with the characters escaped that would join or change places with those before them."""
    written = ""
    done: list[str] = []
    for character in text:
        tail = written[-_REACH:] + character
        if normalize("NFC", tail) == tail:
            written = tail
        else:
            escape = f"\\u{{{ord(character):x}}}"
            written = escape
            done.append(escape)
            continue
        done.append(character)
    return "".join(done)
