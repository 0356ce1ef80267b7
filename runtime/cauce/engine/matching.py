"""Telling which of the options on screen a message means. Rules 1 to 3 are certain, 5 and 6 are guesses.

Rule 4, the flow's keywords, stands between them: see `cauce.nodes.menu`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cauce.engine import limits
from cauce.engine.folding import fold, spoken_key
from cauce.model.message import Inbound
from cauce.model.similar import distance

_PART_OF_TITLE = 4
"""Letters that a message must have to be looked for inside the texts of options."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option as it is shown: its stable id, its text, the key written for it ("" to number it), other words."""

    id: str
    title: str
    key: str = ""
    words: tuple[str, ...] = ()


class Offer:
    """Options as shown together, ready to be matched. What it returns are places in the order given.

    `words` are those that name an option for certain, folded.
    """

    def __init__(self, options: Sequence[Option], lang: str = "es") -> None:
        self.options = tuple(options)
        self.lang = lang
        self.shown_keys = _number(options)
        self._ids = {option.id: place for place, option in enumerate(options)}
        self._keys: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self._phrases: list[tuple[str, int]] = []
        for place, key in enumerate(self.shown_keys):
            self._keys.setdefault(fold(key), place)
        self.words.update(self._keys)
        for place, option in enumerate(options):
            for phrase in dict.fromkeys(fold(one) for one in (option.title, *option.words)):
                self.words.setdefault(phrase, place)
                self._phrases.append((phrase, place))

    def certain(self, message: Inbound) -> int | None:
        """Return the option that the message names without doubt: by id, by key, or by its whole text or word."""
        if message.choice is None:
            # Folding is idempotent, so what is found unfolded would be found folded.
            place = self.words.get(message.text)
            if place is not None:
                return place
        elif message.choice in self._ids:
            return self._ids[message.choice]
        folded = fold(message.text[: limits.MATCHED_TEXT])
        place = self._keys.get(folded)
        if place is None:
            place = self._keys.get(spoken_key(folded, self.lang))
        return self.words.get(folded) if place is None else place

    def likely(self, text: str, *, fuzzy: bool = True) -> tuple[tuple[int, ...], str]:
        """Return the options that the text may mean and the rule that found them: `contained` or `typo`.

        One: that one. Several: ask again, offering only those. None: the message cannot be understood.
        """
        folded = fold(text[: limits.MATCHED_TEXT])
        found = _unique(place for phrase, place in self._phrases if _inside(phrase, folded))
        if not found and _tells(folded):
            found = _unique(place for phrase, place in self._phrases if _inside(folded, phrase))
        if found or not fuzzy:
            return found, "contained"
        return self._closest(folded), "typo"

    def _closest(self, folded: str) -> tuple[int, ...]:
        """Return the one option that is a slip away, if it is the only one at its distance."""
        if not folded.replace(" ", "").isalpha():
            return ()
        best: dict[int, int] = {}
        for phrase, place in self._phrases:
            allowed = _slips(phrase)
            if allowed and (slips := distance(folded, phrase, allowed)) <= allowed:
                best[place] = min(slips, best.get(place, slips))
        nearest = min(best.values(), default=0)
        found = tuple(place for place, slips in best.items() if slips == nearest)
        return found if len(found) == 1 else ()


def _number(options: Sequence[Option]) -> tuple[str, ...]:
    """Return the keys as shown: the written ones, and numbers from 1 that skip those."""
    taken = {option.key for option in options if option.key}
    keys, number = [], 0
    for option in options:
        key = option.key
        while not key:
            number += 1
            key = "" if str(number) in taken else str(number)
        keys.append(key)
    return tuple(keys)


def _unique(places: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(places))


def _inside(part: str, whole: str) -> bool:
    """Tell whether the words of one stand together in the other. A part without letters never does."""
    return f" {part} " in f" {whole} " and not part.replace(" ", "").isdigit()


def _tells(folded: str) -> bool:
    """Tell whether a message is long enough to be taken for a piece of an option's text."""
    return any(len(word) >= _PART_OF_TITLE for word in folded.split())


def _slips(phrase: str) -> int:
    """Return how many typing mistakes are forgiven: one from 5 letters, two from 9, none where there are digits."""
    if not phrase.replace(" ", "").isalpha():
        return 0
    return 0 if len(phrase) < 5 else 1 if len(phrase) < 9 else 2
