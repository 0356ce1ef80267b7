"""Expressions of `=` lines: read by the flow language itself, so that they mean what they mean in a flow."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cauce.engine.evaluate import Closure, compile_expression
from cauce.flow_format import FlowFormat
from cauce.model.diagnostic import Diagnostic, Severity, Span
from cauce.model.expression import Attribute, Expression, dotted, walk
from cauce.model.vocabulary import Vocabulary

_HEAD = "flow claim\n\nstart:\n"
_LEAD = "  set claim="
# A claim reads variables that its flow sets elsewhere, so what the language says of names does not hold here.
_OF_NAMES = frozenset({"E214"})


@dataclass(frozen=True, slots=True)
class Condition:
    """An expression ready to be evaluated, and the names it reads, so that a test can tell what they were."""

    holds: Closure
    reads: tuple[tuple[str, Closure], ...]


def compile_claim(
    text: str, place: Span, language: FlowFormat, vocabulary: Vocabulary
) -> Condition | tuple[Diagnostic, ...]:
    """Return the condition, or what is wrong with it, at its place in the transcript."""
    line = " ".join(text.split("\n"))
    reading = language.read(f"{_HEAD}{_LEAD}{line}\n", vocabulary)
    wrong = [each for each in reading.diagnostics if each.severity is Severity.ERROR and each.code not in _OF_NAMES]
    nodes = list(reading.flow.nodes.values()) if reading.flow else []
    if not wrong and len(nodes) == 1 and list(nodes[0].params) == ["claim"] and not nodes[0].args:
        return _condition(nodes[0].params["claim"], vocabulary)
    if not wrong:
        return (Diagnostic("E505", place, args={"found": line, "form": '= servicio == "Internet"'}),)
    return tuple(replace(each, span=_moved(each.span, place), file="") for each in wrong)


def _condition(expression: Expression, vocabulary: Vocabulary) -> Condition:
    def closure(part: Expression) -> Closure:
        return compile_expression(part, vocabulary.functions, vocabulary.facts)

    names: dict[str, Expression] = {}
    inner: set[int] = set()
    for part in walk(expression):
        path = dotted(part)
        if isinstance(part, Attribute):
            inner.add(id(part.target))
        if path is not None and id(part) not in inner and path not in vocabulary.functions:
            names[path] = part
    reads = tuple((path, closure(part)) for path, part in names.items())
    return Condition(closure(expression), reads)


def _moved(span: Span, place: Span) -> Span:
    """Return the place in the transcript of a place in the flow that was made up for the claim."""
    shift = place.column - len(_LEAD) - 1
    start, end = span.column + shift, span.end_column + shift
    inside = span.line == span.end_line == _HEAD.count("\n") + 1 and place.column <= start
    return Span(place.line, start, place.line, max(end, start + 1)) if inside else place
