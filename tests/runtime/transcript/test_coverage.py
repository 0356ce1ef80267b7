"""What the tests of a flow walked, and what they left out."""

from __future__ import annotations

from cauce.transcript.coverage import Coverage, cover, edge_name

FLOW = """\
flow shop
  lang = en
  on keyword "stop" -> bye
  on timeout 1h -> bye

start:
  if contact.vip -> bye
  if contact.name
    say "Hi {contact.name}"
  else
    say "Hi"
  menu "What?"
    - "A"
    - "B" -> bye
    on invalid -> bye
  redirect desk
    on closed -> bye

bye:
  end "Bye"
"""


def coverage(play, chat):
    (found,) = play(chat, files={"flows/shop.flow": FLOW}).coverage
    return found


def test_every_edge_that_can_be_walked_counts_once(play):
    found = coverage(play, 'test "x"\n> hi\n< Hi\n< What? ...\n> 1\n= redirect desk\n')
    assert [edge_name(*edge) for edge in found.edges] == [
        "on keyword:1", "on timeout", "start/if:when:1", "start/if:next", "start/if-2:when:1", "start/if-2:else",
        "start/say:next", "start/say-2:next", "start/menu:option:1", "start/menu:option:2", "start/menu:invalid",
        "start/redirect:closed",
    ]  # fmt: skip
    assert found.missing == (
        "on keyword:1", "on timeout", "start/if:when:1", "start/if-2:when:1", "start/say:next", "start/menu:option:2",
        "start/menu:invalid", "start/redirect:closed",
    )  # fmt: skip
    assert found.unvisited == ("start/say", "bye/end")
    assert round(found.percent) == 33


def test_tests_add_up_and_reach_all(play):
    menu = "< Hi\n< What? ...\n"
    found = coverage(
        play,
        f'test "a"\n> hi\n{menu}> 1\n= redirect desk\ntest "b"\n> hi\n{menu}> 2\n< Bye\ntest "c"\n> hi\n{menu}> stop\n< Bye\n'
        f'test "d"\n> hi\n{menu}@ 1h\n< Bye\ntest "e"\n> hi\n{menu}> x\n< ...\n> y\n< ...\n> z\n< Bye\n'
        f'test "f"\ngiven contact.vip = true\n> hi\n< Bye\ntest "g"\ngiven contact.name = "Ana"\n> hi\n< Hi Ana\n< ...\n'
        f'test "h"\ngiven area desk closed\n> hi\n{menu}> 1\n< Bye\n',
    )
    assert (found.missing, found.unvisited, found.percent) == ((), (), 100)


def test_a_flow_without_edges_is_covered(play):
    from cauce.model.expression import Name
    from cauce.model.flow import Flow, Node

    empty = cover(Flow(Node("", "flow", params={"name": Name("x")}), (), {}), {}, [])
    assert empty == Coverage("x", (), frozenset(), (), frozenset())
    assert empty.percent == 100
