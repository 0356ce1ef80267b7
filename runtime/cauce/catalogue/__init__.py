"""The catalogue of diagnostics: what to say about a code, in the reader's language. One page per code, see README.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from cauce.catalogue.pages import LANGUAGES, Example, Page, codes, page
from cauce.catalogue.terminal import window
from cauce.model.diagnostic import Diagnostic, Severity
from cauce.model.node_kind import told

__all__ = ["LANGUAGES", "Example", "Page", "codes", "hint", "message", "page", "render", "sentence"]

_FIELD = re.compile(r"\{(\w+)\}")
_COLUMNS = 100
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33"}


def sentence(diagnostic: Diagnostic, lang: str) -> tuple[str, str]:
    """Return what is wrong and what to do about it. The remedy is "" where the page has none of that name.

    A language that the catalogue lacks gets English. A code without a page is its own message.
    """
    try:
        found = page(diagnostic.code)
    except KeyError:
        return diagnostic.code, ""
    remedy = found.hints.get(diagnostic.hint) or {}
    return _filled(told(found.message, lang), diagnostic.args, lang), _filled(told(remedy, lang), diagnostic.args, lang)


def message(diagnostic: Diagnostic, lang: str) -> str:
    """Return what is wrong."""
    return sentence(diagnostic, lang)[0]


def hint(diagnostic: Diagnostic, lang: str) -> str:
    """Return what to do about it."""
    return sentence(diagnostic, lang)[1]


def render(diagnostic: Diagnostic, source_lines: Sequence[str], lang: str, colour: bool) -> str:  # noqa: FBT001 - called by everybody
    """Return a diagnostic as people read it in a terminal: place and message, the line, carets and the remedy.

    `source_lines` are the lines of the file, in the form that columns count in. A diagnostic without a place is one
    line, or two with its remedy.
    """
    wrong, remedy = sentence(diagnostic, lang)
    paint = _painter(_COLOURS[diagnostic.severity], on=colour)
    bold = _painter("1", on=colour)
    span = diagnostic.span
    head = f"{paint(diagnostic.code)} {_place(diagnostic)}  {bold(wrong)}"
    if not 1 <= span.line <= len(source_lines):
        return f"{head}\n  {remedy}" if remedy else head
    line = source_lines[span.line - 1].rstrip("\r")
    end = span.end_column if span.end_line == span.line else len(line) + 1
    text, column, width = window(line, span.column - 1, max(end, span.column + 1) - 1, _COLUMNS)
    number = str(span.line)
    return "\n".join(
        [head, f"{number} | {text}", f"{' ' * len(number)} | {' ' * column}{paint('^' * width)} {remedy}".rstrip()]
    )


def _place(diagnostic: Diagnostic) -> str:
    """Return file, line and column as editors know them."""
    span = diagnostic.span
    return f"{diagnostic.file}:{span.line}:{span.column}" if span.line else diagnostic.file


def _filled(template: str, args: Mapping[str, object], lang: str) -> str:
    """Put a diagnostic's words into a sentence. Words may come by language; whatever they hold stays as it is."""

    def word(match: re.Match[str]) -> str:
        value = args.get(match[1], match[0])
        return str(told(value, lang) if isinstance(value, Mapping) else value)

    return _FIELD.sub(word, template)


def _painter(style: str, *, on: bool) -> Callable[[str], str]:
    """Return what gives a text a style, or leaves it as it is."""
    return (lambda text: f"\x1b[{style}m{text}\x1b[0m") if on else str
