"""What a network bears: rates that do not count as tries, channels that are held or stopped, talks that go in circles."""

from __future__ import annotations

from cauce.delivery.loop_guard import LoopGuard
from cauce.settings_file import LoopGuardPart
from cauce.transport import Refused, Stopped, Unreachable
from delivery_rig import COUNTER, Rig, until


async def states(rig: Rig) -> list[tuple]:
    return await rig.rows("SELECT state, attempt FROM outbox ORDER BY id")


async def test_a_rate_that_is_used_up_is_waited_for_and_is_no_try(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        rig.transport.moods.extend(Unreachable("131056", after=6, counts=False) for _ in range(20))
        await rig.arrive("x")
        await rig.quiet()
        for _ in range(20):
            assert (await states(rig))[0] == ("retry", 0)
            await rig.pass_time(6.1)
        assert rig.transport.texts() == ["1", "y"]


async def test_a_channel_that_has_to_wait_lets_nobody_else_try(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        rig.transport.moods.append(Unreachable("130429", after=3600, counts=False, scope="channel"))
        await rig.arrive("x", "ana")
        await rig.quiet()
        await rig.arrive("x", "beto")
        await rig.quiet()
        assert rig.transport.tried == 1
        assert rig.pace.read(rig.channel).held > 0
        rig.pace.resume(rig.channel)
        await rig.pass_time(3601)
        assert sorted(rig.transport.texts()) == ["1", "1", "y", "y"]


async def test_a_stopped_account_pauses_its_channel_and_keeps_its_queue(tmp_path, caplog):
    async with Rig(tmp_path, COUNTER) as rig:
        rig.transport.moods.append(Stopped("190 token expired"))
        for who in ("ana", "beto"):
            await rig.arrive("x", who)
            await rig.quiet()
        assert rig.transport.tried == 1
        assert rig.pace.read(rig.channel).stopped
        assert "paused until somebody acts: 190 token expired" in caplog.text
        await rig.pass_time(3600)
        assert rig.transport.tried == 1
        rig.pace.resume(rig.channel)
        await rig.pass_time(61)
        await until(lambda: len(rig.transport.sent) == 4)
        assert {attempt for _, attempt in await states(rig)} == {1}


async def test_a_refusal_ends_one_message_and_no_other(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        rig.transport.moods.append(Refused("131026"))
        await rig.arrive("x")
        await rig.quiet()
        assert rig.transport.texts() == ["y"]
        assert [state for state, _ in await states(rig)] == ["failed", "sent"]


async def test_two_machines_that_answer_each_other_are_parted_for_a_while(tmp_path, caplog):
    async with Rig(tmp_path, COUNTER) as rig:
        rig.pipeline._guard = LoopGuard(LoopGuardPart(same_texts=5, quick_rounds=0))
        for _ in range(6):
            await rig.say("gracias por escribirnos")
        assert "goes in circles, and is not answered for a while: same_text" in caplog.text
        assert await rig.rows("SELECT owner FROM conversations") == [("paused",)]
        assert await rig.say("gracias por escribirnos") == []
        await rig.pass_time(30 * 60 + 1)
        assert await rig.rows("SELECT owner FROM conversations") == [("bot",)]
        events = await rig.events()
        assert events.count("conversation.paused") == 1
        assert events.count("conversation.returned") == 1
        assert await rig.say("hola, soy una persona") == ["7", "y"]


async def test_a_pause_between_flows_ends_too(tmp_path):
    flow = 'flow corto\n  triggers = ["*"]\n\nstart:\n  say "eco"\n'
    async with Rig(tmp_path, flow) as rig:
        rig.pipeline._guard = LoopGuard(LoopGuardPart(same_texts=2, quick_rounds=0))
        for _ in range(3):
            await rig.say("eco")
        assert await rig.say("eco") == []
        await rig.pass_time(30 * 60 + 1)
        assert await rig.say("otra cosa") == ["eco"]
