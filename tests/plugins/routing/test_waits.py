"""Who waits is noted from what is, however it came to be so."""

from __future__ import annotations

from cauce_plugins.routing import hearing, queues, waits


async def noted(floor, *conversations):
    return await floor.database.write(lambda db: waits.note(db, floor.clock.now(), conversations or None))


async def ways(floor):
    return await floor.sql(
        "SELECT conversation_id, area, waiting, since, hops FROM routing_waits ORDER BY conversation_id"
    )


async def test_whoever_waited_before_anybody_looked_is_noted_as_of_then(on):
    async with on() as floor:
        one = await floor.wait()
        began = floor.clock.now()
        await floor.pass_time(5)
        await noted(floor)
        assert await ways(floor) == [(one, "Ventas", 1, began, 0)]


async def test_noting_twice_changes_nothing(on):
    async with on() as floor:
        await floor.wait()
        await noted(floor)
        before = await ways(floor)
        await floor.pass_time(5)
        assert await noted(floor) == []
        assert await ways(floor) == before


async def test_only_those_are_looked_at_that_are_asked_about(on):
    async with on() as floor:
        one, _two = await floor.wait(), await floor.wait()
        await noted(floor, one)
        assert [row[0] for row in await ways(floor)] == [one]


async def test_whoever_goes_to_another_queue_goes_on_waiting_since_they_began(on):
    async with on() as floor:
        one, began = await floor.wait(), floor.clock.now()
        await noted(floor)
        await floor.pass_time(5)
        await floor.transfer(one, "Soporte")
        assert await noted(floor) == [one]
        assert await ways(floor) == [(one, "Soporte", 1, began, 1)]


async def test_whoever_had_somebody_begins_to_wait_anew(on):
    async with on() as floor:
        await floor.operator("Ana", "Ventas")
        one = await floor.wait()
        await floor.look()
        await floor.pass_time(5)
        await floor.transfer(one, "Soporte")
        began = floor.clock.now()
        await floor.pass_time(5)
        await noted(floor)
        assert await ways(floor) == [(one, "Soporte", 1, began, 1)]


async def test_whoever_was_taken_or_closed_does_not_wait(on):
    async with on() as floor:
        one, two = await floor.wait(), await floor.wait()
        await noted(floor)
        await floor.sql("UPDATE conversations SET owner = 'bot' WHERE id = ?", one)
        await floor.close(two)
        await noted(floor)
        assert [(row[0], row[2]) for row in await ways(floor)] == [(one, None), (two, None)]
        assert await floor.database.read(queues.waiting) == []


async def test_the_ways_of_closed_conversations_and_old_decisions_are_forgotten(on):
    async with on(keep_days=90) as floor:
        await floor.operator("Ana", "Ventas")
        one, two = await floor.wait(), await floor.wait()
        await floor.look()
        await floor.close(one)
        await hearing.forget(floor.host)
        assert [row[0] for row in await ways(floor)] == [two]
        assert len(await floor.decided(two)) == 1
        await floor.pass_time(91 * 24 * 60)
        await hearing.forget(floor.host)
        assert await floor.decided(two) == []
