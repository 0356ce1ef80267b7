"""Rounds without a pause."""

from __future__ import annotations

import time

import pytest

from cauce.engine.issues import inspect
from cauce.engine.issues.components import circles, way_round
from cauce.model.expression import Symbol
from cauce.model.flow import Flow, Jump, Node, Section


@pytest.mark.parametrize(
    "pause",
    ['ask "a" as b', "wait 2s", "call encuesta", 'menu "a"\n    - "b"', "redirect ventas\n    on closed\n      end"],
)
def test_a_round_with_a_pause_is_fine(find, pause):
    assert find(f'  say "a"\n  {pause}\n  -> start\n') in ([], [("W301", 8, 6)])


def test_a_round_that_nothing_gets_out_of_is_an_error(find):
    assert find('  say "a"\n  if contact.a\n    say "b"\n  else\n    say "c"\n  -> start\n') == [("E303", 6, 5)]


def test_a_round_that_a_condition_gets_out_of_is_a_warning(find):
    assert find('  say "a"\n  if contact.a -> start\n') == [("W303", 5, 3)]
    assert find('  http GET "a" as b\n    on error -> start\n  end\n') == [("W303", 4, 3)]


def test_two_rounds_are_two_problems(find):
    text = '  if contact.a -> uno\n  -> dos\n\nuno:\n  say "a"\n  -> uno\n\ndos:\n  say "b"\n  -> dos\n'
    assert find(text) == [("E303", 8, 3), ("E303", 12, 3)]


def test_sections_that_only_jump_to_each_other_are_told(find):
    assert find("  -> uno\n\nuno:\n  -> dos\n\ndos:\n  -> uno\n") == [("E303", 10, 6)]
    assert find("  -> start\n") == [("E303", 4, 6)]


def test_a_long_round_is_told_in_short(find, vocabulary_free_flow):
    found = inspect(*vocabulary_free_flow(20))
    (path,) = [one.args["path"] for one in found if one.code == "E303"]
    assert path == "n0 → n1 → n2 → n3 → n4 → n5 → … → n19 → n0"


@pytest.fixture
def vocabulary_free_flow():
    """Return a function: a flow of `say`s in a round, and the core's words."""
    from vocabularies import core_vocabulary

    def make(count):
        nodes = {f"n{number}": Node(f"n{number}", "say", params={"text": Symbol("a")}) for number in range(count)}
        return Flow(Node("", "flow"), (Section("a", (*nodes, Jump("a"))),), nodes), core_vocabulary()

    return make


def test_a_flow_without_places_keeps_all_its_problems():
    from vocabularies import core_vocabulary

    asks = {name: Node(name, "ask") for name in "abc"}
    sections = tuple(Section(name, (name,)) for name in asks)
    found = inspect(Flow(Node("", "flow"), sections, asks), core_vocabulary())
    assert [one.code for one in found] == ["W304", "W304", "W304", "W302", "W302"]


def test_ten_thousand_steps_in_a_round_take_a_moment(vocabulary_free_flow):
    flow, vocabulary = vocabulary_free_flow(10_000)
    start = time.process_time()
    assert [one.code for one in inspect(flow, vocabulary)] == ["E303"]
    assert time.process_time() - start < 60


def test_components_are_those_one_can_walk_round_in():
    graph = {"a": ["b"], "b": ["c", None], "c": ["b", "d", Jump("x")], "d": ["d"], "e": ["a", "gone"]}
    assert sorted(map(sorted, circles(graph))) == [["b", "c"], ["d"]]


def test_the_way_round_is_the_shortest():
    graph = {"a": ["b", "c"], "b": ["c"], "c": ["d", "x"], "d": ["a"]}
    assert way_round(graph, "a", {"a", "b", "c", "d"}) == ["a", "c", "d"]
    assert way_round({"a": ["a"]}, "a", {"a"}) == ["a"]
