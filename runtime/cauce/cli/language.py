"""The language that the command line speaks: `--lang`, then CAUCE_LANG, then LANG, else Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar

from cauce.model.node_kind import Words, told

LANGUAGES = ("es", "en")

_spoken: ContextVar[str] = ContextVar("language", default="es")


def lang() -> str:
    """Return the language of this run."""
    return _spoken.get()


def speak(language: str) -> None:
    """Set the language of this run."""
    _spoken.set(language)


def say(words: Words, /, **facts: object) -> str:
    """Return the words in the language of this run, filled in."""
    text = told(words, lang())
    return text.format(**facts) if facts else text


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language asked for, before anything is parsed: even the errors of parsing speak it."""
    for index, argument in enumerate(arguments):
        if argument == "--lang":
            wanted = arguments[index + 1] if index + 1 < len(arguments) else ""
        elif argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        else:
            continue
        if wanted in LANGUAGES:
            return wanted
    for variable in ("CAUCE_LANG", "LC_ALL", "LANG"):
        if (short := environment.get(variable, "")[:2]) in LANGUAGES:
            return short
    return LANGUAGES[0]
