"""Folding: what people type, brought to one form in which it can be compared."""

from __future__ import annotations

import re
import unicodedata

_JOINERS = {0x200C, 0x200D, 0xFE0E, 0xFE0F, 0x20E3}
_LATIN_MARKS = range(0x300, 0x370)
_CACHED = 0x3000


class _Table(dict[int, int | str | None]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> int | str | None:
        made = _folded(code)
        if code < _CACHED:
            self[code] = made
        return made


def _folded(code: int) -> int | str | None:
    char = chr(code)
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] in "LN":
        return code
    if category == "Cf" or code in _JOINERS or code in _LATIN_MARKS:
        return None
    return code if category[0] == "M" else " "


_TABLE = _Table()


def fold(text: str) -> str:
    """Return the text without case, accents, punctuation, emoji and needless spaces; digits of any script as 0-9.

    A text that is nothing but such signs is returned as it is, stripped: an option may be called 👍. Folding twice
    changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_TABLE).split()) or text.strip()
    flat = unicodedata.normalize("NFKD", text.replace("🔟", "10")).casefold()
    folded = " ".join(unicodedata.normalize("NFKD", flat).translate(_TABLE).split())
    return folded or text.replace("\ufe0f", "").strip()


_NUMBERS = {
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
        "dieciocho diecinueve veinte"
    ),
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty"
    ),
}
_ORDINALS = {
    "es": "primer segund tercer cuart quint sext septim octav noven decim",
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
}
_AROUND = {
    "es": re.compile(
        r"(?:(?:quiero|elijo|prefiero|dame) )?(?:(?:el|la) )?(?:(?:opcion|numero|nro|no|n) )?(.+?)(?: por favor| porfa| gracias)?"
    ),
    "en": re.compile(
        r"(?:(?:i want|i choose|give me) )?(?:the )?(?:(?:option|number|no) )?(.+?)(?: one)?(?: please| thanks)?"
    ),
}


def _words(lang: str) -> dict[str, str]:
    words = {word: str(number) for number, word in enumerate(_NUMBERS[lang].split())}
    endings = ("o", "a", "") if lang == "es" else ("",)
    for number, word in enumerate(_ORDINALS[lang].split(), 1):
        words.update({word + ending: str(number) for ending in endings})
    if lang == "es":
        words["una"] = "1"
    return words


_NUMBER_WORDS = {lang: _words(lang) for lang in _NUMBERS}


def spoken_key(folded: str, lang: str) -> str:
    """Return the key that a folded message names: `opcion 2`, `la dos` and `dos` give `2`; others come back bare."""
    around = _AROUND.get(lang) or _AROUND["en"]
    found = around.fullmatch(folded)
    bare = found.group(1) if found else folded
    return _NUMBER_WORDS.get(lang, _NUMBER_WORDS["en"]).get(bare, bare)
