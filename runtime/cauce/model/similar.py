"""Did you mean: the known name that a misspelt one most resembles."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_COMPARISONS = 2_000
"""How many names one `Similar` compares letter by letter in its life: a file of nothing but errors stays quick."""


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """Return the word without case and accents: `Atención` and `atencion` are one."""
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def distance(left: str, right: str, limit: int) -> int:
    """Return how many letters were added, lost, changed or swapped with their neighbour; more than `limit` is cut."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _allowed(word: str) -> int:
    """Return how many mistakes a word of this length may have."""
    return (0, 0, 0, 1, 1, 2, 2, 2)[len(word)] if len(word) < 8 else 3


class Similar:
    """A set of names that can be asked for the nearest one.

    `others` maps words that are no names at all to the name that is meant by them: `preguntar` to `ask`. They count
    only where their name is among the known ones.
    """

    def __init__(self, names: Iterable[str], others: Mapping[str, str] | None = None) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            self._names.setdefault(fold(name), name)
        known = set(self._names.values())
        for other, name in (others or {}).items():
            if name in known:
                self._names.setdefault(fold(other), name)
        self._left = _COMPARISONS

    def find(self, word: str) -> str | None:
        """Return the name that is the same but for case and accents, else the one with the fewest mistakes."""
        folded = fold(word)
        if folded in self._names:
            return self._names[folded]
        best, limit = None, _allowed(folded)
        for candidate, name in self._names.items():
            if limit < 1 or self._left <= 0:
                break
            if abs(len(candidate) - len(folded)) > limit:
                continue
            self._left -= 1
            mistakes = distance(folded, candidate, min(limit, _allowed(candidate)))
            if mistakes <= min(limit, _allowed(candidate)):
                best, limit = name, mistakes - 1
        return best
