"""Listeners: told what happened once it is durable, in order, over restarts, and past what they cannot bear."""

from __future__ import annotations

import asyncio

import pytest

import databases
from cauce.clock import FrozenClock
from cauce.delivery import ear, listening
from cauce.delivery.following import Reading
from cauce.errors import Unavailable
from cauce.model.listener import Happened, Listener
from cauce.store import channels, conversations, events, hearings, news
from cauce.store.conversations import Who
from cauce.store.hearings import Cursor
from delivery_rig import until
from hosting_rig import WORDS, Process


@pytest.fixture
def backend(database_kind, tmp_path, monkeypatch):
    monkeypatch.setattr(ear, "PAUSE", 0.001)
    monkeypatch.setattr(ear, "LONGEST", 0.002)
    monkeypatch.setattr(listening, "POLL", {True: 0.02, False: 0.02})
    monkeypatch.setattr(listening, "TAKE", 0.0)
    return databases.fresh(database_kind, tmp_path)


@pytest.fixture
async def processes(backend):
    """A function that makes a process; those that still run at the end leave."""
    made = []

    async def make():
        process = Process(backend, FrozenClock())
        made.append(process)
        await process.join()
        return process

    yield make
    for process in made:
        if not process.database.writer._closed:
            await process.leave()


class Told:
    """A listener that keeps what it was told. `moods` are what happens to it, in order; it cannot bear `poison`."""

    def __init__(self, *types, name="mine.ear", **how):
        self.batches: list[list[Happened]] = []
        self.by = []
        self.moods = []
        self.poison = set()
        self.calls = []
        self.listener = Listener(name, WORDS, types or ("a",), self.hear, **how)

    async def hear(self, host, happened):
        self.calls.append([one.data.get("n") for one in happened])
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, Exception):
            raise mood
        if mood is not None:
            await mood.wait()
        if bad := self.poison.intersection(one.data["n"] for one in happened):
            raise ValueError(f"it cannot bear {sorted(bad)}")
        self.batches.append(list(happened))
        self.by.append(host.process.epoch)

    @property
    def heard(self):
        return [one.data["n"] for batch in self.batches for one in batch]


def happen(process, *numbers, kind="a"):
    return process.database.write(
        lambda db: [events.tell_team(db, (kind, {"n": number}), 5) for number in numbers] and None
    )


async def place(process, name="mine.ear"):
    [(found,)] = await process.rows("SELECT place FROM hearings WHERE name = ?", name)
    return found


async def stored(process, count, name="mine.ear"):
    """Wait until it is stored that a listener has heard so much of the log."""
    async with asyncio.timeout(300):
        while await place(process, name) < count:  # noqa: ASYNC110 - it is another task's doing
            await asyncio.sleep(0.01)


async def test_it_hears_what_it_wants_in_order_and_only_from_now_on(processes):
    one, told = await processes(), Told("a", "b")
    await happen(one, 1, 2)
    await one.listen(told.listener)
    await happen(one, 3)
    await happen(one, 4, kind="c")
    await happen(one, 5, kind="b")
    await until(lambda: told.heard == [3, 5])
    assert [(one.type, one.at, one.conversation) for batch in told.batches for one in batch] == [
        ("a", 5, None), ("b", 5, None),
    ]  # fmt: skip


async def test_it_is_told_of_which_conversation_it_was(processes):
    one, told = await processes(), Told()

    def meet(db):
        channel = channels.enrol(db, "linea", "record", 1)
        talk = conversations.meet(db, channel, Who(("phone", "1"), "Ana"), 1).conversation
        events.tell(db, talk, [("a", {"n": 1, "more": {"ñ": [1.5]}})], 7)
        return talk

    await one.listen(told.listener)
    talk = await one.database.write(meet)
    await until(lambda: told.heard == [1])
    [[happened]] = told.batches
    assert (happened.conversation, happened.at, happened.data) == (talk, 7, {"n": 1, "more": {"ñ": [1.5]}})


async def test_after_a_restart_it_goes_on_where_it_was(processes):
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await happen(one, 1, 2)
    await until(lambda: told.heard == [1, 2])
    await one.leave()
    two = await processes()
    await happen(two, 3, 4)
    await two.listen(told.listener)
    await happen(two, 5)
    await until(lambda: told.heard == [1, 2, 3, 4, 5])


async def test_what_was_being_told_when_the_process_died_is_told_again(processes):
    one, told = await processes(), Told()
    told.moods.append(asyncio.Event())
    await one.listen(told.listener)
    await happen(one, 1)
    await until(lambda: told.calls == [[1]])
    await happen(one, 2)
    await one.die()
    two = await processes()
    await two.listen(told.listener)
    await until(lambda: told.heard == [1, 2])
    assert set(told.by) == {two.epoch}


async def test_one_that_ends_in_good_order_lets_it_hear_to_the_end(processes):
    one, told, gate = await processes(), Told(), asyncio.Event()
    told.moods.append(gate)
    await one.listen(told.listener)
    await happen(one, 1)
    await until(lambda: told.calls)
    leaving = asyncio.create_task(one.leave())
    await asyncio.sleep(0)
    gate.set()
    await leaving
    two = await processes()
    assert await two.rows("SELECT told_by FROM hearings") == [(0,)]
    await two.listen(told.listener)
    await happen(two, 2)
    await until(lambda: told.heard == [1, 2])


async def test_one_that_ends_does_not_wait_for_ever(processes, monkeypatch, caplog):
    monkeypatch.setattr(listening, "ENDING", 0.01)
    one, told = await processes(), Told()
    told.moods.append(asyncio.Event())
    await one.listen(told.listener)
    await happen(one, 1)
    await until(lambda: told.calls)
    await one.leave()
    assert "cauce-listener-mine.ear did not end in time" in caplog.text
    two = await processes()
    await two.listen(told.listener)
    await until(lambda: told.heard == [1])


async def test_of_two_processes_one_tells_and_what_either_commits(processes, backend):
    if not backend.shared:
        pytest.skip("a file has one process")
    one, two, told = await processes(), await processes(), Told()
    await asyncio.gather(one.listen(told.listener), two.listen(told.listener))
    await until(lambda: one.listening._ears or two.listening._ears)
    for number in range(0, 40, 2):
        await asyncio.gather(happen(one, number), happen(two, number + 1))
    await until(lambda: len(told.heard) >= 40)
    assert sorted(told.heard) == list(range(40))
    assert len(set(told.by)) == 1
    teller, other = (one, two) if told.by[0] == one.epoch else (two, one)
    await teller.leave()
    await happen(other, 40)
    await until(lambda: told.heard[-1] == 40)
    assert len(told.heard) == 41
    assert told.by[-1] == other.epoch


class Slow:
    """A transaction that has its places in the log, and is not committed yet."""

    def __init__(self, backend, *numbers):
        self.db = backend.connect()
        self.db.begin()
        add = "INSERT INTO events (stream, seq, type, data, at) VALUES ('late', ?, 'a', ?, 5)"
        for number in numbers:
            self.db.execute(add, (number, f'{{"n": {number}}}'))

    def commit(self):
        self.db.commit()
        self.db.close()


async def test_what_is_committed_behind_its_turn_is_not_lost(processes, backend):
    """Processes number events before they commit them, so that one may come to a place that was passed over."""
    if not backend.shared:
        pytest.skip("a file has one process")
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await happen(one, 1)
    await until(lambda: told.heard == [1])
    slow = await asyncio.to_thread(Slow, backend, 2, 3)
    await happen(one, 4)
    await until(lambda: told.heard == [1, 4])
    await asyncio.to_thread(slow.commit)
    await until(lambda: told.heard == [1, 4, 2, 3])
    await happen(one, 5)
    await until(lambda: told.heard == [1, 4, 2, 3, 5])


@pytest.mark.parametrize("meanwhile", [True, False])
async def test_who_takes_over_knows_what_may_still_come(processes, backend, monkeypatch, meanwhile):
    if not backend.shared:
        pytest.skip("a file has one process")
    monkeypatch.setattr(news, "GAPS", 1)
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await until(lambda: one.listening._ears)
    slow = await asyncio.to_thread(Slow, backend, 1, 2)
    await happen(one, 3, 4)
    await until(lambda: told.heard == [3, 4])
    await one.leave()
    if meanwhile:
        await asyncio.to_thread(slow.commit)
    two = await processes()
    await two.listen(told.listener)
    await until(lambda: two.listening._ears)
    await happen(two, 5)
    await until(lambda: 5 in told.heard)
    if not meanwhile:
        await asyncio.to_thread(slow.commit)
    await until(lambda: len(told.heard) == 5)
    assert sorted(told.heard) == [1, 2, 3, 4, 5]
    assert told.heard.index(1) < told.heard.index(2)


def test_a_cursor_knows_what_was_not_heard_and_what_may_still_come():
    late, new = (Happened(3, "a", {}, 1), Happened(5, "a", {}, 1)), Happened(12, "a", {}, 1)
    reading, begin = Reading((*late, new), 20, frozenset({7, 15})), Cursor(10, frozenset({3, 5, 7, 8}))
    assert reading.after(begin, 3) == Cursor(10, frozenset({5, 7}))
    assert reading.after(begin, 12) == Cursor(12, frozenset({7}))
    assert reading.after(begin, 20) == Cursor(20, frozenset({7, 15}))


async def test_what_goes_wrong_is_told_again(processes):
    one, told = await processes(), Told()
    told.moods = [ValueError("no"), ValueError("no")]
    await one.listen(told.listener)
    await happen(one, 1, 2)
    await happen(one, 3)
    await until(lambda: told.heard == [1, 2, 3])
    assert await one.rows("SELECT COUNT(*) FROM unheard") == [(0,)]


async def test_one_that_hangs_is_cut_off_and_told_again(processes):
    one, told = await processes(), Told(deadline=0.01)
    told.moods = [asyncio.Event()]
    await one.listen(told.listener)
    await happen(one, 1)
    await until(lambda: told.heard == [1])


async def test_what_it_cannot_bear_is_set_aside_and_the_rest_is_told(processes, caplog):
    one, told = await processes(), Told()
    told.poison = {3, 5}
    await one.listen(told.listener)
    await happen(one, *range(1, 8))
    await until(lambda: told.heard == [1, 2, 4, 6, 7])
    await happen(one, 8)
    await until(lambda: told.heard[-1] == 8)
    numbers = await one.rows("SELECT id FROM events WHERE data IN ('{\"n\":3}', '{\"n\":5}') ORDER BY id")
    assert await one.rows("SELECT listener, event, error, at FROM unheard ORDER BY event") == [
        ("mine.ear", number, f"ValueError: it cannot bear [{n}]", one.clock.now())
        for (number,), n in zip(numbers, (3, 5), strict=True)
    ]
    assert told.calls.count([3]) == ear.ALONE
    assert "could not bear the event" in caplog.text


async def test_one_that_is_fenced_off_is_told_when_the_fence_is_down(processes):
    one, told = await processes(), Told()
    one.guard._rest = 3600.0
    told.moods = [ValueError("no")] * 3
    await one.listen(told.listener)
    await happen(one, 1)
    await until(one.guard.fenced)
    await asyncio.sleep(0.05)
    assert len(told.calls) == 3
    assert await one.rows("SELECT COUNT(*) FROM unheard") == [(0,)]
    one.guard._rest = 0
    await until(lambda: told.heard == [1])


async def test_one_that_is_slow_holds_up_no_other(processes):
    one, slow, quick, gate = await processes(), Told(name="mine.slow"), Told(name="mine.quick"), asyncio.Event()
    slow.moods = [gate]
    await one.listen(slow.listener, quick.listener)
    for number in range(5):
        await happen(one, number)
        await until(lambda: quick.heard == list(range(number + 1)))  # noqa: B023 - it is done with here
    gate.set()
    await until(lambda: slow.heard == quick.heard)


async def test_a_backlog_comes_in_batches_and_once(processes, monkeypatch):
    one, told, other = await processes(), Told(), Told("z", name="mine.other")
    await one.listen(told.listener, other.listener)
    await until(lambda: len(one.listening._ears) == 2)
    await one.leave()
    two = await processes()

    def fill(db):
        rows = [("team", n, "b" if n % 3 else "a", f'{{"n":{n}}}', 1) for n in range(1, 1501)]
        db.executemany("INSERT INTO events (stream, seq, type, data, at) VALUES (?, ?, ?, ?, ?)", rows)

    await two.database.write(fill)
    monkeypatch.setattr("cauce.delivery.following.SPAN", 400)
    await two.listen(told.listener, other.listener)
    await until(lambda: len(told.heard) == 500)
    assert told.heard == list(range(3, 1501, 3))
    assert max(map(len, told.batches)) <= 200
    assert other.calls == []


async def test_what_nobody_wants_is_not_read(processes, monkeypatch):
    one, told = await processes(), Told()
    read, whole = [], hearings.read

    def reading(*given, **named):
        read.append(given)
        return whole(*given, **named)

    monkeypatch.setattr(hearings, "read", reading)
    await one.listen(told.listener)
    await until(lambda: one.listening._ears and one.listening._ears["mine.ear"]._idle)
    before = len(read)
    for number in range(20):
        await happen(one, number, kind="b")
    await happen(one, 20)
    await until(lambda: told.heard == [20])
    # One for the twentieth, and one that may look whether there is more.
    assert len(read) - before in {1, 2}


async def test_those_who_want_the_same_are_given_one_reading(processes, monkeypatch):
    one, many = await processes(), [Told(name=f"mine.ear{n}") for n in range(5)]
    await one.listen(*(told.listener for told in many))
    await until(lambda: len(one.listening._ears) == 5 and all(x._idle for x in one.listening._ears.values()))
    read, whole = [], hearings.read

    def reading(*given, **named):
        read.append(given)
        return whole(*given, **named)

    monkeypatch.setattr(hearings, "read", reading)
    await happen(one, 1)
    await until(lambda: all(told.heard == [1] for told in many))
    assert len(read) == 1
    assert len({id(told.batches[0][0]) for told in many}) == 1


async def test_how_far_nothing_that_it_wants_happened_is_stored_at_times(processes, monkeypatch):
    monkeypatch.setattr(ear, "FAR", 10)
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await until(lambda: one.listening._ears)
    for number in range(30):
        await happen(one, number, kind="b")
    await stored(one, 15)
    assert told.calls == []


async def test_a_database_that_does_not_answer_is_waited_for(processes, monkeypatch):
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await until(lambda: one.listening._ears and one.listening._ears["mine.ear"]._idle)
    whole, refused = hearings.keep, []

    def keep(*given, **named):
        if len(refused) < 2:
            refused.append(given)
            raise Unavailable({"es": "no", "en": "no"})
        return whole(*given, **named)

    monkeypatch.setattr(hearings, "keep", keep)
    await happen(one, 1)
    await stored(one, 1)
    assert told.heard == [1]
    assert len(refused) == 2


async def test_a_plugin_that_was_switched_off_hears_what_happened_meanwhile(processes):
    one, told, other = await processes(), Told(), Told(name="mine.other")
    await one.listen(told.listener, other.listener)
    await happen(one, 1)
    await until(lambda: told.heard == other.heard == [1])
    await one.leave()
    two = await processes()
    await two.listen(other.listener)
    await happen(two, 2)
    await until(lambda: other.heard == [1, 2])
    assert told.heard == [1]
    await two.leave()
    three = await processes()
    await three.listen(told.listener)
    await until(lambda: told.heard == [1, 2])


async def test_without_listeners_nothing_is_watched(processes):
    one = await processes()
    await one.listen()
    assert one.database.writer.watchers == []
    await one.listening.stop()


async def test_nobody_is_told_after_the_end(processes):
    one, told = await processes(), Told()
    await one.listen(told.listener)
    await until(lambda: one.listening._ears)
    await one.listening.stop()
    await one.listening.stop()
    assert one.database.writer.watchers == []
    await happen(one, 1)
    assert told.calls == []
