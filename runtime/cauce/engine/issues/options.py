"""E212: two options of one menu go by the same word. W308: an option hides a word of the whole flow."""

from __future__ import annotations

from collections.abc import Iterator

from cauce.engine.folding import fold
from cauce.engine.issues.survey import Survey
from cauce.model.diagnostic import Span
from cauce.model.expression import Expression, ListOf, Literal, Text
from cauce.model.flow import OPTION, Flow, Port


def find(survey: Survey) -> None:
    """Report both kinds of clash."""
    keywords = {fold(word) for word, _ in keyword_lines(survey.flow)}
    for node in survey.flow.nodes.values():
        options = [port for port in node.ports if port.name == OPTION]
        if options:
            _find_clashes(survey, options, keywords)


def keyword_lines(flow: Flow) -> Iterator[tuple[str, Span]]:
    """Yield the words of a flow's `on keyword` lines."""
    for port in flow.header.ports:
        if port.name == "keyword":
            for value in port.params.values():
                yield from plain_texts(value)


def plain_texts(value: Expression | None) -> Iterator[tuple[str, Span]]:
    """Yield a text, or those of a list, each with its place, quotes and all."""
    for one in value.items if isinstance(value, ListOf) else (value,):
        if isinstance(one, Text) and (plain := one.plain) is not None:
            yield plain, one.span


def inside(span: Span) -> Span:
    """Return the place between the quotes of a text on one line."""
    if span.line != span.end_line or span.end_column - span.column < 3:
        return span
    return Span(span.line, span.column + 1, span.end_line, span.end_column - 1)


def _words(port: Port) -> Iterator[tuple[str, Span]]:
    for name in ("text", "words"):
        yield from plain_texts(port.params.get(name))


def _find_clashes(survey: Survey, options: list[Port], keywords: set[str]) -> None:
    """Options that are only sometimes shown may share their words: perhaps never both are."""
    owners: dict[str, int] = {}
    for number, port in enumerate(options, 1):
        for word, span in _words(port):
            folded = fold(word)
            if folded in keywords:
                survey.report("W308", inside(span), word=word)
            owner = owners.setdefault(folded, number) if port.guard is None else number
            if owner != number:
                survey.report("E212", inside(span), word=word, first=owner, second=number)
    if all(port.guard is None for port in options):
        _find_key_clashes(survey, options)


def _find_key_clashes(survey: Survey, options: list[Port]) -> None:
    """A key that is written is taken; the others are numbered with what is left."""
    owners: dict[str, int] = {}
    for number, port in enumerate(options, 1):
        key = _key(port.params.get("key"))
        if key and owners.setdefault(key, number) != number:
            survey.report("E212", port.spans.get("key", port.span), word=key, first=owners[key], second=number)


def _key(value: Expression | None) -> str:
    """Return the key that an option is given, "" where it is numbered or not known before it runs."""
    if isinstance(value, Text):
        return fold(value.plain or "")
    return str(value.value) if isinstance(value, Literal) and type(value.value) is int else ""
