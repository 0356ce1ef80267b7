r"""The inside of texts: escapes and `{expressions}`.

`\" \' \\ \n \t \{ \}` mean what they do elsewhere, `\u{1f600}` is a character by its number. What stands in braces is
an expression of the same grammar. Its own texts use single quotes; a text inside a text inside a text has its
quotes escaped once more for each further level, as in any language.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from cauce.model.diagnostic import Span
from cauce.model.expression import NAME, Expression, Text
from cauce_dsl import forge, mistakes
from cauce_dsl.forge import draft_of, span
from cauce_dsl.lexer import WORDS, Line, read_tokens
from cauce_dsl.limits import LINE_TOKENS, TEXTS
from cauce_dsl.syntax_error import FlowSyntaxError

_TextDraft = draft_of(Text)
_SPECIAL = re.compile(r"[\\{}]")
_BRACE = re.compile(r"""'[^'\\]*+(?:\\.[^'\\]*+)*'|"[^"\\]*+(?:\\.[^"\\]*+)*"|[{}]""")
_SIMPLE = re.compile(rf"\{{[ \t]*+({NAME})((?:\.{NAME})*)[ \t]*+\}}")
_NUMBERED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
_NESTED = re.compile(r"""\\(["'\\])""")
_ESCAPES = {'"': '"', "'": "'", "\\": "\\", "n": "\n", "t": "\t", "{": "{", "}": "}"}

Part = str | Expression


def quoted(line: Line, token: int) -> Any:
    """Return the Text of a token in quotes."""
    body = line.texts[token][1:-1]
    made = _TextDraft()
    made.span = line.span(token, token)
    if _SPECIAL.search(body) is None:
        made.parts = (body,) if body else ()
    else:
        where = made.span
        made.parts = _merged(_Body(line, body, where.line, where.column + 1, where).parts())
    made.__class__ = Text
    return made


def long(line: Line, token: int) -> Any:
    '''Return the Text of a token in `"""`: without the margin that its lines share, nor the line of its end.'''
    whole = line.span(token, token)
    first, *rows = line.texts[token][:-3].split("\n")
    assert first == '"""'
    last = rows[-1].strip(" \t")
    written = [row for row in rows if row.strip(" \t")] + ([] if last else rows[-1:])
    margin = _shared([_margin(row) for row in written])
    parts: list[Part] = []
    for number, row in enumerate(rows if last else rows[:-1]):
        if number:
            parts.append("\n")
        parts += _Body(line, row[margin:], whole.line + 1 + number, margin + 1, whole).parts()
    return Text(_merged(iter(parts)), span=whole)


def template(line: Line, source: str) -> Text:
    """Return the Text of a template that stands in no quotes, line breaks and all."""
    parts: list[Part] = []
    for number, row in enumerate(source.split("\n")):
        if number:
            parts.append("\n")
        parts += _Body(line, row, number + 1, 1, line.origin).parts()
    return Text(_merged(iter(parts)))


def _margin(row: str) -> str:
    """Return the blank beginning of a row."""
    return row[: len(row) - len(row.lstrip(" \t"))]


def _shared(margins: list[str]) -> int:
    """Return how many characters several margins have in common."""
    shortest, longest = min(margins, default=""), max(margins, default="")
    return next((at for at, sign in enumerate(shortest) if longest[at] != sign), len(shortest))


def _merged(parts: Iterator[Part]) -> tuple[Part, ...]:
    """Return the parts with neighbouring strings joined and empty ones left out."""
    merged: list[Part] = []
    pieces: list[str] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        if plain := "".join(pieces):
            merged.append(plain)
        pieces.clear()
        merged.append(part)
    if plain := "".join(pieces):
        merged.append(plain)
    return tuple(merged)


class _Body:
    """One row of a text's inside, and where it stands."""

    def __init__(self, line: Line, body: str, row: int, column: int, whole: Span) -> None:
        """`whole` is the place of the whole text: what stands in for places that escaped quotes make unknown."""
        self._line = line
        self._body = body
        self._row = row
        self._column = column
        self._whole = whole
        self._source = body
        self._origins: list[int] | None = None
        if line.level and "\\" in body:
            self._source, self._origins = _unescaped_once(body)
        self._simple = line.exact and self._origins is None

    def parts(self) -> Iterator[Part]:
        """Yield the strings and expressions of the row."""
        body, at = self._body, 0
        while special := _SPECIAL.search(body, at):
            start = special.start()
            if start > at:
                yield body[at:start]
            sign = body[start]
            if sign == "\\":
                character, at = self._escape(start)
                yield character
            elif sign == "{":
                expression, at = self._expression(start)
                yield expression
            else:
                raise FlowSyntaxError("E112", self._place(start, start + 1), "literal", brace="{")
        if at < len(body):
            yield body[at:]

    def _place(self, start: int, end: int) -> Span:
        """Return the place of a stretch of the row."""
        if not self._line.exact:
            return self._whole
        return span(self._row, self._column + start, self._row, self._column + end)

    def _escape(self, start: int) -> tuple[str, int]:
        """Return the character that an escape stands for, and the position after it."""
        letter = self._body[start + 1 : start + 2]
        if letter in _ESCAPES:
            return _ESCAPES[letter], start + 2
        if numbered := _NUMBERED.match(self._body, start):
            number = int(numbered[1], 16)
            if number < 0x110000 and not 0xD800 <= number < 0xE000:
                return chr(number), numbered.end()
        raise FlowSyntaxError("E111", self._place(start, start + 2), escape="\\" + letter)

    def _expression(self, start: int) -> tuple[Expression, int]:
        """Return the expression that a brace opens, and the position after the one that closes it."""
        if self._body.startswith("{{", start):
            inner = self._body[start + 2 :].split("}", 1)[0].strip()
            raise FlowSyntaxError("E113", self._place(start, start + 1), inner=inner)
        if self._simple and (simple := _SIMPLE.match(self._body, start)) and simple[1] not in WORDS:
            return self._name(simple), simple.end()
        source = self._source
        begin = start + 1 if self._origins is None else bisect_left(self._origins, start + 1)
        end = _closing(source, begin)
        if end is None:
            raise FlowSyntaxError("E112", self._place(start, start + 1), brace="}")
        after = end + 1 if self._origins is None else self._origins[end + 1]
        return self._built(self._tokens(source, begin, end, self._place(start, after))), after

    def _name(self, simple: re.Match[str]) -> Expression:
        """Return a name, perhaps a dotted one: by far the most common expression in a text."""
        row, column = self._row, self._column
        made: Expression = forge.name(simple[1], span(row, column + simple.start(1), row, column + simple.end(1)))
        end = column + simple.end(1)
        for word in simple[2].split(".")[1:]:
            end += 1 + len(word)
            made = forge.attribute(made, word, row, end)
        self._count(1, 2 + simple[2].count("."))
        return made

    def _tokens(self, source: str, begin: int, end: int, braces: Span) -> Line:
        """Return the tokens between two braces."""
        outer = self._line
        if outer.level >= TEXTS:
            raise FlowSyntaxError("E106", braces, "texts")
        inner = read_tokens(source[begin:end].rstrip(" \t"), self._row, 0)
        inner.level = outer.level + 1
        inner.builder = outer.builder
        inner.origin = braces
        if inner.tail:
            raise FlowSyntaxError("E114", braces, found="#")
        if not inner.texts:
            raise FlowSyntaxError("E114", braces, "value", found="}")
        inner.exact = outer.exact and self._origins is None
        if inner.exact:
            inner.columns = [self._column + begin + column - 1 for column in inner.columns]
        else:
            whole = self._whole
            inner.columns = [whole.column] * len(inner.texts)
            inner.places = [(whole.line, whole.end_line, whole.end_column)] * len(inner.texts)
        return inner

    def _built(self, inner: Line) -> Expression:
        """Return the expression of tokens between braces."""
        built = inner.builder("expr", inner)
        if not isinstance(built, Expression):
            raise mistakes.explain(inner, built)
        self._count(len(inner.texts) + inner.inside, inner.text_depth + inner.depth + 1)
        return built

    def _count(self, tokens: int, depth: int) -> None:
        """Add to what the texts of the line hold."""
        line = self._line
        line.inside += tokens + 1
        if line.inside > LINE_TOKENS:
            raise FlowSyntaxError("E106", self._whole, "tokens")
        line.text_depth = max(line.text_depth, depth)


def _closing(source: str, begin: int) -> int | None:
    """Return the position of the brace that closes the one before `begin`; None where there is none."""
    depth = 1
    for match in _BRACE.finditer(source, begin):
        sign = match[0]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                return match.start()
    return None


def _unescaped_once(body: str) -> tuple[str, list[int]]:
    """Return the source of a nested text's expressions, and where each of its characters (and its end) was."""
    origins: list[int] = []
    at = 0
    for match in _NESTED.finditer(body):
        origins += range(at, match.start())
        origins.append(match.start())
        at = match.end()
    origins += range(at, len(body) + 1)
    return _NESTED.sub(r"\1", body), origins
