"""`cauce graph`: a flow as a drawing."""

from __future__ import annotations

import json

from cauce.drawing import draw
from cauce.project import Project

from .conftest import HELLO, WRONG

DESK = """flow desk "Desk"
  on timeout 5m -> bye

start:
  menu "Say \\"what\\" <now>?"
    - "Sales" -> sales
    - "Other"
      say "Fine"
    on invalid -> other_flow.start

sales:
  ask "How many?" as number type=number
  if number > 3 -> bye
  wait 10s

bye:
  end
"""


def test_mermaid_has_every_node_and_every_edge(cauce, write):
    write("desk.flow", DESK)
    done = cauce("graph", "desk.flow")
    assert done.code == 0
    assert done.out.startswith("flowchart TD\n")
    assert 'start(["inicio"])' in done.out
    assert 'n1["menu Say #quot;what#quot; #lt;now>?"]' in done.out
    assert 'n1 -->|"Sales"| n3' in done.out
    assert 'n1 -->|"Other"| n2' in done.out
    assert 'n1 -->|"invalid"| o' in done.out
    assert '(["other_flow.start"])' in done.out
    assert 'start -.->|"timeout"| n6' in done.out
    assert 'n4 -->|"number > 3"| n6' in done.out
    assert 'subgraph g2["sales"]' in done.out
    assert 'n5["wait 10s"]' in done.out
    assert " end --" not in done.out, "a word that Mermaid keeps for itself"


def test_dot_says_the_same(cauce, write):
    write("desk.flow", DESK)
    done = cauce("graph", "--format", "dot", "--lang", "en", "desk.flow")
    assert done.out.startswith('digraph "desk" {\n')
    assert '  start [label="start", shape=oval];' in done.out
    assert 'n1 [label="menu Say \\"what\\" <now>?"];' in done.out
    assert '  start -> n6 [label="timeout", style=dashed];' in done.out
    assert "  n3 -> n4;" in done.out
    assert done.out.endswith("}\n")


def test_json_is_what_the_builder_draws(cauce, write):
    write("hello.flow", HELLO)
    graph = json.loads(cauce("graph", "--json", "hello.flow").out)
    assert graph["format"] == "flow/1"
    assert graph["nodes"]["start/say"]["params"] == {"text": "Hello"}
    assert json.loads(cauce("graph", "--format", "json", "-", given=HELLO).out) == graph


def test_a_flow_with_problems_is_drawn_and_told_of(cauce, write):
    write("wrong.flow", WRONG)
    done = cauce("graph", "wrong.flow")
    assert done.code == 1
    assert "E205" in done.err
    assert "sya" in done.out


def test_a_file_that_cannot_be_read_is_not_drawn(cauce, write):
    write("bad.flow", b"\xff")
    done = cauce("graph", "bad.flow")
    assert (done.code, done.out) == (1, "")
    assert "E602" in done.err


def test_one_flow_is_drawn_at_a_time(cauce, write):
    write("a.flow", HELLO)
    write("b.flow", HELLO.replace("hello", "b"))
    done = cauce("graph", ".")
    assert done.code == 2
    assert "a.flow, b.flow" in done.err


def test_long_texts_are_cut_and_empty_sections_drawn(cauce, write):
    write("a.flow", f'flow a\n\nstart:\n  say "{"long " * 30}"\n  set total=1 + 1\n')
    out = cauce("graph", "a.flow").out
    assert 'n1["say long long long long long long long long…"]' in out
    assert 'n2["set"]' in out


def test_without_the_text_conditions_are_numbered(write):
    file = write("desk.flow", DESK)
    (read,) = Project.open(file, {}, entry_points=False).read([file])
    drawing = draw(read.flow)
    assert "when:1" in [line.text for line in drawing.lines]
    assert drawing.title == "desk"
    assert {box.group for box in drawing.boxes} == {"start", "sales", "bye"}
