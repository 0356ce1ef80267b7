"""Where the builder draws things: a file beside the flow, `NAME.layout.json`, that never changes what the flow does.

    {"format": "layout/1", "sections": {"soporte": {"x": 40, "y": 300}}, "nodes": {"soporte/rut": {"x": 12}}}

What a section or a node is given is the builder's own business. In a graph it travels under "layout".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cauce.model.flow import Flow
from cauce_dsl.graph_reader import check_json

FORMAT = "layout/1"
_KEYED = ("sections", "nodes")


def read_layout(text: str) -> dict[str, Any]:
    """Return the layout of a file. Raises ValueError, with a JSON path, where it is none."""
    try:
        layout = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"$: not JSON: {error}") from None
    check_layout(layout)
    return dict(layout)


def check_layout(layout: Any) -> None:
    """Raise ValueError, with a JSON path, unless this is a layout."""
    check_json(layout)
    if not isinstance(layout, Mapping) or layout.get("format") != FORMAT:
        raise ValueError(f"$.format: a layout has the format {FORMAT}")
    for part in _KEYED:
        places = layout.get(part, {})
        if not isinstance(places, Mapping) or not all(isinstance(one, Mapping) for one in places.values()):
            raise ValueError(f"$.{part}: an object of objects belongs here")


def write_layout(layout: Mapping[str, Any]) -> str:
    """Return the file of a layout: sorted, one section or node per line, so that a drag changes one line."""
    check_layout(layout)
    lines = [f'  "format": {_dump(FORMAT)}']
    lines += [f"  {_dump(key)}: {_dump(layout[key])}" for key in sorted(layout.keys() - {"format", *_KEYED})]
    for part in _KEYED:
        places = [f"    {_dump(name)}: {_dump(place)}" for name, place in sorted(layout.get(part, {}).items())]
        if places:
            lines.append(f'  "{part}": {{\n' + ",\n".join(places) + "\n  }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def with_layout(graph: Mapping[str, Any], layout: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the graph with a layout in it, or without any."""
    bare = {key: value for key, value in graph.items() if key != "layout"}
    return {**bare, "layout": dict(layout)} if layout else bare


def layout_of(graph: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the layout that a graph carries. Raises ValueError where what it carries is none."""
    layout = graph.get("layout")
    if layout is None:
        return None
    check_layout(layout)
    return dict(layout)


def follow(layout: Mapping[str, Any], before: Flow, after: Flow) -> dict[str, Any]:
    """Return the layout of a flow that was written and read again: its nodes may have got other ids on the way.

    `before` and `after` are the same flow, node for node. What the flow no longer has is left out.
    """
    ids = dict(zip(before.nodes, after.nodes, strict=True))
    labels = {section.label for section in after.sections}
    places: dict[str, Mapping[str, Any]] = {
        "sections": {label: place for label, place in layout.get("sections", {}).items() if label in labels},
        "nodes": {ids[name]: place for name, place in layout.get("nodes", {}).items() if name in ids},
    }
    return {**layout, **{part: places[part] for part in _KEYED if part in layout}}
