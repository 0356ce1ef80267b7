"""Second stage: source lines to lines of tokens.

One regular expression cuts a line into tokens; each token gets a *kind* of one character, and the kinds of a line make
its *shape*, a string: all that the grammar needs to know of it. A text of several lines and open brackets carry a
line of tokens over the following source lines.

The kinds: `n` name, `s` text, `l` long text, `q` text in single quotes, `d` number, `t` duration, a reserved
word or a sign of two characters as one letter (below), any other sign as itself, `?` for what is no token at all, `^` for
the one that is too much.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

from cauce.model.diagnostic import NOWHERE, Span
from cauce.model.expression import DURATION, NAME
from cauce_dsl.forge import span
from cauce_dsl.limits import BRACKETS, LINE_TOKENS

WORDS = {
    "on": "O", "if": "I", "elif": "L", "else": "E", "as": "A", "or": "|", "and": "&", "not": "!", "in": "N",
    "true": "T", "false": "F", "null": "U",
}  # fmt: skip
"""The reserved words, each with its kind. The grammar may still take one for a name where no keyword can stand."""

SIGNS = {"->": "→", "==": "≡", "!=": "≠", "<=": "≤", ">=": "≥"}
"""The signs of two characters, each with its kind."""

VALUES = {"NAME": "n", "STRING": "s", "LONG": "l", "SQ": "q", "NUMBER": "d", "DURATION": "t"}
"""The grammar's named tokens, each with its kind."""

TOO_MUCH = "^"
"""The kind of the token that goes beyond a limit."""

TAB = 4
"""The width of a tab in an indentation."""

_TOKEN = re.compile(
    rf"""[ \t]*+(?:
      ({NAME})
    | ("(?!"")[^"\\\n]*+(?:\\.[^"\\\n]*+)*")
    | (->|[=!<>]=(?!>)|=(?!>)|-(?!-?>)|[.:,()\[\]{{}}<>+*/%])
    | ((?:0|[1-9][0-9]{{0,399}})(?:\.[0-9]{{1,399}})?(?!\w))
    | ({DURATION}(?!\w))
    | ('[^'\\\n]*+(?:\\.[^'\\\n]*+)*')
    | (\"\"\"[ \t]*$)
    | (\#.*)
    | ("".*|["'“”„«»‘’`´].*|=>|--?>|[0-9]\w*|.)
    )""",
    re.VERBOSE | re.DOTALL,
)
_GROUP_KINDS = ("", "", "s", "", "d", "t", "q", "l", "#", "?")
_NAME, _SIGN, _LONG, _COMMENT = 1, 3, 7, 8
# Single characters repeat possessively, groups do not: Python before 3.11.5 gets possessive groups wrong.
_LONG_END = re.compile(r'[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*"""')
_OPENERS, _CLOSERS = "([{", ")]}"


class Line:
    """A line of tokens. Token `i` is `texts[i]`, of kind `shape[i]`, and starts at column `columns[i]`.

    `row` is the number of its first source line. Where it covers several, `places` holds (row, end row, end column) of
    each token, else it is None. `tail` is the comment at its end, `comments` those between its brackets.

    The rest is for the stages that follow: `values` is where steps put what they make, `builder` makes the expressions
    inside its texts, `level` counts the texts that it is inside of, `exact` tells whether its columns can be trusted,
    `origin` is the place of what holds it; `depth` and `text_depth` tell how deep its expressions go, `inside` how many
    tokens its texts hold.
    """

    places: list[tuple[int, int, int]] | None = None
    indent = 0
    tail = ""
    comments: tuple[str, ...] = ()
    level = 0
    exact = True
    origin = NOWHERE
    depth = 0
    text_depth = 0
    inside = 0

    def __init__(self, row: int) -> None:
        self.row = row
        self.shape = ""
        self.texts: list[str] = []
        self.columns: list[int] = []
        self.values: list[Any] = []
        self.builder: Callable[[str, Line], Any]

    def span(self, first: int, last: int) -> Span:
        """Return the place from one token to the end of another."""
        columns = self.columns
        if self.places is None:
            return span(self.row, columns[first], self.row, columns[last] + len(self.texts[last]))
        _, end_row, end_column = self.places[last]
        return span(self.places[first][0], columns[first], end_row, end_column)

    def end(self) -> Span:
        """Return the empty place after the last token."""
        whole = self.span(0, len(self.texts) - 1)
        return span(whole.end_line, whole.end_column, whole.end_line, whole.end_column)


def read_line(lines: Sequence[str], index: int, indent: int, start: int) -> tuple[Line, int]:
    """Read the tokens that begin at `lines[index]`, position `start`, and return them with the index that follows.

    `indent` is the width of the line's indentation. A bracket ends where a line stands no deeper than that, closing
    signs apart: so an unclosed one takes no more than its own block with it.
    """
    line = read_tokens(lines[index].rstrip(" \t"), index + 1, start)
    line.indent = indent
    shape = line.shape
    opened = "(" in shape or "[" in shape or "{" in shape
    if not shape.endswith(TOO_MUCH) and ((opened and depth(shape) > 0) or shape.endswith("l")):
        index = _carry_on(lines, index, line)
    if opened and sum(map(line.shape.count, _OPENERS)) > BRACKETS:
        _mark_too_deep(line)
    return line, index + 1


def depth(shape: str) -> int:
    """Return how many more brackets a shape opens than it closes."""
    return sum(map(shape.count, _OPENERS)) - sum(map(shape.count, _CLOSERS))


def read_tokens(raw: str, row: int, start: int) -> Line:
    """Return the tokens of one source line from a position on. A comment ends up as its tail."""
    line = Line(row)
    texts, columns = line.texts, line.columns
    kinds: list[str] = []
    for match in islice(_TOKEN.finditer(raw, start), LINE_TOKENS):
        group = match.lastindex
        text = match[group]  # type: ignore[index]
        if group == _NAME:
            kinds.append(WORDS.get(text, "n"))
        elif group == _SIGN:
            kinds.append(SIGNS.get(text, text))
        elif group == _COMMENT:
            line.tail = text.rstrip()
            break
        else:
            kinds.append(_GROUP_KINDS[group])  # type: ignore[index]
        texts.append(text)
        columns.append(match.start(group) + 1)  # type: ignore[arg-type]
    if len(texts) >= LINE_TOKENS:
        kinds[-1] = TOO_MUCH
    line.shape = "".join(kinds)
    return line


def _carry_on(lines: Sequence[str], index: int, line: Line) -> int:
    """Read on until every long text and bracket of the line is closed, or cannot be. Return the last index taken."""
    line.places = _places(line)
    while True:
        if line.shape.endswith("l") and line.places[-1][0] == line.places[-1][1]:
            end = None if "?" in line.shape else _long_end(lines, index)
            if end is None:
                line.shape = line.shape[:-1] + "?"
                return _shallower(lines, index + 1, line.indent) - 1
            row, column = end
            line.texts[-1] = "\n".join(['"""', *lines[index + 1 : row], lines[row][:column]])
            line.places[-1] = (line.places[-1][0], row + 1, column + 1)
            index, start = row, column
        elif depth(line.shape) > 0:
            if index + 1 == len(lines) or _ends_bracket(lines[index + 1], line.indent):
                _mark_open(line)
                return index
            index, start = index + 1, 0
        else:
            return index
        _append(line, read_tokens(lines[index].rstrip(" \t"), index + 1, start))
        if len(line.texts) > LINE_TOKENS:
            line.shape = line.shape[:-1] + TOO_MUCH
            return _shallower(lines, index + 1, line.indent) - 1


def _mark_too_deep(line: Line) -> None:
    """Mark the bracket that stands inside too many others."""
    nested = 0
    for index, kind in enumerate(line.shape):
        nested += (kind in _OPENERS) - (kind in _CLOSERS)
        if nested > BRACKETS:
            line.shape = f"{line.shape[:index]}{TOO_MUCH}{line.shape[index + 1 :]}"
            return


def _append(line: Line, more: Line) -> None:
    """Put the tokens of a further source line after those of a line."""
    assert line.places is not None
    if line.tail:
        line.comments += (line.tail,)
    line.tail = more.tail
    line.texts += more.texts
    line.columns += more.columns
    line.places += _places(more)
    line.shape += more.shape


def _places(line: Line) -> list[tuple[int, int, int]]:
    """Return (row, end row, end column) of tokens that stand on one source line."""
    return [(line.row, line.row, column + len(text)) for column, text in zip(line.columns, line.texts, strict=True)]


def _long_end(lines: Sequence[str], index: int) -> tuple[int, int] | None:
    """Return the line index and position right after the quotes that close a long text opened at `lines[index]`.

    Where a label comes first and then quotes after other words, those more likely open the next text: None.
    """
    passed_label = False
    for row in range(index + 1, len(lines)):
        raw = lines[row]
        if match := _LONG_END.match(raw):
            return None if passed_label and raw[: match.end() - 3].strip(" \t") else (row, match.end())
        passed_label = passed_label or (raw.endswith(":") and raw[0] not in " \t")
    return None


def _ends_bracket(raw: str, indent: int) -> bool:
    """Tell whether a source line cannot be inside a bracket that was opened at an indentation."""
    bare = raw.lstrip(" \t")
    return bool(bare) and bare[0] not in ")]}#" and width(raw, bare) <= indent


def _shallower(lines: Sequence[str], index: int, indent: int) -> int:
    """Return the index of the next source line with code that stands no deeper than an indentation."""
    while index < len(lines):
        raw = lines[index]
        bare = raw.lstrip(" \t")
        if bare and width(raw, bare) <= indent:
            break
        index += 1
    return index


def width(raw: str, bare: str) -> int:
    """Return the width of the indentation of a source line, given the line without it."""
    return len(raw[: len(raw) - len(bare)].expandtabs(TAB))


def _mark_open(line: Line) -> None:
    """Mark the innermost bracket that a line leaves open, unless something else in it is wrong already."""
    waiting: list[int] = []
    for index, kind in enumerate(line.shape):
        if kind in _OPENERS:
            waiting.append(index)
        elif waiting and kind in _CLOSERS:
            if _CLOSERS.index(kind) != _OPENERS.index(line.shape[waiting[-1]]):
                break
            waiting.pop()
    if waiting and "?" not in line.shape:
        line.shape = f"{line.shape[: waiting[-1]]}?{line.shape[waiting[-1] + 1 :]}"
