"""Rewriting what a transcript expects: only `<` lines that no longer hold change, the rest stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cauce.transcript.pattern import matches
from cauce.transcript.printing import marked
from cauce.transcript.script import Bot, Elapse, HandBack, Line, Person, Script, Test

_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Exchange:
    """What was expected and what was said between two moves of the person, or of time.

    `after` is the line below which the first message goes; `expected` are the `<` lines.
    """

    after: Line
    expected: list[Bot] = field(default_factory=list)


def exchanges(test: Test) -> list[Exchange]:
    """Return the exchanges of a test; the first is what the bot says before anybody moved."""
    found = [Exchange(test)]
    for step in test.steps:
        if isinstance(step, Person | Elapse | HandBack):
            found.append(Exchange(step))
        elif isinstance(step, Bot):
            found[-1].expected.append(step)
        elif not found[-1].expected and len(found) == 1:
            found[0].after = step
    return found


def rewrite(script: Script, heard: Sequence[Sequence[Sequence[str]]]) -> str:
    """Return the text of the script with its `<` lines as `heard`: per test, per exchange, the messages as shown.

    Exchanges that were not reached are left alone.
    """
    lines = _split(script.text)
    end = next((_ENDS.search(line).group() for line in lines if _ENDS.search(line)), "\n")  # type: ignore[union-attr]
    edits: list[_Edit] = []
    for test, said in zip(script.tests, heard, strict=True):
        for exchange, messages in zip(exchanges(test), said, strict=False):
            edits.extend(_edits(exchange, messages))
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        replacement = [line + end for line in edit.lines]
        if edit.start == edit.stop and edit.start > 0 and not _ENDS.search(lines[edit.start - 1]):
            lines[edit.start - 1] += end
        lines[edit.start : edit.stop] = replacement
    return "".join(lines)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Put `lines` in place of the physical lines from `start` to `stop` (counted from 0, exclusive)."""

    start: int
    stop: int
    lines: list[str]


def _split(text: str) -> list[str]:
    """Return the lines with their ends."""
    lines, position = [], 0
    for found in _ENDS.finditer(text):
        lines.append(text[position : found.end()])
        position = found.end()
    return [*lines, text[position:]] if position < len(text) else lines


def _edits(exchange: Exchange, messages: Sequence[str]) -> list[_Edit]:
    edits: list[_Edit] = []
    margin = " " * (exchange.after.span.column - 1)
    at = exchange.after.span.end_line
    inserted: list[str] = []
    for bot, message in _align(exchange.expected, messages):
        if bot is None:
            assert message is not None
            inserted.extend(marked("<", message, margin))
            continue
        if inserted:
            edits.append(_Edit(at, at, inserted))
            inserted = []
        start, at = bot.span.line - 1, bot.span.end_line
        if message is None:
            edits.append(_Edit(start, at, []))
        elif not matches(bot.pattern, message):
            edits.append(_Edit(start, at, marked("<", message, " " * (bot.span.column - 1))))
    if inserted:
        edits.append(_Edit(at, at, inserted))
    return edits


def _align(expected: Sequence[Bot], messages: Sequence[str]) -> list[tuple[Bot | None, str | None]]:
    """Pair what was expected with what was said: most that match, in order; the rest replaces what it stands beside."""
    pairs: list[tuple[Bot | None, str | None]] = []
    row = column = 0
    for i, j in [*_common(expected, messages), (len(expected), len(messages))]:
        gap = max(i - row, j - column)
        pairs += [
            (expected[row + k] if row + k < i else None, messages[column + k] if column + k < j else None)
            for k in range(gap)
        ]
        if i < len(expected):
            pairs.append((expected[i], messages[j]))
        row, column = i + 1, j + 1
    return pairs


def _common(expected: Sequence[Bot], messages: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest common run of (index expected, index said) that match."""
    rows, columns = len(expected), len(messages)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    holds = [[matches(bot.pattern, message) for message in messages] for bot in expected]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = best[i + 1][j + 1] + 1 if holds[i][j] else max(best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < rows and j < columns:
        if holds[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found
