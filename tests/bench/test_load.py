"""The load benches count rightly: what is lost, doubled or out of order shows, on the limit and on Cauce alike."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import Goal, Row, table
from bench.hand_queue import drain
from bench.hand_stores import SQLite
from bench.sampling import sample
from bench.servers import DEAF, Bench, by_hand, cauce, fresh_database
from bench.soak import growth
from bench.wire import Messages, Pool
from bench.world import Figures, Plan, World
from databases import KINDS, SERVER
from served import COUNTER

ACK = {"kind": "ack", "seconds": 0.3, "at_once": 4, "people": 20}
CYCLE = {"kind": "cycle", "seconds": 0.3, "at_once": 4, "people": 20, "statuses": ["sent", "delivered", "read"]}
PACED = {"kind": "paced", "seconds": 0.3, "at_once": 4, "people": 20, "rate": 40.0, "statuses": ["read"]}


def bench_on(kind, folder):
    return Bench(folder, SERVER if kind == "mariadb" else "", None)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4), st.lists(st.integers(0, 400), max_size=6))
def test_messages_are_cut_rightly_wherever_the_bytes_were(bodies, places):
    stream = b"".join(b"HTTP/1.1 200 OK\r\ncontent-Length: %d\r\n\r\n" % len(body) + body for body in bodies)
    cuts = sorted({0, len(stream), *(place for place in places if place < len(stream))})
    messages = Messages()
    found = [one for start, end in pairwise(cuts) for one in messages.feed(stream[start:end])]
    assert [body for _, body in found] == bodies


PLANS = {
    "stored": ("store", DEAF, {**ACK, "answered": False}),
    "cycle": ("answer", COUNTER, CYCLE),
    "paced": ("answer", COUNTER, PACED),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", PLANS)
def test_the_limit_stores_what_it_acknowledges_and_answers_in_order(tmp_path, kind, name):
    bench, (mode, _, plan) = bench_on(kind, tmp_path), PLANS[name]
    check(sample(bench, "test", by_hand(bench, mode), plan, 0), plan)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["stored", "cycle"])
def test_cauce_stores_what_it_acknowledges_and_answers_in_order(tmp_path, kind, name):
    bench, (_, flow, plan) = bench_on(kind, tmp_path), PLANS[name]
    check(sample(bench, "test", cauce(bench, flow), plan, 0), plan)


def check(found, plan):
    assert found["sent"] > 0
    assert found["stored"] == found["acked_ever"] == found["sent"] + plan["people"]
    assert (found["bad"], found["wrong"]) == (0, 0)
    assert found["replies"] == (found["sent"] if plan.get("answered", True) else 0)
    assert found["statuses"] == found["replies"] * len(plan.get("statuses", ()))


async def test_a_reply_that_comes_twice_or_early_is_counted_as_wrong():
    world = World(Plan("ack", 1, 1, 1, 1.0, people=1))
    [person] = world.people

    def reply(text):
        world.graph(json.dumps({"type": "text", "to": person.number, "text": {"body": text}}).encode())

    person.waiting += [(0.0, None), (0.0, None)]
    reply("1")
    assert world.figures.wrong == 0
    reply("3")
    assert world.figures.wrong == 1
    reply("3")
    assert world.figures.wrong == 2
    assert not person.waiting


async def test_a_text_that_nobody_takes_is_counted_and_not_waited_for(unused_tcp_port):
    world = World(Plan("ack", unused_tcp_port, 1, 1, 1.0, people=1))
    world.pool = Pool(unused_tcp_port, 1)
    assert not await world.text(world.people[0], 0.0)
    assert world.figures == Figures(sent=1, bad=1, acks=world.figures.acks)
    assert not world.people[0].waiting


def test_the_limit_knows_a_key_and_raises_statuses_only(tmp_path):
    store = SQLite(str(tmp_path / "hand.db"))
    first, again, later = store.run([("turn", key, b"", "ana", "hola") for key in ("a", "a", "b")])
    assert (first[1], again, later[1]) == ("1", None, "2")
    store.run([("sent", first[0], "net", 1), ("told", "net", 3), ("told", "net", 2)])
    assert store._db.execute("SELECT status FROM messages WHERE wamid = 'net'").fetchone() == (3,)


@pytest.mark.parametrize("kind", KINDS)
def test_the_limit_of_the_queue_says_everything_in_order(tmp_path, kind):
    with fresh_database(bench_on(kind, tmp_path)) as (folder, url):
        found = drain(url or str(folder / "queue.db"), 300, 3)
    assert (found["texts"], found["wrong"]) == (900, 0)


def test_a_goal_is_met_by_the_figure_or_by_its_ratio():
    rows = [
        Row("a", "sqlite", "rate", "/s", 300, 1000, Goal(0.4), of_ratio=True),
        Row("b", "sqlite", "p99", "ms", 90, 10, Goal(100, at_least=False)),
        Row("c", "sqlite", "memory", "MiB", 70),
    ]
    assert [row.verdict for row in rows] == ["no", "yes", ""]
    assert "| a, sqlite | rate, /s | 300 | 1,000 | 0.3 | ≥ 0.4 of the limit | no |" in table(rows)


def test_growth_looks_at_the_second_half_only():
    assert growth([10, 50, 90, 100, 100, 100, 100, 100]) == 0
    assert growth([10, 10, 10, 10, 10, 10, 20, 20]) == pytest.approx(100)
