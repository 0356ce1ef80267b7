"""Who waits longest is given first, to whoever can take it, never to two and never to more than there is room for."""

from __future__ import annotations

import asyncio

import pytest

from cauce import Strategy
from cauce_plugins.routing import draining
from cauce_plugins.routing.draining import PIECE


async def test_who_waits_longest_is_given_first(on):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas", capacity=2)
        first, second, third = [await _after(floor, 1) for _ in range(3)]
        await floor.pass_time(0, ana)
        await floor.look()
        assert await floor.owners() == {first: ana, second: ana, third: None}
        await floor.close(first)
        await floor.look()
        assert await floor.owners() == {second: ana, third: ana}


async def _after(floor, minutes, **more):
    await floor.pass_time(minutes)
    return await floor.wait(**more)


async def test_each_goes_to_whoever_has_the_fewest(on):
    async with on() as floor:
        team = [await floor.operator(name, "Ventas") for name in ("Ana", "Luis", "Eva")]
        for _ in range(7):
            await floor.wait()
        await floor.look()
        loads = [list((await floor.owners()).values()).count(user) for user in team]
        assert sorted(loads) == [2, 2, 3]


async def test_what_somebody_has_of_other_areas_counts(on):
    async with on() as floor:
        ana, luis = await floor.operator("Ana", "Ventas", "Soporte"), await floor.operator("Luis", "Ventas")
        await floor.presence(luis, "away")
        other = await floor.wait("Soporte")
        await floor.look()
        await floor.presence(luis, "available")
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {other: ana, one: luis}


async def test_nobody_of_another_area_is_given_it(on):
    async with on() as floor:
        await floor.operator("Ana", "Soporte")
        one = await floor.wait("Ventas")
        await floor.look()
        assert await floor.owners() == {one: None}


async def test_whoever_is_away_gone_or_switched_off_is_given_nothing(on):
    async with on() as floor:
        ana, luis, eva, raul = [await floor.operator(name, "Ventas") for name in ("Ana", "Luis", "Eva", "Raul")]
        await floor.pass_time(6, ana, eva, raul)
        await floor.presence(ana, "away")
        await floor.sql("UPDATE users SET active = 0 WHERE id = ?", eva)
        await floor.presence(raul, "offline")
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: None}
        await floor.seen(luis)
        await floor.look()
        assert await floor.owners() == {one: luis}


async def test_whoever_may_not_answer_is_given_nothing(on):
    async with on() as floor:
        await floor.sql(
            "INSERT INTO roles (name, permissions, builtin, created_at, updated_at) VALUES ('MIRA', '[\"conversations.read\"]', 0, 1, 1)"
        )
        await floor.operator("Ana", "Ventas", role="MIRA")
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: None}


async def test_a_closed_area_hands_nothing_out_until_it_opens(on):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        floor.closed.add("Ventas")
        await floor.look()
        assert await floor.owners() == {one: None}
        floor.closed.clear()
        await floor.look()
        assert await floor.owners() == {one: ana}


async def test_an_area_that_is_not_given_out_by_itself_waits_to_be_taken(on):
    async with on() as floor:
        await floor.operator("Ana", "Ventas")
        await floor.rule(automatic=False)
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: None}


async def test_an_area_has_its_own_limit_beside_that_of_the_person(on):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas", "Soporte", capacity=3)
        await floor.rule(max=1)
        for area in ("Ventas", "Ventas", "Soporte", "Soporte", "Soporte"):
            await _after(floor, 1, area=area)
        await floor.pass_time(0, ana)
        await floor.look()
        given = await floor.sql(
            "SELECT area, COUNT(*) FROM conversations WHERE assignee_id = ? GROUP BY area ORDER BY area", ana
        )
        assert given == [("Soporte", 2), ("Ventas", 1)]


async def test_whoever_has_no_limit_of_their_own_has_that_of_the_settings(on):
    async with on(capacity=2) as floor:
        ana = await floor.operator("Ana", "Ventas")
        for _ in range(4):
            await floor.wait()
        await floor.look()
        assert list((await floor.owners()).values()) == [ana, ana, None, None]


async def test_a_person_comes_back_to_whoever_had_them_for_a_while(on):
    async with on(sticky_minutes=60) as floor:
        ana, luis = await floor.operator("Ana", "Ventas"), await floor.operator("Luis", "Ventas")
        one = await floor.wait()
        await floor.look()
        had = (await floor.owners())[one]
        contact = await floor.contact_of(one)
        await floor.close(one)
        await floor.wait()
        again = await floor.wait(contact=contact)
        await floor.look()
        assert (await floor.owners())[again] == had
        assert (await floor.decided(again))[0]["why"]["by"] == "sticky"
        await floor.close(again)
        await floor.pass_time(61, ana, luis)
        later = await floor.wait(contact=contact)
        await floor.look()
        assert (await floor.decided(later))[0]["why"]["by"] == "strategy"


async def test_a_tag_goes_to_somebody_with_the_skill_and_the_others_do_not_wait_for_it(on):
    async with on() as floor:
        ana, luis = await floor.operator("Ana", "Ventas"), await floor.operator("Luis", "Ventas", presence="away")
        await floor.rule(skills=["inglés"])
        await floor.sql(
            "INSERT INTO routing_operators (user_id, skills, presence, presence_at) VALUES (?, ?, 'away', 1)",
            luis,
            '["inglés"]',
        )
        english, other = await floor.wait(tags=["inglés"]), await floor.wait(tags=["vip"])
        await floor.look()
        assert await floor.owners() == {english: None, other: ana}
        await floor.presence(luis, "available")
        await floor.look()
        assert await floor.owners() == {english: luis, other: ana}


async def test_a_strategy_of_a_plugin_can_be_chosen_for_an_area(on):
    async with on() as floor:
        users = [await floor.operator(name, "Ventas") for name in ("Ana", "Luis", "Eva")]
        words = {"es": "La última", "en": "The last"}
        floor.strategies["mine.last"] = Strategy("mine.last", words, lambda waiting, candidates: candidates[-1])
        await floor.rule(strategy="mine.last")
        one, two = await floor.wait(), await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: users[2], two: users[2]}
        floor.strategies.pop("mine.last")
        three = await floor.wait()
        await floor.look()
        assert (await floor.owners())[three] in users[:2]


async def test_turns_go_on_from_where_they_were(on):
    async with on(strategy="routing.round_robin", capacity=0) as floor:
        for name in ("Ana", "Luis", "Eva"):
            await floor.operator(name, "Ventas")
        given = []
        for _ in range(6):
            one = await floor.wait()
            await floor.look()
            given.append((await floor.owners())[one])
        assert given[:3] == given[3:]
        assert len(set(given)) == 3


async def test_why_is_kept_and_told_with_the_event(on):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas")
        await floor.operator("Luis", "Ventas", presence="away")
        one = await floor.wait()
        await floor.look()
        [decision] = await floor.decided(one)
        assert (decision["kind"], decision["user"], decision["area"]) == ("given", ana, "Ventas")
        [event] = await floor.events("conversation.assigned")
        assert event["decision"] == decision["id"]
        assert (
            event["explanation"] == "Ana: la persona con menos conversaciones (Ana: 0 de 5, hace 0 s; Luis: ausente)."
        )


async def test_somebody_who_could_not_attend_after_all_leaves_no_decision(on, monkeypatch):
    async with on() as floor:
        await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        monkeypatch.setattr("cauce.access.ownership.able", lambda *_: set())
        await floor.look()
        assert await floor.owners() == {one: None}
        assert await floor.decided(one) == []


async def test_a_long_queue_is_given_out_piece_by_piece(on):
    async with on(capacity=0) as floor:
        await floor.operator("Ana", "Ventas")
        await floor.operator("Luis", "Ventas")
        ids = await floor.waits(["Ventas"] * (PIECE * 2 + 5))
        await floor.look()
        owners = await floor.owners()
        assert None not in owners.values()
        assert set(owners) == set(ids)


async def test_it_costs_as_many_statements_for_many_as_for_few(on):
    """For the pieces themselves: what waits beyond them costs nothing."""
    counts = {}
    async with on(capacity=0) as floor:
        for name in ("Ana", "Luis", "Eva"):
            await floor.operator(name, "Ventas")
        for many, beyond in ((16, 0), (PIECE, 0), (PIECE, 3 * PIECE)):
            await floor.waits(["Ventas"] * (many + beyond))
            await floor.host.act(lambda acts: _note(acts, floor))
            counts[many, beyond] = await floor.host.act(lambda acts: _counted(acts, floor))
            await floor.look()
    assert counts[PIECE, 3 * PIECE] == counts[PIECE, 0]
    assert counts[PIECE, 0] <= counts[16, 0]
    assert counts[PIECE, 0] <= 40


def _note(acts, floor):
    from cauce_plugins.routing import hearing

    hearing.note(acts, floor.host)


class Counting:
    """A connection that counts."""

    def __init__(self, db) -> None:
        self.db, self.statements = db, 0

    def __getattr__(self, name):
        return getattr(self.db, name)

    def execute(self, *given):
        self.statements += 1
        return self.db.execute(*given)

    def executemany(self, *given):
        self.statements += 1
        return self.db.executemany(*given)


def _counted(acts, floor):
    counting = acts.db = acts._step.db = Counting(acts.db)
    assert draining.piece(acts, floor.host, "Ventas").given
    return counting.statements


async def test_two_who_drain_at_once_give_each_conversation_once(on):
    async with on(capacity=0) as floor:
        await floor.operator("Ana", "Ventas")
        await floor.operator("Luis", "Ventas")
        ids = await floor.waits(["Ventas"] * 20)
        await floor.host.act(lambda acts: _note(acts, floor))
        given = await asyncio.gather(*(draining.drain(floor.host, "Ventas") for _ in range(4)))
        assert sum(given) == len(ids)
        assert len(await floor.events("conversation.assigned")) == len(ids)


async def test_a_way_that_was_not_noted_yet_is_the_listeners_and_the_jobs_to_note(on):
    async with on() as floor:
        await floor.operator("Ana", "Ventas")
        await floor.wait()
        assert await draining.drain(floor.host, "Ventas") == 0


async def test_manual_taking_is_always_possible_beyond_any_limit(on):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas", capacity=1)
        one, two = await floor.wait(), await floor.wait()
        await floor.look()
        await floor.sql("UPDATE conversations SET owner = 'human', assignee_id = ? WHERE id = ?", ana, two)
        three = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: ana, two: ana, three: None}


async def test_it_leaves_off_after_a_while_and_goes_on_with_the_next_job(on, monkeypatch):
    from cauce_plugins.routing import hearing

    async with on(capacity=0) as floor:
        await floor.operator("Ana", "Ventas")
        await floor.waits(["Ventas"] * (PIECE + 1))
        monkeypatch.setattr(hearing, "BUDGET", 0)
        await floor.look()
        assert list((await floor.owners()).values()).count(None) == 1
        assert floor.nudged == ["routing.look"]
        await floor.look()
        assert None not in (await floor.owners()).values()


@pytest.mark.parametrize("where", ["queues.given", "crew.take_turns", "decisions.drop"])
async def test_what_breaks_half_way_leaves_nothing_behind_and_is_done_again(on, monkeypatch, where):
    async with on() as floor:
        ana = await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        await floor.host.act(lambda acts: _note(acts, floor))
        with monkeypatch.context() as patch:
            patch.setattr(f"cauce_plugins.routing.{where}", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                await draining.drain(floor.host, "Ventas")
        assert await floor.owners() == {one: None}
        assert await floor.decided(one) == []
        assert await floor.events("conversation.assigned") == []
        assert await draining.drain(floor.host, "Ventas") == 1
        assert await floor.owners() == {one: ana}
        assert len(await floor.events("conversation.assigned")) == 1
