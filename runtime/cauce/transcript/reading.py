"""Text to script: line by line, every problem with its place, and nothing that stops the rest from being read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.expression import Duration
from cauce.model.similar import Similar, fold
from cauce.transcript.claims import read_claim
from cauce.transcript.cursor import Cursor, Misread
from cauce.transcript.given import read_given
from cauce.transcript.script import (
    INBOUND_KINDS,
    Bot,
    Elapse,
    Given,
    GivenStart,
    HandBack,
    Person,
    Script,
    Step,
    Test,
)

_MARK = re.compile(r"[<>@=]|(?:given|test)(?!\w)")
_KIND = re.compile(r"\(\s*([^\W\d]+)\s*\)")
_PRESS = re.compile(r"\[([^\]\n]+)\]\s*\Z")
_KINDS = Similar(INBOUND_KINDS, {spanish: kind for kind, spanish in INBOUND_KINDS.items()})
_BUTTON_WORDS = frozenset({"button", "boton", "opcion", "option"})
_LIKELY = Similar(("test", "given"))


@dataclass(frozen=True, slots=True)
class ScriptReading:
    """What came of a text. With errors the script holds what could be read, and must not be played."""

    script: Script
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One statement: its mark, its place, and a cursor over what follows the mark."""

    mark: str
    span: Span
    cursor: Cursor


def read(text: str, file: str = "") -> ScriptReading:
    """Read a transcript. Total: any text gives a script and diagnostics, in reading order."""
    reader = _Reader()
    for entry in _entries(text):
        reader.take(entry)
    reader.close()
    script = Script(tuple(reader.tests), tuple(reader.world), text, file)
    found = sorted(reader.found, key=lambda each: each.span)
    return ScriptReading(script, tuple(replace(each, file=file) for each in found))


def read_step(text: str) -> Step | Diagnostic:
    """Read one statement, as what somebody types in `cauce chat` or hands to `cauce.testing`; or what is wrong with it."""
    for entry in _entries(text):
        try:
            if entry.mark not in _READERS:
                raise _unmarked(entry)
            return _READERS[entry.mark](entry.cursor, entry.span)
        except Misread as misread:
            return misread.diagnostic
    return Person("")


def split_lines(text: str) -> list[str]:
    """Return the lines as authors see them, without their ends. Only line feeds and carriage returns end a line."""
    return re.split(r"\r\n|\r|\n", text)


def _entries(text: str) -> Iterator[_Entry]:
    """Yield the statements: a marked line with the indented lines below it, comments and blank lines left out."""
    lines = split_lines(text)
    index = 0
    while index < len(lines):
        start = index
        line = lines[index].removeprefix("\ufeff") if index == 0 else lines[index]
        index += 1
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        shift = len(lines[start]) - len(line.lstrip())
        if not stripped.startswith("test"):
            index = _continued(lines, index, shift)
        yield _entry(line.strip(), lines[start + 1 : index], start + 1, shift)


def _continued(lines: list[str], index: int, shift: int) -> int:
    """Return the index after the lines that go on with the statement above: deeper ones, and blanks among them."""
    end = index
    for position in range(index, len(lines)):
        line = lines[position]
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) <= shift:
            break
        end = position + 1
    return end


def _entry(first: str, more: list[str], number: int, shift: int) -> _Entry:
    marked = _MARK.match(first)
    mark = marked.group() if marked else ""
    body = first[len(mark) :]
    margin = len(body) - len(body.lstrip())
    texts, places = [body[margin:]], [(number, shift + len(mark) + margin + 1)]
    for offset, line in enumerate(more, number + 1):
        rest = line.lstrip()
        texts.append(rest.rstrip())
        places.append((offset, len(line) - len(rest) + 1))
    last = more[-1].rstrip() if more else " " * shift + first
    span = Span(number, shift + 1, number + len(more), len(last) + 1)
    return _Entry(mark, span, Cursor("\n".join(texts), tuple(places)))


@dataclass(slots=True)
class _Reader:
    """The tests read so far, and the one being read."""

    tests: list[Test] = field(default_factory=list)
    world: list[Given] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    opened: tuple[str, Span] | None = None
    steps: list[Step] = field(default_factory=list)
    broken: bool = False
    stray: bool = False

    def take(self, entry: _Entry) -> None:
        """Read one statement."""
        try:
            if entry.mark == "test":
                self.open(entry)
            elif not entry.mark:
                raise _unmarked(entry)
            else:
                self.add(_READERS[entry.mark](entry.cursor, entry.span))
        except Misread as misread:
            self.broken = True
            self.found.append(misread.diagnostic)

    def open(self, entry: _Entry) -> None:
        """Begin a test."""
        self.close()
        self.opened = ("", entry.span)
        form = 'test "qué se prueba"'
        name = entry.cursor.quoted(form)
        place = entry.cursor.here
        entry.cursor.finish(form)
        self.opened = (name, entry.span)
        if name in self.names:
            raise entry.cursor.wrong("E507", place, name=name, line=self.names[name])
        self.names[name] = entry.span.line

    def add(self, step: Step) -> None:
        """Put a step where it belongs."""
        if self.opened is None:
            if isinstance(step, Given):
                self.world.append(step)
            elif not self.stray:
                self.stray = True  # one word on it is enough for a file that forgot its `test` line
                self.found.append(Diagnostic("E502", step.span))
            return
        if isinstance(step, GivenStart) and any(not isinstance(each, Given) for each in self.steps):
            self.found.append(Diagnostic("E512", step.span))
        self.steps.append(step)

    def close(self) -> None:
        """End the test that is being read."""
        if self.opened is not None:
            name, span = self.opened
            if not self.broken and all(isinstance(step, Given) for step in self.steps):
                self.found.append(Diagnostic("E508", span, args={"name": name}))
            self.tests.append(Test(name, tuple(self.steps), span=span))
        self.opened, self.steps, self.broken = None, [], False


def _unmarked(entry: _Entry) -> Misread:
    cursor = entry.cursor
    word = cursor.word() or cursor.text[:1]
    span = Span(entry.span.line, entry.span.column, entry.span.line, entry.span.column + max(len(word), 1))
    near = _LIKELY.find(word.rstrip(":"))
    return cursor.wrong("E501", span, "similar" if near else "", found=word, similar=near or "")


def _person(cursor: Cursor, span: Span) -> Person:
    text = unicodedata.normalize("NFC", cursor.text)
    if text.startswith("\\"):
        return Person(text[1:], span=span)
    pressed = _PRESS.match(text)
    if pressed:
        return Person(press=pressed.group(1).strip(), span=span)
    found = _KIND.match(text)
    if not found:
        return Person(text, span=span)
    word = found.group(1)
    if word in INBOUND_KINDS:
        attachment, _, caption = text[found.end() :].partition("\n")
        return Person(caption, word, attachment.strip(), span=span)
    cursor.mark, cursor.position = found.start(), found.end()
    if fold(word) in _BUTTON_WORDS:
        raise cursor.wrong("E511", cursor.here, "button", found=word, title=text[found.end() :].strip() or "Ventas")
    if near := _KINDS.find(word):
        raise cursor.wrong("E511", cursor.here, found=word, similar=near)
    return Person(text, span=span)


def _bot(cursor: Cursor, span: Span) -> Bot:
    text = unicodedata.normalize("NFC", cursor.text)
    if not text.strip():
        raise cursor.wrong("E504", span, form="< Hola ...")
    return Bot(text, span=span)


def _elapse(cursor: Cursor, span: Span) -> Elapse | HandBack:
    where = cursor.rest_span
    written = cursor.text.strip()
    if written == "done":
        return HandBack(span=span)
    if not Duration.is_one(written):
        raise cursor.wrong("E509", where, found=written)
    return Elapse(Duration(written).seconds, written, span=span)


_READERS: dict[str, Callable[[Cursor, Span], Step]] = {
    ">": _person,
    "<": _bot,
    "@": _elapse,
    "=": read_claim,
    "given": read_given,
}
