"""Places on the canvas: a file of their own, one line per thing, that follows its nodes."""

from __future__ import annotations

import pytest

from cauce_dsl import compiler
from cauce_dsl.layout import follow, layout_of, read_layout, with_layout, write_layout
from cauce_dsl.parser import parse

LAYOUT = {
    "format": "layout/1",
    "zoom": 1.5,
    "sections": {"soporte": {"x": 40, "y": 300}, "fin": {"x": 0}},
    "nodes": {"soporte/rut": {"x": 12}},
}
WRITTEN = """{
  "format": "layout/1",
  "zoom": 1.5,
  "sections": {
    "fin": {"x": 0},
    "soporte": {"x": 40, "y": 300}
  },
  "nodes": {
    "soporte/rut": {"x": 12}
  }
}
"""


def test_a_layout_is_written_one_thing_a_line():
    assert write_layout(LAYOUT) == WRITTEN


def test_what_is_written_reads_back():
    assert read_layout(WRITTEN) == LAYOUT
    assert read_layout(write_layout({"format": "layout/1"})) == {"format": "layout/1"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "flow/1"}',
        '{"format": "layout/1", "nodes": []}',
        '{"format": "layout/1", "sections": {"a": 1}}',
        '{"format": "layout/1", "x": NaN}',
        "[" * 100_000,
    ],
)
def test_what_is_no_layout_is_refused(text):
    with pytest.raises(ValueError, match=r"^\$"):
        read_layout(text)


def test_a_graph_carries_its_layout():
    graph = {"format": "flow/1"}
    assert layout_of(graph) is None
    assert layout_of(with_layout(graph, LAYOUT)) == LAYOUT
    assert with_layout(with_layout(graph, LAYOUT), None) == graph
    with pytest.raises(ValueError, match="layout/1"):
        layout_of({"layout": {}})


def test_places_follow_their_nodes(vocabulary):
    text = 'flow x\n\nsoporte:\n  say "a"\n  ask "b" as {}\n'
    before, after = (compiler.compile(parse(text.format(name)).document, vocabulary)[0] for name in ("rut", "dni"))
    assert follow(LAYOUT, before, after) == {
        **LAYOUT,
        "sections": {"soporte": {"x": 40, "y": 300}},
        "nodes": {"soporte/dni": {"x": 12}},
    }
    assert follow({"format": "layout/1"}, before, after) == {"format": "layout/1"}
