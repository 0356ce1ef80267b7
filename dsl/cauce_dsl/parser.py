"""Text to document: the stages in their order. Total: any text gives a document and diagnostics, never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cauce.model.diagnostic import NOWHERE, Diagnostic
from cauce.model.expression import Expression, Text
from cauce_dsl import mistakes, texts
from cauce_dsl.automaton import automaton
from cauce_dsl.document import Document
from cauce_dsl.forge import span
from cauce_dsl.lexer import Line, read_line
from cauce_dsl.limits import SOURCE_BYTES, SYNTAX_ERRORS
from cauce_dsl.reader import Reader
from cauce_dsl.source import compose, normalise
from cauce_dsl.syntax_error import FlowSyntaxError


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came of a text: the document, its problems in reading order, and the rows whose syntax is wrong.

    Stand-ins keep the place of what could not be read; nothing more should be said of a row in `broken`. `lines` are
    the rows in the source's normal form; there are none where the text is too long to be looked at.
    """

    document: Document
    diagnostics: tuple[Diagnostic, ...]
    broken: frozenset[int]
    lines: Sequence[str] = ()


def parse(text: str, file: str = "") -> Parsed:
    """Read a whole file."""
    if len(text) > SOURCE_BYTES or len(text.encode("utf-8", "replace")) > SOURCE_BYTES:
        error = FlowSyntaxError("E106", span(1, 1, 1, 1), "size")
        return Parsed(Document(None, file=file), (replace(error.diagnostic, file=file),), frozenset({1}))
    lines = normalise(text).split("\n")
    reader = Reader(lines)
    document = replace(reader.read(), file=file)
    errors = sorted(reader.errors, key=lambda error: error.diagnostic.span)[:SYNTAX_ERRORS]
    diagnostics = tuple([replace(error.diagnostic, file=file) for error in errors])
    return Parsed(document, diagnostics, frozenset(reader.broken), lines)


def parse_expression(text: str) -> Expression:
    """Read an expression. Raises FlowSyntaxError, which carries a diagnostic, where the text is none."""
    lines = normalise(text).split("\n")
    bare = lines[0].lstrip(" \t")
    line, after = read_line(lines, 0, -1, len(lines[0]) - len(bare))
    if not line.texts:
        raise FlowSyntaxError("E120", span(1, 1, 1, 1), "value")
    if any(row.strip(" \t") for row in lines[after:]):
        raise FlowSyntaxError("E114", span(after + 1, 1, after + 1, 2), "end", found=lines[after].strip()[:1])
    built = automaton().build("expr", line)
    if not isinstance(built, Expression):
        raise mistakes.explain(line, built)
    return built


def parse_text(source: str) -> Text:
    r"""Read a template as the graph's JSON holds it: the inside of a text, where quotes and line breaks are free.

    `{expression}` interpolates; `\{ \} \\ \n \t \"` are escapes. Raises FlowSyntaxError.
    """
    line = Line(1)
    line.builder = automaton().build
    line.origin = NOWHERE
    return texts.template(line, compose(source.replace("\r\n", "\n").replace("\r", "\n")))
