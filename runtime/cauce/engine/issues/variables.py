"""W305: a variable that nobody keeps. E228: one that nobody may write. E202: two that only accents tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from cauce.engine.evaluate import READ_ONLY
from cauce.engine.issues.survey import Survey
from cauce.model.diagnostic import Span
from cauce.model.expression import Expression
from cauce.model.flow import Node
from cauce.model.similar import Similar, fold

_GIVEN = READ_ONLY | {"contact", "secret"}
"""Names that always mean something."""


def find(survey: Survey) -> None:
    """Report all three."""
    kept: dict[str, Span] = {}
    facts = {name.partition(".")[0] for name in survey.vocabulary.facts} - {"contact"}
    for path, span in _writes(survey):
        root = path.partition(".")[0]
        if root in READ_ONLY or root in facts:
            survey.report("E228", span, name=path)
        kept.setdefault(root, span)
    _find_twins(survey, kept)
    _find_unset(survey, kept, facts)


def _writes(survey: Survey) -> Iterator[tuple[str, Span]]:
    """Yield the variables that the flow keeps, with the places where it does."""
    for node in survey.flow.nodes.values():
        if node.result is not None:
            yield node.result, node.spans.get("as", node.span)
        if writes_pairs(node) and (kind := survey.kind(node)) is not None and kind.free:
            for name, value in node.params.items():
                if name not in kind.schema.get("properties", {}) and name != "id":
                    yield name, _key_span(node, name, value)


def writes_pairs(node: Node) -> bool:
    """Tell whether the free pairs of a node are variables that it writes."""
    return node.kind == "set"


def _key_span(node: Node, name: str, value: Expression) -> Span:
    pair = node.spans.get(f"{name}=", value.span)
    return Span(pair.line, pair.column, pair.line, pair.column + len(name))


def _find_twins(survey: Survey, kept: dict[str, Span]) -> None:
    seen: dict[str, str] = {}
    for name, span in kept.items():
        first = seen.setdefault(fold(name), name)
        if first != name:
            survey.report("E202", span, "accents", name=name, other=first, line=kept[first].line)


def _find_unset(survey: Survey, kept: dict[str, Span], facts: set[str]) -> None:
    known = _GIVEN | facts | kept.keys() | _passed(survey)
    unset = [name for name in survey.reads.names if name.name not in known]
    if not unset:
        return
    similar = Similar(dict.fromkeys((*kept, *sorted(facts), "contact", "answer", "error", "now")))
    open_ended = _may_be_passed(survey)
    for name in unset:
        if survey.has_enough("W305"):
            return
        meant = similar.find(name.name)
        if fold(name.name) in survey.broken.words or (open_ended and not meant):
            continue
        survey.report("W305", name.span, "similar" if meant else "", name=name.name, similar=meant or "")


def _passed(survey: Survey) -> set[str]:
    """Return what other flows pass to this one when they call it."""
    flows = survey.vocabulary.flows or {}
    return {name for words in flows.values() for name in words.passes.get(survey.flow.name, ())}


def _may_be_passed(survey: Survey) -> bool:
    """Tell whether callers that nobody knows here may pass anything: only a call starts a flow without triggers."""
    return survey.vocabulary.flows is None and "triggers" not in survey.flow.header.params
