"""Flow to the JSON that the builder draws, `flow/1`. The way back is in `cauce_dsl.graph_reader`.

`graph.schema.json` beside this file describes it. Empty things are left out. A port has `to` or `body` or neither; a
parameter stands in `params`, or in `block` where it was written on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from cauce.model.expression import Expression
from cauce.model.flow import OPTION, QUIET, Flow, Node, Notes, Port, Step
from cauce.model.shape import Shape
from cauce.model.vocabulary import Vocabulary
from cauce_dsl.graph_values import encode
from cauce_dsl.kinds import Kinds
from cauce_dsl.parameters import parameter_field
from cauce_dsl.printer import print_expression

FORMAT = "flow/1"


def to_graph(flow: Flow, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the flow as JSON. The vocabulary tells which values are of the kind that is declared for them."""
    encoder = _Encoder(Kinds(vocabulary))
    return _without_nothing(
        {
            "format": FORMAT,
            "flow": encoder.node(flow.header) if flow.header.kind else None,
            "sections": [
                _without_nothing(
                    {"label": section.label, "body": _body(section.body), "notes": _notes(section.notes)},
                    keep={"body"},
                )
                for section in flow.sections
            ],
            "nodes": {node_id: encoder.node(node) for node_id, node in flow.nodes.items()},
            "end": list(flow.notes.after),
        },
        keep={"flow", "sections", "nodes"},
    )


class _Encoder:
    """Nodes and ports, by what their kinds declare."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def node(self, node: Node) -> dict[str, Any]:
        known = self._kinds.of(node)
        shape = known.shape if known else None
        inline = {name: value for name, value in node.params.items() if name not in node.block}
        block = [
            _without_nothing(
                {
                    "k": name,
                    "v": encode(node.params[name], parameter_field(shape, name)),
                    "notes": _notes(notes),
                },
                keep={"v"},
            )
            for name, notes in node.block.items()
        ]
        ports = [self.port(port, known.line(port.name) if known else None) for port in node.ports]
        return _without_nothing(
            {
                "type": node.kind,
                "as": node.result,
                **_values(inline, node.args, node.named, shape),
                "block": block,
                "ports": ports,
                "notes": _notes(node.notes),
            },
            keep={"type"},
        )

    def port(self, port: Port, shape: Shape | None) -> dict[str, Any]:
        head: dict[str, Any] = {"option": True} if port.name == OPTION else {"on": port.name}
        rest = {
            **_values(port.params, port.args, port.named, shape),
            "when": None if port.guard is None else print_expression(port.guard),
            "to": port.to.path if port.to else None,
            "body": _body(port.body),
            "notes": _notes(port.notes),
        }
        return {**head, **_without_nothing(rest)}


def _values(
    params: Mapping[str, Expression], args: tuple[Expression, ...], named: AbstractSet[str], shape: Shape | None
) -> dict[str, Any]:
    return {
        "params": {name: encode(value, parameter_field(shape, name)) for name, value in params.items()},
        "args": [encode(value, None) for value in args],
        "named": sorted(named),
    }


def _body(steps: Iterable[Step]) -> list[Any]:
    return [
        step if isinstance(step, str) else _without_nothing({"to": step.path, "notes": _notes(step.notes)})
        for step in steps
    ]


def _notes(notes: Notes) -> dict[str, Any]:
    if notes == QUIET:
        return {}
    return _without_nothing({"before": list(notes.before), "tail": notes.tail, "after": list(notes.after)})


def _without_nothing(values: dict[str, Any], keep: AbstractSet[str] = frozenset()) -> dict[str, Any]:
    """Leave out what is empty."""
    return {name: value for name, value in values.items() if name in keep or value}
