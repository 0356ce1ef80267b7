"""The builder's JSON back to a Flow. Whatever comes, the answer is a flow or a ValueError that names the place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import isfinite
from typing import Any

from cauce.model.expression import NAME, PATH, Expression
from cauce.model.flow import ELSE, OPTION, QUIET, WHEN, Flow, Jump, Node, Notes, Port, Section, Step
from cauce.model.shape import Shape
from cauce.model.vocabulary import Vocabulary
from cauce_dsl.graph_values import WORD, decode, decode_expression, name
from cauce_dsl.kinds import Kinds, Known
from cauce_dsl.limits import LEVELS
from cauce_dsl.parameters import AGAIN, parameter_field

_DEPTH = 100
_SIZE = 1_000_000
_LABEL = re.compile(rf"{NAME}\Z")
_PORT = re.compile(rf"(?:on )?{NAME}\Z")
_PARAMETER = re.compile(rf"{PATH}(?:{AGAIN}\d{{1,6}})?\Z")


def read_graph(graph: Any, vocabulary: Vocabulary) -> Flow:
    """Return the flow of a graph. Raises ValueError, its message opening with a JSON path, for anything else."""
    check_json(graph)
    _validate(graph)
    kinds = Kinds(vocabulary)
    reader = _Reader(kinds)
    header = Node("", "")
    if graph["flow"] is not None:
        header = reader.node("", graph["flow"], kinds.header(), "$.flow")
    nodes = {
        node_id: reader.node(node_id, one, kinds.find(one["type"]), f"$.nodes[{node_id!r}]")
        for node_id, one in graph["nodes"].items()
    }
    sections = tuple(_section(section, f"$.sections[{index}]") for index, section in enumerate(graph["sections"]))
    flow = Flow(header, sections, nodes, Notes(after=_comments(graph.get("end", ()))))
    return replace(flow, nodes=_in_order(flow))


def check_json(value: Any) -> None:
    """Raise ValueError where a value is not JSON, or deeper or larger than any flow."""
    stack: list[tuple[Any, str, int]] = [(value, "$", 0)]
    seen = 0
    while stack:
        current, path, depth = stack.pop()
        seen += 1
        if depth > _DEPTH or seen > _SIZE:
            raise ValueError(f"{path:.200}: too {'deep' if depth > _DEPTH else 'large'} for a flow")
        if isinstance(current, dict):
            for key, one in current.items():
                _check_scalar(key, path, str)
                stack.append((one, f"{path}.{key:.60}", depth + 1))
        elif isinstance(current, list):
            stack.extend((one, f"{path}[{index}]", depth + 1) for index, one in enumerate(current))
        else:
            _check_scalar(current, path, str | int | float | None)


def _check_scalar(value: Any, path: str, kinds: Any) -> None:
    """Refuse what JSON or a file cannot hold: other types, infinities, halves of characters."""
    right = isinstance(value, kinds) and not (isinstance(value, float) and not isfinite(value))
    if right and isinstance(value, str) and not value.isascii():
        right = not any("\ud800" <= letter <= "\udfff" for letter in value)
    if not right:
        raise ValueError(f"{path:.200}: {value!r:.40} is not JSON")


@lru_cache(maxsize=1)
def _validator() -> Any:
    import json
    from importlib.resources import files

    import jsonschema_rs

    return jsonschema_rs.validator_for(json.loads(files("cauce_dsl").joinpath("graph.schema.json").read_text("utf-8")))


def _validate(graph: Any) -> None:
    import jsonschema_rs

    try:
        _validator().validate(graph)
    except jsonschema_rs.ValidationError as error:
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.instance_path)
        raise ValueError(f"${path}: {error.message:.300}") from None


def _section(section: Mapping[str, Any], path: str) -> Section:
    label = _named(_LABEL, section["label"], f"{path}.label")
    return Section(label, _body(section["body"], f"{path}.body"), notes=_notes(section))


def _body(steps: list[Any], path: str) -> tuple[Step, ...]:
    return tuple(
        step if isinstance(step, str) else _jump(step["to"], f"{path}[{index}].to", _notes(step))
        for index, step in enumerate(steps)
    )


def _jump(target: str, path: str, notes: Notes) -> Jump:
    flow, _, label = _named(WORD, target, path).rpartition(".")
    return Jump(label, flow, notes=notes)


def _named(pattern: re.Pattern[str], text: str, path: str) -> str:
    """Return a name in the form that sources have. Raises ValueError where it is no name."""
    text = name(text)
    if not pattern.match(text):
        raise ValueError(f"{path}: «{text:.60}» is not a name")
    return text


def _comments(lines: Any) -> tuple[str, ...]:
    return tuple(name(line).rstrip() for line in lines)


def _notes(owner: Mapping[str, Any]) -> Notes:
    notes = owner.get("notes", {})
    return Notes(
        _comments(notes.get("before", ())), name(notes.get("tail", "")).rstrip(), _comments(notes.get("after", ()))
    )


class _Reader:
    """Nodes and ports."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def node(self, node_id: str, one: Mapping[str, Any], known: Known | None, path: str) -> Node:
        kind = one["type"]
        if kind:
            kind = _named(WORD, kind, f"{path}.type")
        shape = known.shape if known else None
        params = _params(one, shape, path)
        block: dict[str, Notes] = {}
        for index, row in enumerate(one.get("block", ())):
            place = f"{path}.block[{index}]"
            key = _named(_PARAMETER, row["k"], f"{place}.k")
            if key in params:
                raise ValueError(f"{place}.k: «{key}» is there twice")
            params[key] = decode(row["v"], parameter_field(shape, key), f"{place}.v")
            block[key] = _notes(row)
        node = Node(
            node_id,
            kind,
            _named(WORD, one["as"], f"{path}.as") if "as" in one else None,
            params,
            _args(one, path),
            block,
            self._ports(one, known, path),
            frozenset(one.get("named", ())),
            notes=_notes(one),
        )
        _check_node(node, path)
        return node

    def _ports(self, one: Mapping[str, Any], known: Known | None, path: str) -> tuple[Port, ...]:
        return tuple(
            self._port(port, known, f"{path}.ports[{index}]") for index, port in enumerate(one.get("ports", ()))
        )

    def _port(self, one: Mapping[str, Any], known: Known | None, path: str) -> Port:
        port_name = OPTION if "option" in one else one["on"]
        if port_name:
            port_name = _named(_PORT, port_name, f"{path}.on")
        shape = known.line(port_name) if known else None
        return Port(
            port_name,
            _params(one, shape, path),
            _args(one, path),
            decode_expression(one["when"], f"{path}.when") if "when" in one else None,
            _jump(one["to"], f"{path}.to", Notes()) if "to" in one else None,
            _body(one.get("body", []), f"{path}.body"),
            frozenset(one.get("named", ())),
            notes=_notes(one),
        )


def _params(one: Mapping[str, Any], shape: Shape | None, path: str) -> dict[str, Expression]:
    params: dict[str, Expression] = {}
    for key, value in one.get("params", {}).items():
        place = f"{path}.params.{key:.60}"
        params[_named(_PARAMETER, key, place)] = decode(value, parameter_field(shape, key), place)
    return params


def _args(one: Mapping[str, Any], path: str) -> tuple[Expression, ...]:
    return tuple(decode(value, None, f"{path}.args[{index}]") for index, value in enumerate(one.get("args", ())))


def _check_node(node: Node, path: str) -> None:
    """Refuse ports that only an `if` has, an `if` that is none, and values where only lines can be."""
    names = [port.name for port in node.ports]
    for port in node.ports:
        if not port.name and (port.to or port.params or port.args or port.guard or port.notes != QUIET):
            raise ValueError(f"{path}.ports: a port without a name has nothing but a body")
    if node.kind != "if" or not node.id:
        if WHEN in names or ELSE in names:
            raise ValueError(f"{path}.ports: only an «if» has the ports «when» and «else»")
        if not node.kind and (node.args or node.result or node.params.keys() - node.block.keys()):
            raise ValueError(f"{path}: a node without a type holds only lines of its own")
        return
    whens = names[:-1] if names[-1:] == [ELSE] else names
    if not whens or set(whens) != {WHEN}:
        raise ValueError(f"{path}.ports: an «if» has ports «when», and may have one «else» at the end")
    if any((port.guard is None) is (port.name == WHEN) or port.params or port.args for port in node.ports):
        raise ValueError(f"{path}.ports: each «when» has a condition, «else» has none, and neither has values")
    if node.params or node.args or node.result or node.notes != QUIET:
        raise ValueError(f"{path}: an «if» has nothing but its ports; its comments belong to them")


def _in_order(flow: Flow) -> dict[str, Node]:
    """Return the nodes in reading order. Raises ValueError unless each stands in exactly one place."""
    tree = _Tree(flow.nodes)
    tree.ports(flow.header, "$.flow", -1)
    for index, section in enumerate(flow.sections):
        tree.body(section.body, f"$.sections[{index}].body", 1)
    for node_id in flow.nodes:
        if node_id not in tree.ordered:
            raise ValueError(f"$.nodes[{node_id!r:.60}]: the node stands nowhere")
    return tree.ordered


class _Tree:
    """Walks a flow as it is written."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self.ordered: dict[str, Node] = {}

    def body(self, body: tuple[Step, ...], path: str, depth: int) -> None:
        if depth > LEVELS:
            raise ValueError(f"{path}: more than {LEVELS} levels")
        for index, step in enumerate(body):
            if isinstance(step, str):
                self._node(step, f"{path}[{index}]", depth)

    def _node(self, node_id: str, path: str, depth: int) -> None:
        if not node_id or node_id not in self._nodes:
            raise ValueError(f"{path}: there is no node {node_id!r:.60}")
        if node_id in self.ordered:
            raise ValueError(f"{path}: the node {node_id!r:.60} stands in two places")
        node = self.ordered[node_id] = self._nodes[node_id]
        self.ports(node, f"$.nodes[{node_id!r:.60}]", depth)

    def ports(self, node: Node, path: str, depth: int) -> None:
        for index, port in enumerate(node.ports):
            self.body(port.body, f"{path}.ports[{index}].body", depth + 2)
