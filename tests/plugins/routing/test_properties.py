"""Whatever happens, in whatever order: never to two, never over what somebody has room for, never to nobody, oldest first."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import databases
from routing_rig import floor

AREAS = ("Ventas", "Soporte")
TEAM = (("Ana", ("Ventas",), 1), ("Luis", ("Ventas", "Soporte"), 2), ("Eva", ("Soporte",), 0))
EXAMPLES = {"sqlite": 8, "mariadb": 3}

steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.sampled_from(AREAS)),
        st.tuples(st.just("close"), st.integers(0, 9)),
        st.tuples(st.just("take"), st.integers(0, 9), st.integers(0, 2)),
        st.tuples(st.just("transfer"), st.integers(0, 9), st.sampled_from(AREAS)),
        st.tuples(st.just("presence"), st.integers(0, 2), st.sampled_from(("available", "away", "offline"))),
        st.tuples(st.just("vanish"), st.integers(0, 2)),
        st.tuples(st.just("open"), st.sampled_from(AREAS), st.booleans()),
        st.just(("look",)),
    ),
    min_size=3,
    max_size=18,
)


class Model:
    """What has happened, kept beside the database, and what must therefore hold."""

    def __init__(self, floor, team) -> None:
        self.floor = floor
        self.team = team
        self.presence = dict.fromkeys(team, "available")
        self.gone = set()
        self.since = {}
        self.area = {}

    async def do(self, step):
        """Let something happen."""
        kind, *given_ = step
        self.floor.clock.advance(1)
        await getattr(self, kind)(*given_)

    async def wait(self, area):
        one = await self.floor.wait(area)
        self.since[one], self.area[one] = self.floor.clock.now(), area

    def one(self, number):
        return sorted(self.area)[number % len(self.area)] if self.area else None

    async def close(self, number):
        one = self.one(number)
        if one is not None:
            await self.floor.close(one)
            del self.area[one], self.since[one]

    async def take(self, number, who):
        """By hand, whatever there is room for."""
        one = self.one(number)
        if one is not None:
            sql = "UPDATE conversations SET owner = 'human', assignee_id = ? WHERE id = ?"
            await self.floor.sql(sql, self.team[who], one)

    async def transfer(self, number, area):
        one = self.one(number)
        owners = await self.floor.owners()
        if one is not None and (owners[one] is not None or self.area[one] != area):
            if owners[one] is not None:
                self.since[one] = self.floor.clock.now()
            await self.floor.transfer(one, area)
            self.area[one] = area

    async def presence_of(self, who, presence):
        self.presence[self.team[who]] = presence
        await self.floor.presence(self.team[who], presence)

    async def vanish(self, who):
        """Let somebody give no sign of life, or one again."""
        user = self.team[who]
        self.gone ^= {user}
        seen = 0 if user in self.gone else self.floor.clock.now() + 10**7
        await self.floor.sql("UPDATE logins SET seen_at = ? WHERE user_id = ?", seen, user)

    async def open(self, area, is_open):
        (self.floor.closed.discard if is_open else self.floor.closed.add)(area)

    async def look(self):
        before = await self.floor.owners()
        loads = self.loads(before)
        await self.floor.look()
        after = await self.floor.owners()
        given_ = {one: user for one, user in after.items() if before[one] is None and user is not None}
        self.check_given(given_, loads)
        self.check_left([one for one, user in after.items() if user is None], given_, self.loads(after))
        assert {one: user for one, user in before.items() if user} == {one: after[one] for one in before if before[one]}

    def loads(self, owners):
        return {user: list(owners.values()).count(user) for user in self.team}

    def room(self, user, loads):
        capacity = dict(zip(self.team, (one[2] for one in TEAM), strict=True))[user] or 5
        return capacity - loads[user]

    def free(self, area, loads):
        """Who could be given one more of an area."""
        return [
            user
            for user, (_, where, _) in zip(self.team, TEAM, strict=True)
            if area in where
            and self.presence[user] == "available"
            and user not in self.gone
            and self.room(user, loads) > 0
        ]

    def check_given(self, given_, loads):
        """Only to members who were free, of areas that are open, and as many as they had room for."""
        for one, user in given_.items():
            assert self.area[one] not in self.floor.closed
            assert user in self.free(self.area[one], loads)
        for user in self.team:
            assert list(given_.values()).count(user) <= max(0, self.room(user, loads))

    def check_left(self, waiting, given_, loads):
        """Nobody waits whom somebody could take, nor longer than somebody who was given."""
        for one in waiting:
            area = self.area[one]
            if area in self.floor.closed:
                continue
            assert not self.free(area, loads)
            newer = [other for other in given_ if self.area[other] == area and self.since[other] > self.since[one]]
            assert not newer


async def play(kind, told):
    with tempfile.TemporaryDirectory() as folder:
        async with floor(kind, Path(folder), return_minutes=0, transfers=0, sticky_minutes=0) as one:
            team = [await one.operator(name, *where, capacity=capacity) for name, where, capacity in TEAM]
            model = Model(one, team)
            await one.sql("UPDATE logins SET seen_at = ?", one.clock.now() + 10**7)
            for step in (*told, ("look",)):
                await model.do(("presence_of", *step[1:]) if step[0] == "presence" else step)
            await check_told(one)


async def check_told(one):
    """Every time that a conversation was given it had waited, and there is one decision for it."""
    rows = await one.sql("SELECT stream, type FROM events WHERE type = 'conversation.assigned' ORDER BY id")
    [(decisions,)] = await one.sql("SELECT COUNT(*) FROM routing_decisions WHERE kind = 'given'")
    assert decisions == len(rows)


@pytest.mark.parametrize("database", databases.KINDS)
def test_whatever_happens(database, monkeypatch):
    databases.prepare(database)
    databases.be_patient(monkeypatch)

    @settings(max_examples=EXAMPLES[database], deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def run(told):
        asyncio.run(play(database, told))

    run()
