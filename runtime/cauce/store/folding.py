"""Folding: words as they are searched for, without case or accents, spelled so that every database cuts them alike.

A word becomes a token of ASCII letters and digits. Han, kana and Thai, which leave no space between words, become pairs of
letters; each emoji is a word. What begins alike has tokens that begin alike, so that a prefix is one of the token too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

LONGEST = 72
"""How many letters of a token count: a server leaves out words of more than 84, and each has a mark before it."""

_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_LETTER = "\x02"
"""Stands before a letter that is half of a pair."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_CHUNK = re.compile(r"[^ ]+")
_PART = re.compile(f"{_LETTER}(z.{{5}})|([a-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is searched for, and where it stands in its text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Term:
    """A word that is wanted, or the beginning of one."""

    word: str
    prefix: bool = False

    def fits(self, word: str) -> bool:
        """Tell whether a token is it."""
        return word.startswith(self.word) if self.prefix else word == self.word


class _Spelling(dict[int, str]):
    """How each character is spelled: letters and digits, nothing, or a space where it ends a word."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _spell(chr(code))
        return found


def _spell(char: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(map(_spell_one, folded))


def _spell_one(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind[0] == "M" or char in "\u200d\u200c":
        return ""
    if char.isascii():
        return ("zz" if char == "z" else char) if char.isalnum() else " "
    if kind[0] not in "LN" and kind not in {"So", "Sk"}:
        return " "
    code = ord(char)
    spelled = "z" + "".join(_DIGITS[code >> shift & 31] for shift in (20, 15, 10, 5, 0))
    if _UNSPACED.match(char):
        return _LETTER + spelled
    return spelled if kind[0] in "LN" else f" {spelled} "


_SPELLING = _Spelling()


def words(text: str) -> list[str]:
    """Return the words of a text, each once."""
    found: dict[str, None] = {}
    for chunk in text.translate(_SPELLING).split():
        if _LETTER in chunk:
            found.update((word, None) for word, _, _ in _cut(chunk))
        else:
            found[chunk[:LONGEST]] = None
    return list(found)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text with their places."""
    spelled, places = [], []
    for place, char in enumerate(text):
        spelled.append(_SPELLING[ord(char)])
        places += [place] * len(spelled[-1])
    places.append(len(text))
    for chunk in _CHUNK.finditer("".join(spelled)):
        for word, start, end in _cut(chunk[0]):
            last = chunk.start() + end
            # Marks after a letter are of it, and a letter may be spelled by several.
            yield Token(word, places[chunk.start() + start], max(places[last], places[last - 1] + 1))


def _cut(chunk: str) -> Iterator[tuple[str, int, int]]:
    """Yield (word, start, end) of what stands between two spaces."""
    found = list(_PART.finditer(chunk))
    for part, after in zip_longest(found, found[1:]):
        if part[2]:
            yield part[2][:LONGEST], *part.span()
        elif after is None or after[2]:
            yield part[1], *part.span()
        else:
            yield part[1] + after[1], part.start(), after.end()


def terms(text: str) -> tuple[Term, ...]:
    """Return what somebody looks for who typed this: each word, and the last one as the beginning of one.

    Of letters that stand without a space, each pair; one by itself is the beginning of a pair.
    """
    typed = text.translate(_SPELLING).split()
    found: dict[Term, None] = {}
    for number, chunk in enumerate(typed, 1):
        parts = list(_PART.finditer(chunk))
        for part, (word, _, _) in zip(parts, _cut(chunk), strict=True):
            alone = word == part[1]
            ends = part is parts[-1]
            if alone and ends and len(parts) > 1 and parts[-2][1]:
                continue
            found[Term(word, (number == len(typed) and ends) or alone)] = None
    return tuple(found)
