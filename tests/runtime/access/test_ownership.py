"""Whose a conversation is: any steps in any order against a plain model, and races of which one wins. On each database."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

import databases
from cauce.access import ownership
from cauce.access.conversations import find_seen
from cauce.access.doing import Doing
from cauce.access.door import enrol
from cauce.access.errors import Conflict, Denied, Invalid, Unknown
from cauce.access.ownership import REOPEN_MS, To, Why
from cauce.access.permissions import EVERY, granted
from cauce.access.principal import Principal
from cauce.access.visibility import READ
from cauce.store import channels, conversations, events
from cauce.store import ownership as rows
from cauce.store.conversations import Holder, Who
from cauce.store.ownership import Owned

STAFF = {1: ("OPERATOR", "Ventas"), 2: ("OPERATOR", "Soporte"), 3: ("SALES", "Ventas"), 4: ("SUPERVISOR", "")}
AWAY = 5
"""Somebody who was switched off."""
NOBODY = 99
TEAM = sorted(STAFF)
ANYBODY = [*TEAM, AWAY, NOBODY]
AREAS = ["Ventas", "Soporte", "Cerrada", "Ninguna"]


def person(number: int) -> Principal:
    role, area = STAFF[number]
    permissions = frozenset(granted(role, EVERY))
    return Principal(number, f"u{number}", f"U{number}", role, permissions, frozenset({area} if area else ()))


def staffed(db) -> int:
    """Write down who works here, and return a channel."""
    enrol(db, EVERY, {"Ventas": "", "Soporte": "", "Cerrada": ""}, 1)
    db.execute("UPDATE areas SET active = 0 WHERE name = 'Cerrada'")
    for number in [*TEAM, AWAY]:
        role = STAFF.get(number, ("OPERATOR",))[0]
        db.execute(
            "INSERT INTO users (id, username, name, password, role_id, active, locale, presence, capacity, created_at, "
            "updated_at) SELECT ?, ?, '', '', id, ?, 'es', 'offline', 0, 1, 1 FROM roles WHERE name = ?",
            (number, f"u{number}", int(number != AWAY), role),
        )
    return channels.enrol(db, "linea", "record", 1)


@dataclass(frozen=True)
class Model:
    """A conversation as plain words have it."""

    opened: bool = True
    owner: str = "bot"
    area: str | None = None
    assignee: int | None = None
    closed_at: int = 0
    followed: bool = False

    def sees(self, who: int) -> bool:
        return STAFF[who][0] == "SUPERVISOR" or self.assignee == who or self.area == STAFF[who][1]

    def has(self, who: int) -> bool:
        return self.owner == "human" and self.assignee == who

    def rules(self, who: int) -> bool:
        return self.has(who) or STAFF[who][0] == "SUPERVISOR"

    def given(self, who: int) -> Model:
        return replace(self, owner="human", assignee=who)


def taken(it: Model, who: int, *, over: bool):
    if it.owner == "human" and it.assignee != who:
        if not over:
            return Conflict
        if STAFF[who][0] != "SUPERVISOR":
            return Denied
    return it.given(who)


def assigned(it: Model, who: int, target: int):
    if STAFF[who][0] != "SUPERVISOR":
        return Denied
    return it.given(target) if target in STAFF else Invalid


def transferred(it: Model, who: int, to: To):
    if not it.rules(who):
        return Denied
    if (to.user is None) == (to.area is None):
        return Invalid
    if to.user is not None:
        return it.given(to.user) if to.user in STAFF else Invalid
    if to.area not in {"Ventas", "Soporte"}:
        return Invalid
    return replace(it, owner="queue", area=to.area, assignee=None)


def returned(it: Model, who: int):
    if not it.rules(who):
        return Denied
    return it if it.owner == "bot" else replace(it, owner="bot", area=None, assignee=None)


def reopened(it: Model, who: int, now: int):
    if it.opened or it.followed or now - it.closed_at > REOPEN_MS:
        return Conflict
    return replace(it.given(who), opened=True)


WHO = st.sampled_from(TEAM)


class Ownership(RuleBasedStateMachine):
    """One conversation, a team that does what it likes to it, and a flow that redirects it at times."""

    kind = "sqlite"

    def __init__(self) -> None:
        super().__init__()
        self.closing = contextlib.ExitStack()
        folder = Path(self.closing.enter_context(TemporaryDirectory()))
        self.db = self.closing.enter_context(contextlib.closing(databases.fresh(self.kind, folder).connect()))
        self.channel = staffed(self.db)
        self.now = 1000
        self.id = self.meet()
        self.model = Model()
        self.stale = self.seen()
        self.done = 0

    def teardown(self) -> None:
        self.closing.close()

    def meet(self) -> int:
        return conversations.meet(self.db, self.channel, Who(("visitor", "ana")), self.now).conversation

    def seen(self):
        return find_seen(self.db, person(4), self.id)

    def doing(self, who: int) -> Doing:
        return Doing(person(who), self.now, EVERY, "10.0.0.1")

    def expect(self, who: int, act, wanted, *, of_open: bool = True) -> None:
        """Do it, and hold what became of it against what the model says. wanted: a new model, or what is raised."""
        self.now += 1
        if not self.model.sees(who):
            wanted = Unknown
        elif of_open and not self.model.opened:
            wanted = Conflict
        if isinstance(wanted, Model):
            after = act(self.db, self.doing(who), self.seen())
            assert (after.opened, after.owner, after.area, after.assignee) == told(wanted)
            self.done += told(wanted) != told(self.model)
            self.model = wanted
        else:
            with pytest.raises(wanted):
                act(self.db, self.doing(who), self.seen())

    @rule(area=st.sampled_from(["Ventas", "Soporte"]))
    def redirect(self, area):
        if self.model.opened and self.model.owner == "bot":
            conversations.give(self.db, self.id, Holder("queue", area), self.now)
            self.model = replace(self.model, owner="queue", area=area)

    @rule()
    def pause(self):
        if self.model.opened and self.model.owner == "bot":
            conversations.give(self.db, self.id, Holder("paused"), self.now)
            self.model = replace(self.model, owner="paused", area=None)

    @rule(who=WHO, over=st.booleans())
    def take(self, who, over):
        self.expect(who, partial(ownership.take, over=over), taken(self.model, who, over=over))

    @rule(who=WHO, user=st.sampled_from(ANYBODY))
    def assign(self, who, user):
        self.expect(who, partial(ownership.assign, user=user), assigned(self.model, who, user))

    @rule(who=WHO, to=st.builds(To, st.none() | st.sampled_from(ANYBODY), st.none() | st.sampled_from(AREAS)))
    def transfer(self, who, to):
        act = partial(ownership.transfer, to=to, why=Why("sabe más", "mira esto"))
        self.expect(who, act, transferred(self.model, who, to))

    @rule(who=WHO)
    def give_back(self, who):
        self.expect(who, ownership.give_back, returned(self.model, who))

    @rule(who=WHO)
    def close(self, who):
        after = replace(self.model, opened=False, closed_at=self.now + 1) if self.model.rules(who) else Denied
        self.expect(who, partial(ownership.close, why=Why("listo")), after)

    @rule(who=WHO)
    def reopen(self, who):
        self.expect(who, ownership.reopen, reopened(self.model, who, self.now + 1), of_open=False)

    @rule()
    def write_again(self):
        if not self.model.opened and not self.model.followed:
            assert self.meet() != self.id
            self.model = replace(self.model, followed=True)

    @rule(seconds=st.sampled_from([60, REOPEN_MS // 1000 + 1]))
    def wait(self, seconds):
        self.now += seconds * 1000

    @rule()
    def look(self):
        self.stale = self.seen()

    @rule(who=WHO)
    def act_on_what_is_old(self, who):
        if told(self.model) != told_seen(self.stale) and self.model.sees(who):
            for act in (ownership.take, ownership.close, ownership.reopen, partial(ownership.assign, user=1)):
                with pytest.raises(Conflict):
                    act(self.db, self.doing(who), self.stale)

    @invariant()
    def it_is_as_the_model_says(self):
        assert told_seen(self.seen()) == told(self.model)

    @invariant()
    def it_has_exactly_one_owner(self):
        found = self.seen()
        assert found.owner in {"bot", "queue", "human", "paused"}
        assert (found.owner == "human") == (found.assignee is not None)
        assert found.owner != "queue" or found.area is not None

    @invariant()
    def each_step_has_its_event_and_its_audit_row(self):
        told_ = events.after(self.db, f"conversation:{self.id}", 0, 1000)
        assert [seq for seq, *_ in told_] == list(range(1, self.done + 1))
        rows = self.db.execute("SELECT action, object FROM audit ORDER BY id").fetchall()
        assert rows == [(kind, f"conversation:{self.id}") for _, kind, *_ in told_]
        for _, _, data, _ in told_:
            found = msgspec.json.decode(data)
            assert {"who", "name", "reason", "from", "to"} <= found.keys()
            assert found["from"] != found["to"]


def told(model: Model):
    return model.opened, model.owner, model.area, model.assignee


def told_seen(seen):
    return seen.opened == 1, seen.owner, seen.area, seen.assignee


@pytest.mark.parametrize("kind", databases.KINDS)
def test_any_steps_lead_where_plain_words_say(kind):
    databases.prepare(kind)
    examples = 40 if kind == "sqlite" else 15
    machine = type("On", (Ownership,), {"kind": kind})
    health = [HealthCheck.too_slow]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=health)
    )  # fmt: skip


@pytest.fixture(params=databases.KINDS)
def place(request, tmp_path):
    databases.prepare(request.param)
    return databases.fresh(request.param, tmp_path)


def test_of_two_who_take_it_at_the_same_moment_one_has_it(place):
    """Each with a connection of its own, as two processes; the other is told, and nothing of theirs is written."""
    with contextlib.closing(place.connect()) as db:
        channel = staffed(db)
        for round_ in range(10):
            standing = conversations.meet(db, channel, Who(("visitor", f"v{round_}")), 1)
            conversations.give(db, standing.conversation, Holder("queue", "Ventas"), 1)
            seen = find_seen(db, person(4), standing.conversation)
            outcomes = SimpleNamespace(won=[], lost=[])
            gate = threading.Barrier(2)
            racers = [threading.Thread(target=race, args=(place, gate, seen, who, outcomes)) for who in (1, 3)]
            for one in racers:
                one.start()
            for one in racers:
                one.join(20)
            assert len(outcomes.won) == len(outcomes.lost) == 1
            now = find_seen(db, person(4), standing.conversation)
            assert (now.owner, now.assignee, now.seq) == ("human", outcomes.won[0], 1)
        assert db.execute("SELECT COUNT(*) FROM audit").fetchone()[0] == 10


def race(place, gate, seen, who, outcomes) -> None:
    with contextlib.closing(place.connect()) as db:
        gate.wait(10)
        db.begin()
        try:
            conversations.claim(db, seen.id)
            ownership.take(db, Doing(person(who), 5, EVERY), seen)
            db.commit()
            outcomes.won.append(who)
        except Conflict:
            db.rollback()
            outcomes.lost.append(who)


def test_what_changed_without_being_held_is_not_written_over(place):
    """Even where somebody's look and their writing are parted, the writing itself is guarded."""
    with contextlib.closing(place.connect()) as db:
        channel = staffed(db)
        one = conversations.meet(db, channel, Who(("visitor", "v")), 1).conversation
        stale, mine = Owned(True, "queue", "Ventas"), Owned(True, "human", None, 1)
        assert not rows.give(db, one, stale, mine, 5)
        assert not rows.close(db, one, stale, "", 5)
        assert not rows.reopen(db, one, replace(stale, opened=False), mine, 5)
        assert rows.give(db, one, Owned(True, "bot"), mine, 5)


def test_a_look_that_was_overtaken_ends_in_a_conflict(place, monkeypatch):
    with contextlib.closing(place.connect()) as db:
        channel = staffed(db)
        one = conversations.meet(db, channel, Who(("visitor", "v")), 1).conversation
        seen = find_seen(db, person(4), one)
        conversations.give(db, one, Holder("queue", "Ventas"), 2)
        monkeypatch.setattr(ownership, "find_seen", lambda *_: seen)
        doing = Doing(person(4), 5, EVERY)
        for act in (ownership.take, ownership.close):
            with pytest.raises(Conflict):
                act(db, doing, seen)
        closed = replace(seen, opened=None, closed_at=4)
        monkeypatch.setattr(ownership, "find_seen", lambda *_: closed)
        conversations.close(db, one, "end", 4)
        with pytest.raises(Conflict):
            ownership.reopen(db, doing, closed)
        assert db.execute("SELECT (SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM audit)").fetchone()[0] == 0


def test_a_day_after_it_was_closed_it_is_opened_no_more(place):
    with contextlib.closing(place.connect()) as db:
        channel = staffed(db)
        one = conversations.meet(db, channel, Who(("visitor", "v")), 1).conversation
        conversations.close(db, one, "end", 1000)
        seen = find_seen(db, person(4), one)
        with pytest.raises(Conflict):
            ownership.reopen(db, Doing(person(4), 1000 + REOPEN_MS + 1, EVERY), seen)
        after = ownership.reopen(db, Doing(person(4), 1000 + REOPEN_MS, EVERY), seen)
        assert after == Owned(True, "human", None, 4)


def test_who_may_only_look_takes_nothing_and_says_nothing(place):
    with contextlib.closing(place.connect()) as db:
        channel = staffed(db)
        one = conversations.meet(db, channel, Who(("visitor", "v")), 1).conversation
        conversations.give(db, one, Holder("queue", "Ventas"), 1)
        doing = Doing(replace(person(1), permissions=frozenset({READ})), 5, EVERY)
        for act in (ownership.take, ownership.refuse_to_speak, ownership.close):
            with pytest.raises(Denied):
                act(db, doing, find_seen(db, person(4), one))
        conversations.close(db, one, "end", 4)
        with pytest.raises(Denied):
            ownership.reopen(db, doing, find_seen(db, person(4), one))
