"""`.flow`, the flow language, as Cauce uses it: one object with everything that can be done to a text or a graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cauce.flow_format import Reading
from cauce.model.diagnostic import Diagnostic, Severity, has_errors
from cauce.model.flow import Flow
from cauce.model.vocabulary import FlowWords, Vocabulary

if TYPE_CHECKING:
    from cauce.engine.issues import Broken
    from cauce_dsl.parser import Parsed

_WORD = re.compile(r"\w+")


class FlowLanguage:
    """The language of `.flow` files. It keeps nothing: every call stands for itself."""

    suffix = ".flow"

    def read(self, text: str, vocabulary: Vocabulary, file: str = "") -> Reading:
        """Parse, compile and inspect a text. Only a flow without errors, which may be run, has its text and revision."""
        from cauce_dsl.collector import paused_collector

        with paused_collector():
            return _read(text, vocabulary, file)

    def outline(self, text: str) -> FlowWords | None:
        """Return what other flows may use of this one."""
        from cauce_dsl.outline import outline

        return outline(text)

    def name(self, text: str) -> str | None:
        """Return the name that the first line gives."""
        from cauce_dsl.outline import flow_name

        return flow_name(text)

    def format(self, text: str, file: str = "") -> tuple[str | None, tuple[Diagnostic, ...]]:
        """Return the text in its one style, or None and the syntax errors that are in the way."""
        from cauce_dsl.parser import parse
        from cauce_dsl.printer import print_document

        parsed = parse(text, file)
        return None if has_errors(parsed.diagnostics) else print_document(parsed.document), parsed.diagnostics

    def to_graph(self, flow: Flow, vocabulary: Vocabulary) -> dict[str, Any]:
        """Return the flow as the JSON that the builder draws."""
        from cauce_dsl.graph import to_graph

        return to_graph(flow, vocabulary)

    def from_graph(self, graph: Mapping[str, Any], vocabulary: Vocabulary) -> str:
        """Return the text of an edited graph. Raises ValueError, with a JSON path, where it is no graph."""
        from cauce_dsl.graph_reader import read_graph
        from cauce_dsl.lift import lift
        from cauce_dsl.parser import parse
        from cauce_dsl.printer import print_document

        text = print_document(lift(read_graph(graph, vocabulary), vocabulary))
        # What a graph may hold and a text may not (a comment in an odd place, a name too many) shows only here.
        errors = [one for one in parse(text).diagnostics if one.severity is Severity.ERROR]
        if errors:
            raise ValueError(f"$: the flow cannot be written: {errors[0].code} on line {errors[0].span.line}")
        return text


def _read(text: str, vocabulary: Vocabulary, file: str) -> Reading:
    from cauce.engine.issues import inspect
    from cauce_dsl.compiler import compile  # noqa: A004
    from cauce_dsl.parser import parse
    from cauce_dsl.printer import print_document

    parsed = parse(text, file)
    broken = _broken(parsed)
    flow, problems = compile(parsed.document, vocabulary, broken.lines, broken.words)
    found = {(one.span, one.code): one for one in (*parsed.diagnostics, *problems, *inspect(flow, vocabulary, broken))}
    if not has_errors(found.values()):
        text = print_document(parsed.document)
        flow = replace(flow, text=text, revision=sha256(text.encode()).hexdigest())
    return Reading(flow, tuple(found[key] for key in sorted(found)))


def _broken(parsed: Parsed) -> Broken:
    """Return the lines that could not be read and the words on them."""
    from cauce.engine.issues import Broken
    from cauce.model.similar import fold

    words: set[str] = set()
    for line in {parsed.lines[number - 1] for number in parsed.broken if number <= len(parsed.lines)}:
        found = _WORD.findall(line)
        words.update(found)
        if not line[:1].isspace():
            # `menu-ventas:` is a label to those who jump to `menu_ventas`.
            words.update(map("_".join, pairwise(found)))
    return Broken(parsed.broken, frozenset(map(fold, words)))
