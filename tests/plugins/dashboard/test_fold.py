"""What each event amounts to: the definitions, one by one."""

from __future__ import annotations

import pytest

from cauce_plugins.dashboard.fold import fold
from cauce_plugins.dashboard.ledger import Ledger, Page
from cauce_plugins.dashboard.talk import Heard, dump, load, opened

T0 = 1_790_000_100_000


class Case:
    """One conversation, and what it amounts to so far."""

    def __init__(self):
        self.talk = opened(T0)
        self.ledger = Ledger()
        self.seq = 0

    def hear(self, after, kind, author="", user=0, **data):
        self.seq += 1
        # As it is kept and found again between any two events.
        self.talk = load(dump(self.talk))
        fold(self.talk, Heard(self.seq, kind, data, T0 + after * 1000, author, user), Page(self.ledger, 1))
        return self

    def count(self, name, area=None):
        return sum(one[name] for key, one in self.ledger.counts.items() if area in {None, key[1]})

    def spans(self, kind):
        return sum(ms for key, (_, ms) in self.ledger.spans.items() if key[3] == kind) // 1000

    def deeds(self, user):
        return sum((one for key, one in self.ledger.deeds.items() if key[3] == user), start=type(self.ledger.steps)())

    def steps(self):
        return {(node, what): n for (_, _, _, _, node, what), n in self.ledger.steps.items()}


def to(owner, area=None, user=None):
    return {"owner": owner, "area": area, "assignee": user}


@pytest.fixture
def case():
    return Case()


def test_a_first_answer_counts_from_when_people_were_asked_for(case):
    case.hear(0, "message.new", "contact").hear(60, "conversation.queued", area="Ventas")
    case.hear(90, "conversation.taken", to=to("human", "Ventas", 7)).hear(100, "message.new", "human", 7)
    case.hear(200, "message.new", "human", 7)
    assert case.spans("response") == 40
    assert case.spans("wait") == 30
    assert (case.deeds(7)["responses"], case.deeds(7)["response_ms"], case.deeds(7)["said"]) == (1, 40_000, 2)


def test_a_first_answer_that_nobody_was_asked_for_counts_from_the_opening(case):
    case.hear(5, "message.new", "contact").hear(35, "message.new", "human")
    case.hear(35, "conversation.taken", by="phone", to=to("human"))
    assert case.spans("response") == 35
    assert not case.ledger.deeds


def test_the_times_of_bot_queue_person_and_pause_are_told_apart(case):
    case.hear(0, "message.new", "contact").hear(10, "conversation.paused", reason="loop")
    case.hear(30, "conversation.returned", reason="pause").hear(60, "conversation.queued", area="Ventas")
    case.hear(100, "conversation.assigned", to=to("human", "Ventas", 7)).hear(150, "conversation.closed", who=7)
    seconds = {name: case.count(f"{name}_ms") // 1000 for name in ("bot", "paused", "queue", "human")}
    assert seconds == {"bot": 40, "paused": 20, "queue": 40, "human": 50}
    assert case.deeds(7)["human_ms"] == 50_000
    assert case.count("human_ms", "Ventas") == 50_000


def test_what_the_bot_closes_is_told_apart_from_what_people_close(case):
    case.hear(0, "message.new", "contact").hear(9, "conversation.closed", reason="end")
    assert (case.count("closed"), case.count("closed_bot"), case.spans("resolution")) == (1, 1, 9)
    other = Case().hear(3, "conversation.taken", to=to("human", None, 7)).hear(9, "conversation.closed", who=8)
    assert (other.count("closed"), other.count("closed_bot"), other.deeds(8)["closed"], other.deeds(7)["closed"]) == (
        1,
        0,
        1,
        0,
    )


def test_what_is_opened_again_is_resolved_again_from_then_on(case):
    case.hear(0, "message.new", "contact").hear(100, "conversation.closed", who=7)
    case.hear(500, "conversation.reopened", to=to("human", None, 7)).hear(520, "conversation.closed", who=7)
    assert (case.count("reopened"), case.spans("resolution"), case.count("human_ms"), case.count("opened")) == (
        1,
        120,
        20_000,
        1,
    )


def test_a_transfer_counts_for_who_gave_and_for_who_got(case):
    case.hear(1, "conversation.taken", to=to("human", "Ventas", 7))
    case.hear(2, "conversation.transferred", to=to("human", "Ventas", 8))
    case.hear(3, "conversation.transferred", to=to("queue", "Soporte"))
    assert [case.deeds(user)["transferred"] for user in (7, 8)] == [1, 1]
    assert [case.deeds(user)["taken"] for user in (7, 8)] == [1, 1]
    assert (case.count("transferred", "Ventas"), case.count("queued", "Soporte"), case.count("taken", "Ventas")) == (
        2,
        1,
        2,
    )


def test_what_belongs_to_no_rule_changes_no_figure(case):
    before = Case().hear(0, "message.new", "contact")
    case.hear(0, "message.new", "contact").hear(1, "conversation.tagged", tags=[]).hear(2, "weather.changed")
    assert case.ledger == before.ledger


def test_a_clock_that_went_back_takes_no_time_away(case):
    case.hear(50, "conversation.queued", area="Ventas").hear(20, "conversation.taken", to=to("human", "Ventas", 7))
    assert (case.count("queue_ms"), case.spans("wait")) == (0, 0)


def test_a_run_is_followed_from_node_to_node(case):
    case.hear(0, "message.new", "bot", node="saluda")
    case.hear(0, "run.started", flow="mesa", revision="r1", walk={"edges": [["saluda", "next"]], "at": ["menu"]})
    case.hear(9, "message.new", "bot", node="menu", walk={"edges": [["menu", "2"], ["si", "yes"]], "at": ["menu"]})
    case.hear(30, "conversation.closed", reason="closed").hear(30, "run.ended", reason="closed")
    assert case.steps() == {
        ("", "started"): 1, ("saluda", "reached"): 1, ("saluda", "port:next"): 1, ("menu", "reached"): 2, ("menu", "port:2"): 1,
        ("si", "reached"): 1, ("si", "port:yes"): 1, ("menu", "dropped"): 1, ("", "ended"): 1,
    }  # fmt: skip


def test_who_was_handed_over_or_came_to_the_end_was_not_dropped(case):
    case.hear(0, "run.started", flow="mesa", revision="r1", walk={"edges": [], "at": ["menu"]})
    case.hear(5, "conversation.queued", area="Ventas", node="pasa")
    case.hear(5, "run.walked", walk={"edges": [["menu", "1"]], "at": ["pasa"]})
    case.hear(9, "conversation.taken", to=to("human", "Ventas", 7)).hear(20, "conversation.closed", who=7)
    case.hear(20, "run.ended", reason="closed")
    assert ("pasa", "dropped") not in case.steps()
    assert case.steps()["", "handed"] == 1
    other = Case().hear(0, "run.started", flow="m", revision="r", walk={"edges": [], "at": ["a"]})
    other.hear(3, "run.ended", reason="end", walk={"edges": [["a", "next"]]})
    assert "dropped" not in {what for _, what in other.steps()}


def test_a_person_of_the_team_who_takes_a_run_over_is_told_at_its_node(case):
    case.hear(0, "run.started", flow="mesa", revision="r1", walk={"edges": [], "at": ["menu"]})
    case.hear(5, "conversation.taken", to=to("human", None, 7)).hear(8, "conversation.closed", who=7)
    case.hear(8, "run.ended", reason="closed")
    assert case.steps()["menu", "taken"] == 1
    assert ("menu", "dropped") not in case.steps()


def test_nodes_of_a_flow_that_was_called_are_counted_as_its_own(case):
    case.hear(0, "run.started", flow="mesa", revision="r1",
              walk={"edges": [["llama", "next"], ["pide", "ok", "datos", "d3"]], "at": ["otro", "datos", "d3"]})  # fmt: skip
    flows = {(flow, revision, node) for _, _, flow, revision, node, _ in case.ledger.steps}
    assert {("mesa", "r1", "llama"), ("datos", "d3", "pide"), ("datos", "d3", "otro")} <= flows
