"""Reading the words, texts and values of one line, with the place of each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.similar import Similar

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"[^\s\"'=\[\]{}]+")
_BARE = re.compile(r"[^\s,\]}]+")
_MOMENT = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)(?:[ T](?=\d))?)?"
    r"(?P<time>(?<![\d-])\d{1,2}:\d\d(?::\d\d(?:\.\d{6})?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?(?![\w:-])"
)


def _moment(found: re.Match[str]) -> date | time | None:
    """Return the day, the day with its time, or the time that was written; None where it is none of them."""
    day, hour, zone = found["day"], found["time"], found["zone"] or ""
    hour = hour.zfill(5) if hour and hour[1] == ":" else hour
    try:
        if day and hour:
            return datetime.fromisoformat(f"{day} {hour}{zone}")
        if zone:
            return None
        return date.fromisoformat(day) if day else time.fromisoformat(hour) if hour else None
    except ValueError:
        return None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_JSON = json.JSONDecoder(parse_constant=_refuse)


class Misread(Exception):
    """A line says something that cannot be read. Carries the diagnostic; caught where lines are read."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


@dataclass(slots=True)
class Cursor:
    """A place in the text of one statement, which may go on over several lines.

    `text` is what follows the marker, lines joined by a line break; `places` the line and column of each of them.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    position: int = 0
    mark: int = 0

    def skip(self) -> None:
        """Go past spaces and line breaks; what is read next begins at `mark`."""
        space = _SPACE.match(self.text, self.position)
        self.position = self.mark = space.end() if space else self.position

    @property
    def done(self) -> bool:
        """Whether only spaces are left."""
        self.skip()
        return self.position >= len(self.text)

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and column of an offset of the text."""
        before = self.text[:offset]
        row = before.count("\n")
        line, column = self.places[row]
        return line, column + offset - (before.rfind("\n") + 1)

    def span(self, start: int, end: int) -> Span:
        """Return the span between two offsets, at least one column wide."""
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return Span(line, column, end_line, max(end_column, column + 1) if line == end_line else end_column)

    @property
    def here(self) -> Span:
        """The span of what was read last."""
        return self.span(self.mark, self.position)

    @property
    def rest_span(self) -> Span:
        """The span from the next word to the end of its line."""
        self.skip()
        end = self.text.find("\n", self.position)
        return self.span(self.position, len(self.text) if end < 0 else end)

    def wrong(self, code: str, span: Span, hint: str = "", **args: object) -> Misread:
        """Return the exception that says what is wrong there."""
        return Misread(Diagnostic(code, span, args=args, hint=hint))

    def word(self) -> str:
        """Read a word: anything up to a space, quote, bracket or `=`. "" at the end."""
        self.skip()
        found = _WORD.match(self.text, self.position)
        if not found:
            return ""
        self.position = found.end()
        return found.group()

    def peek(self, text: str) -> bool:
        """Tell whether the text comes next."""
        self.skip()
        return self.text.startswith(text, self.position)

    def take(self, text: str) -> bool:
        """Go past the text if it comes next."""
        if not self.peek(text):
            return False
        self.position += len(text)
        return True

    def quoted(self, form: str) -> str:
        """Read a text in straight quotes. `form` shows in the remedy how the line is written."""
        if not self.peek('"'):
            raise self.wrong("E504", self.rest_span, form=form)
        value = self.value(form)
        assert isinstance(value, str)
        return value

    def value(self, form: str) -> Any:
        """Read a value: in JSON, or a day, a day with its time, or a time (`2026-03-10`, `2026-03-10 9:30`, `9:30`)."""
        self.skip()
        moment = _MOMENT.match(self.text, self.position)
        if moment and (read := _moment(moment)) is not None:
            self.position = moment.end()
            return read
        if moment and moment["day"]:
            raise self.wrong("E510", self.span(self.position, moment.end()), found=moment.group())
        if self.position >= len(self.text):
            raise self.wrong("E504", self.rest_span, form=form)
        try:
            value, self.position = _JSON.raw_decode(self.text, self.position)
        except (ValueError, RecursionError):
            bare = _BARE.match(self.text, self.position)
            end = bare.end() if bare else self.position + 1
            found = self.text[self.position : end]
            plain = not found.startswith(("{", "[", '"'))
            raise self.wrong(
                "E506", self.span(self.position, end), "quotes" if plain else "json", found=found, form=form
            ) from None
        return value

    def finish(self, form: str) -> None:
        """Refuse anything that is left on the line."""
        if not self.done:
            raise self.wrong("E505", self.rest_span, form=form, found=self.text[self.position :].split("\n")[0])


def unknown(code: str, found: str, place: Span, known: Iterable[str], **args: object) -> Diagnostic:
    """Return what is wrong with a word that is not among those known, with the nearest one where there is one."""
    words = tuple(known)
    near = Similar(words).find(found)
    listed = {"found": found, "similar": near or "", "words": ", ".join(words), **args}
    return Diagnostic(code, place, args=listed, hint="similar" if near else "")
