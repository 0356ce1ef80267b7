"""A flow as a drawing, in the languages of two programs that draw: Mermaid and Graphviz's DOT."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cauce.model.diagnostic import Span
from cauce.model.expression import Duration, Expression, Literal, Name, Symbol, Text
from cauce.model.flow import WHEN, Flow, Jump, Node, Port, Step
from cauce.model.node_kind import Words
from cauce.model.wiring import Target, edges, entry

_LENGTH = 40
_START: Words = {"es": "inicio", "en": "start"}
_END: Words = {"es": "fin", "en": "end"}


@dataclass(frozen=True, slots=True)
class Box:
    """A node as drawn. `group` is the label of its section."""

    key: str
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class Line:
    """An edge as drawn. `text` is the port, "" for the plain way on; `dashed` tells that nobody wrote it."""

    source: str
    target: str
    text: str
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn, whatever the program. `others` are the places outside: the start, the end, other flows."""

    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    others: tuple[Box, ...]


def draw(flow: Flow, text: str = "", lang: str = "es") -> Drawing:
    """Return the boxes and lines of a flow. Where its text is given, conditions are shown as they were written."""
    keys = {node_id: f"n{number}" for number, node_id in enumerate(flow.nodes, 1)}
    groups = _groups(flow)
    boxes = tuple(Box(keys[node.id], caption(node), groups.get(node.id, "")) for node in flow.nodes.values())
    others: dict[str, Box] = {"start": Box("start", _START.get(lang, "start"), "")}

    def place(target: Target) -> str:
        if isinstance(target, str):
            return keys[target]
        text = target.path if isinstance(target, Jump) else _END.get(lang, "end")
        return others.setdefault(text, Box("finish" if target is None else f"o{len(others)}", text, "")).key

    rows = text.split("\n")
    lines = [Line("start", place(entry(flow)), "")]
    for node_id, port, target in edges(flow):
        if _is_drawn(flow, node_id, port, target):
            source = keys[node_id] if node_id else "start"
            lines.append(Line(source, place(target), _port(flow, node_id, port, rows), dashed=not node_id))
    return Drawing(flow.name, boxes, tuple(lines), tuple(others.values()))


def caption(node: Node) -> str:
    """Return what a node's box says: its kind and the beginning of its first value."""
    return f"{node.kind} {_first_excerpt(node)}".strip()


def mermaid(drawing: Drawing) -> str:
    """Return the drawing for Mermaid."""

    def quoted(text: str) -> str:
        return '"' + text.replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;").replace("\n", " ") + '"'

    rows = ["flowchart TD"]
    rows += [f"  {box.key}([{quoted(box.text)}])" for box in drawing.others]
    for number, (group, boxes) in enumerate(_by_group(drawing), 1):
        rows.append(f"  subgraph g{number}[{quoted(group)}]")
        rows += [f"    {box.key}[{quoted(box.text)}]" for box in boxes]
        rows.append("  end")
    for line in drawing.lines:
        arrow = "-.->" if line.dashed else "-->"
        rows.append(f"  {line.source} {arrow}{f'|{quoted(line.text)}|' if line.text else ''} {line.target}")
    return "\n".join(rows) + "\n"


def dot(drawing: Drawing) -> str:
    """Return the drawing for Graphviz."""

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'

    rows = [f"digraph {quoted(drawing.title)} {{", "  rankdir=TB; node [shape=box, style=rounded];"]
    rows += [f"  {box.key} [label={quoted(box.text)}, shape=oval];" for box in drawing.others]
    for number, (group, boxes) in enumerate(_by_group(drawing), 1):
        rows.append(f"  subgraph cluster_{number} {{ label={quoted(group)};")
        rows += [f"    {box.key} [label={quoted(box.text)}];" for box in boxes]
        rows.append("  }")
    for line in drawing.lines:
        looks = [f"label={quoted(line.text)}"] if line.text else []
        looks += ["style=dashed"] if line.dashed else []
        dressed = f" [{', '.join(looks)}]" if looks else ""
        rows.append(f"  {line.source} -> {line.target}{dressed};")
    return "\n".join([*rows, "}"]) + "\n"


DRAWERS: dict[str, Callable[[Drawing], str]] = {"mermaid": mermaid, "dot": dot}


def _groups(flow: Flow) -> dict[str, str]:
    """Return the label of each node's section."""
    found: dict[str, str] = {}

    def walk(body: tuple[Step, ...], label: str) -> None:
        for step in body:
            if isinstance(step, str):
                found[step] = label
                for port in flow.nodes[step].ports:
                    walk(port.body, label)

    for port in flow.header.ports:
        walk(port.body, flow.name)
    for section in flow.sections:
        walk(section.body, section.label)
    return found


def _by_group(drawing: Drawing) -> Iterable[tuple[str, list[Box]]]:
    groups: dict[str, list[Box]] = {}
    for box in drawing.boxes:
        groups.setdefault(box.group, []).append(box)
    return groups.items()


def _is_drawn(flow: Flow, node_id: str, port: str, target: Target) -> bool:
    """Leave out the way on of a node whose ports all lead somewhere, or that ends there anyway."""
    if port != "next":
        return True
    return target is not None or not flow.nodes[node_id].ports


def _port(flow: Flow, node_id: str, port: str, lines: list[str]) -> str:
    """Return what is written on an edge: an option's text or a condition in place of its number."""
    if port == "next":
        return ""
    name, _, number = port.partition(":")
    if not number:
        return port
    node = flow.nodes.get(node_id, flow.header)
    ports = [one for one in node.ports if one.name == name]
    found = ports[int(number) - 1]
    if name == WHEN and found.guard:
        return _written(found.guard.span, lines) or port
    return _first_excerpt(found) or port


def _written(span: Span, lines: list[str]) -> str:
    """Return the text of a span that lies in one line, "" for any other."""
    if span.line != span.end_line or not 0 < span.line <= len(lines):
        return ""
    return _short(lines[span.line - 1][span.column - 1 : span.end_column - 1])


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"


def _first_excerpt(owner: Node | Port) -> str:
    """Return the beginning of the first value that people could read, "" where there is none."""
    excerpts = map(_excerpt, (*owner.params.values(), *owner.args))
    return next((text for text in excerpts if text), "")


def _excerpt(value: Expression) -> str:
    """Return the beginning of a value as people would read it, "" for one that is worked out."""
    match value:
        case Text(parts=parts):
            text = "".join(part if isinstance(part, str) else "{…}" for part in parts)
        case Name(name=text) | Symbol(name=text):
            pass
        case Literal(value=Duration(text=text)):
            pass
        case _:
            return ""
    return _short(text)
