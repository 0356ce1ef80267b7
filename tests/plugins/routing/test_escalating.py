"""What waits for too long goes first, what goes in circles stays where somebody looks, and what was left goes back."""

from __future__ import annotations

from cauce_plugins.routing import explaining


async def test_what_waits_for_too_long_goes_to_the_other_area_and_keeps_its_place_there(on):
    async with on() as floor:
        eva = await floor.operator("Eva", "Soporte", capacity=1, presence="away")
        await floor.rule("Ventas", escalate_minutes=10, escalate_to="Soporte")
        first = await floor.wait("Soporte")
        one = await floor.wait("Ventas")
        await floor.pass_time(10)
        await floor.look()
        assert await floor.sql("SELECT area, owner FROM conversations WHERE id = ?", one) == [("Soporte", "queue")]
        [event] = await floor.events("routing.escalated")
        [decision] = await floor.decided(one)
        assert (event["area"], event["to"], event["decision"]) == ("Ventas", "Soporte", decision["id"])
        assert explaining.say(decision["why"], "es", {}) == "Esperó 10 min y pasó de Ventas a Soporte."
        await floor.presence(eva, "available")
        await floor.seen(eva)
        await floor.look()
        assert await floor.owners() == {one: eva, first: None}


async def test_it_is_escalated_once(on):
    async with on(escalate_minutes=10) as floor:
        await floor.wait()
        for _ in range(4):
            await floor.pass_time(10)
            await floor.look()
        assert len(await floor.events("routing.escalated")) == 1


async def test_without_an_area_to_go_to_whoever_supervises_may_be_given_it_and_it_goes_first(on):
    async with on(escalate_minutes=10) as floor:
        jefa = await floor.operator("Jefa", role="SUPERVISOR", capacity=1)
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: None}
        await floor.pass_time(10, jefa)
        await floor.look()
        await floor.look()
        assert await floor.owners() == {one: jefa}
        [event] = await floor.events("routing.escalated")
        assert (event["by"], event["role"], event["waited"]) == ("raised", "SUPERVISOR", 600_000)


async def test_nothing_is_escalated_while_nobody_could_come(on):
    async with on(escalate_minutes=10) as floor:
        one = await floor.wait()
        floor.closed.add("Ventas")
        await floor.look()
        await floor.pass_time(11)
        await floor.look()
        floor.closed.clear()
        await floor.look()
        assert await floor.events("routing.escalated") == []
        await floor.pass_time(10)
        await floor.look()
        assert len(await floor.events("routing.escalated")) == 1
        assert await floor.owners() == {one: None}


async def test_an_area_that_is_closed_or_gone_is_not_escalated_to(on):
    async with on() as floor:
        jefa = await floor.operator("Jefa", role="SUPERVISOR")
        await floor.rule("Ventas", escalate_minutes=10, escalate_to="Soporte")
        floor.closed.add("Soporte")
        one = await floor.wait()
        await floor.pass_time(10, jefa)
        await floor.look()
        await floor.look()
        assert await floor.sql("SELECT area FROM conversations WHERE id = ?", one) == [("Ventas",)]
        assert await floor.owners() == {one: jefa}


async def test_what_goes_in_circles_stays_where_it_is_for_whoever_supervises(on):
    async with on(transfers=3) as floor:
        one = await floor.wait("Ventas")
        await floor.look()
        for area in ("Soporte", "Ventas", "Soporte"):
            await floor.transfer(one, area)
            await floor.look()
        assert await floor.events("routing.circled") == []
        await floor.transfer(one, "Ventas")
        await floor.look()
        [event] = await floor.events("routing.circled")
        assert (event["hops"], event["area"]) == (4, "Ventas")
        ana = await floor.operator("Ana", "Ventas")
        jefa = await floor.operator("Jefa", role="SUPERVISOR")
        await floor.look()
        assert await floor.owners() == {one: jefa}
        assert ana != jefa
        assert [decision["kind"] for decision in await floor.decided(one)] == ["given", "circled"]


async def test_an_answer_of_a_person_ends_the_circle(on):
    async with on(transfers=2) as floor:
        one = await floor.wait("Ventas")
        await floor.look()
        for area in ("Soporte", "Ventas", "Soporte", "Ventas"):
            await floor.answer(one)
            await floor.transfer(one, area)
            await floor.look()
        assert await floor.events("routing.circled") == []


async def test_escalation_itself_goes_in_no_circles(on):
    """Rules that lead back are refused, but the tables may hold some: of an earlier version, or of somebody's own making."""
    async with on(transfers=3) as floor:
        await floor.rule("Ventas", escalate_minutes=5, escalate_to="Soporte")
        await floor.rule("Soporte", escalate_minutes=5, escalate_to="Ventas")
        one = await floor.wait("Ventas")
        for _ in range(8):
            await floor.pass_time(5)
            await floor.look()
        assert [event["by"] for event in await floor.events("routing.escalated")] == ["moved"] * 3 + ["raised"]
        assert await floor.owners() == {one: None}


async def test_what_somebody_who_left_has_not_touched_goes_back_and_goes_first(on):
    async with on(return_minutes=10) as floor:
        ana = await floor.operator("Ana", "Ventas", capacity=1)
        one = await floor.wait()
        await floor.look()
        await floor.pass_time(1)
        await floor.wait()
        await floor.presence(ana, "offline")
        await floor.look()
        await floor.pass_time(9)
        await floor.look()
        assert (await floor.owners())[one] == ana
        await floor.pass_time(1)
        await floor.look()
        assert (await floor.owners())[one] is None
        [event] = await floor.events("routing.returned")
        assert (event["user"], event["waited"]) == (ana, 600_000)
        eva = await floor.operator("Eva", "Ventas", capacity=1)
        await floor.look()
        assert (await floor.owners())[one] == eva


async def test_so_does_what_somebody_has_who_vanished(on):
    async with on(return_minutes=10, vanish_minutes=5) as floor:
        ana = await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        await floor.look()
        assert await floor.owners() == {one: ana}
        await floor.pass_time(10)
        await floor.look()
        assert await floor.owners() == {one: None}


async def test_what_was_answered_stays_with_whoever_answered(on):
    async with on(return_minutes=10) as floor:
        ana = await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        await floor.look()
        await floor.answer(one)
        await floor.presence(ana, "offline")
        await floor.look()
        await floor.pass_time(60)
        await floor.look()
        assert await floor.owners() == {one: ana}


async def test_what_somebody_took_themselves_stays_with_them(on):
    async with on(return_minutes=10) as floor:
        ana = await floor.operator("Ana", "Ventas", presence="away")
        one = await floor.wait()
        await floor.look()
        await floor.sql("UPDATE conversations SET owner = 'human', assignee_id = ? WHERE id = ?", ana, one)
        await floor.pass_time(60)
        await floor.look()
        assert await floor.owners() == {one: ana}


async def test_nothing_goes_back_where_that_is_switched_off(on):
    async with on(return_minutes=0) as floor:
        ana = await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        await floor.look()
        await floor.pass_time(600)
        await floor.look()
        assert await floor.owners() == {one: ana}
