"""Reading the catalogue's pages, one at a time, when somebody asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("es", "en")
"""The languages that every page is written in."""

_HERE = Path(__file__).parent
_CODE = re.compile(r"[EW]\d{3}")
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADINGS = {"es": "Qué pasa", "en": "What happens"}


@dataclass(frozen=True, slots=True)
class Example:
    """A block of code on a page: its language (`flow`, `chat`) and its text."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the catalogue says of a code, by language where people read it.

    `hints` holds the remedies by variant, the plain one under "". The wrong examples give the code, the right ones are
    the same mended. `sections` are the page's headings.
    """

    code: str
    title: Mapping[str, str]
    message: Mapping[str, str]
    hints: Mapping[str, Mapping[str, str]]
    explanation: Mapping[str, str]
    wrong_examples: tuple[Example, ...]
    right_examples: tuple[Example, ...]
    sections: tuple[str, ...]


def codes() -> list[str]:
    """Return every code that has a page, sorted."""
    return sorted(path.stem for path in _HERE.glob("*.md") if _CODE.fullmatch(path.stem))


@cache
def page(code: str) -> Page:
    """Return the page of a code. Raises KeyError where there is none, ValueError where it is not well formed."""
    path = _HERE / f"{code}.md"
    if not _CODE.fullmatch(code) or not path.is_file():
        raise KeyError(code)
    return _parsed(code, path.read_text(encoding="utf-8"))


def _parsed(code: str, text: str) -> Page:
    """Take a page apart."""
    import tomllib

    head = text.split("+++\n", 2)
    if len(head) != 3 or head[0]:
        raise ValueError(f"{code}.md does not open with TOML between +++ lines")
    words = tomllib.loads(head[1])
    names, bodies = _sections(head[2])
    return Page(
        code,
        title=words["title"],
        message=words["message"],
        hints=_hints(words.get("hint", {})),
        explanation={lang: bodies.get(heading, "").strip() for lang, heading in _HEADINGS.items()},
        wrong_examples=_examples(bodies.get("Wrong", "")),
        right_examples=_examples(bodies.get("Right", "")),
        sections=tuple(names),
    )


def _sections(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the headings of a page, in order, and what stands below each."""
    parts = _SECTION.split(text)
    names = [name.strip() for name in parts[1::2]]
    return names, dict(zip(names, parts[2::2], strict=True))


def _hints(table: Mapping[str, str | Mapping[str, str]]) -> dict[str, Mapping[str, str]]:
    """Return the remedies by variant: the plain words stand in the table itself, the variants in tables below."""
    plain = {lang: words for lang, words in table.items() if isinstance(words, str)}
    variants: dict[str, Mapping[str, str]] = {
        name: words for name, words in table.items() if not isinstance(words, str)
    }
    return ({"": plain} if plain else {}) | variants


def _examples(text: str) -> tuple[Example, ...]:
    """Return the blocks of code of a section."""
    return tuple(Example(*match.groups()) for match in _BLOCK.finditer(text))
