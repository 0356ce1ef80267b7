"""Problems between flows. E219: two answer the same first word. E220: flows that call each other in a circle.

Projects have many flows and authors save one at a time, so what depends on one flow alone is gathered once, in its
`Ties`; comparing those of a whole project takes next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cauce.engine.issues.components import circles, way_round
from cauce.engine.issues.options import inside, plain_texts
from cauce.engine.library import ANY, first_word
from cauce.model.diagnostic import Diagnostic, Span
from cauce.model.expression import Expression, ListOf, Symbol, Text
from cauce.model.flow import Flow, Node
from cauce.model.node_kind import NodeKind
from cauce.model.shape import shape


@dataclass(frozen=True, slots=True)
class Trigger:
    """A first word as written, its place, and what it claims: itself, folded, on each channel (`""` for all)."""

    word: str
    span: Span
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties a flow to others: its triggers, and the flows that it calls with the place of the last call of each."""

    name: str
    file: str
    triggers: tuple[Trigger, ...]
    calls: Mapping[str, Span]


def ties(flow: Flow, kinds: Mapping[str, NodeKind]) -> Ties:
    """Return the ties of a flow."""
    return Ties(flow.name, flow.file, tuple(_triggers(flow)), dict(_calls(flow, kinds)))


def rank_conflicts(flows: Iterable[Ties]) -> tuple[Diagnostic, ...]:
    """Return a problem for each trigger that a flow shares with an earlier one of the same rank.

    A flow that names the channel goes before one that names none, so only two that name it, or two that name none,
    are of equal rank. `*`, which answers what starts no other flow, is a trigger like any other.
    """
    owners: dict[tuple[str, str], Ties] = {}
    found: list[Diagnostic] = []
    for flow in flows:
        for trigger in flow.triggers:
            for claim in trigger.claims:
                owner = owners.setdefault(claim, flow)
                if owner is not flow:
                    found.append(_conflict(flow, owner, trigger))
                    break
    return tuple(found)


def _conflict(flow: Ties, owner: Ties, trigger: Trigger) -> Diagnostic:
    args = {"word": trigger.word, "flow": flow.name, "other": owner.name}
    return Diagnostic("E219", trigger.span, flow.file, args, "rest" if trigger.word == ANY else "")


def _triggers(flow: Flow) -> Iterator[Trigger]:
    channels = list(_channels(flow)) or [""]
    for word, span in plain_texts(flow.header.params.get("triggers")):
        folded = first_word(word)
        yield Trigger(word, inside(span), tuple((folded, channel) for channel in channels))


def _channels(flow: Flow) -> Iterator[str]:
    named = flow.header.params.get("channels")
    for one in named.items if isinstance(named, ListOf) else ():
        yield from (name for name, _ in _named(one))


def call_cycles(flows: Iterable[Ties]) -> tuple[Diagnostic, ...]:
    """Return a problem for each circle of flows that call each other, at the call that closes it."""
    # Of two flows of one name the last counts; those that call nobody are in no circle.
    callers = {name: flow for name, flow in {flow.name: flow for flow in flows}.items() if flow.calls}
    graph = {name: [called for called in flow.calls if called in callers] for name, flow in callers.items()}
    found: list[Diagnostic] = []
    for circle in circles(graph):
        path = way_round(graph, min(circle), frozenset(circle))
        last = callers[path[-1]]
        found.append(Diagnostic("E220", last.calls[path[0]], last.file, {"path": " → ".join([*path, path[0]])}))
    return tuple(sorted(found, key=lambda one: (one.file, one.span)))


def _calls(flow: Flow, kinds: Mapping[str, NodeKind]) -> Iterator[tuple[str, Span]]:
    """Yield the flows that a flow calls, with the place of each call."""
    for node in flow.nodes.values():
        kind = kinds.get(node.kind)
        if kind is not None:
            yield from _called(node, kind)


def _called(node: Node, kind: NodeKind) -> Iterator[tuple[str, Span]]:
    for name in shape(kind.schema, free=kind.free).calls:
        if name in node.params:
            yield from _named(node.params[name])


def _named(value: Expression) -> Iterator[tuple[str, Span]]:
    if isinstance(value, Symbol):
        yield value.name, value.span
    elif isinstance(value, Text) and value.plain:
        yield value.plain, inside(value.span)
