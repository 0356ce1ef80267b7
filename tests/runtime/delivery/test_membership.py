"""Several processes on one server: they share the work, take over what one leaves, and one that slept does nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

import databases
from cauce.errors import Unavailable
from cauce.store.trouble import Fenced
from delivery_rig import COUNTER, HELLO, Rig, until

pytestmark = pytest.mark.skipif(len(databases.KINDS) == 1, reason="two processes need a server")


@pytest.fixture(autouse=True, params=["mariadb"])
def database_kind(request, monkeypatch):
    databases.prepare(request.param)
    monkeypatch.setattr("delivery_rig.kind", request.param)


async def beside(rig: Rig, folder, *flows: str) -> Rig:
    """Return another process on the same database; it sends through the same network."""
    other = Rig(folder, *flows, transport=rig.transport)
    other.backend = rig.backend
    await other.start()
    await rig.pipeline._membership.beat()
    return other


async def lapse(rig: Rig) -> None:
    """Let the lease of a process run out."""
    epoch = rig.pipeline.stage.epoch

    def job() -> None:
        assert rig.backend is not None
        db = rig.backend.connect()
        db.execute("UPDATE nodes SET lease_until = 0 WHERE id = ?", (epoch,))
        db.close()

    await asyncio.to_thread(job)


async def test_bursts_to_both_are_answered_once_and_in_order(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        other = await beside(rig, tmp_path, COUNTER)
        rigs = (rig, other)
        for burst in range(8):
            said = [rigs[n % 2].arrive("x", who, f"{who}-{burst}-{n}") for n in range(6) for who in ("ana", "beto")]
            await asyncio.gather(*said)
        await until(lambda: len(rig.transport.sent) == 2 * 2 * 48)
        for who in ("ana", "beto"):
            counts = [text for text in rig.transport.texts(who) if text != "y"]
            assert counts == [str(n) for n in range(1, 49)]
        await other.stop()


async def test_the_same_message_to_both_is_one(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        other = await beside(rig, tmp_path, COUNTER)
        fresh = await asyncio.gather(*(one.arrive("x", "ana", f"m{n}") for n in range(10) for one in (rig, other)))
        assert sum(fresh) == 10
        await until(lambda: len(rig.transport.sent) == 20)
        await other.stop()


async def test_what_a_process_left_is_taken_over_when_its_lease_is_out(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        other = await beside(rig, tmp_path, HELLO)
        rig.transport.moods.append(asyncio.Event().wait)
        await rig.arrive("hola")
        await until(lambda: rig.transport.tried == 1)
        await lapse(rig)
        await other.pipeline._membership.beat()
        await until(lambda: other.pipeline.sender._resting)
        assert await other.rows("SELECT state, epoch FROM outbox ORDER BY id") == [
            ("unknown", other.pipeline.stage.epoch),
            ("queued", other.pipeline.stage.epoch),
        ]
        await other.pass_time(91)
        assert other.transport.texts() == ["Hola", "¿Nombre?"]
        assert await other.rows("SELECT repeated FROM messages WHERE direction = 'out' ORDER BY id") == [(1,), (0,)]
        # What still hangs is let go of.
        await rig.pipeline._membership.beat()
        await other.stop()


async def test_a_process_that_was_given_up_stores_nothing_until_it_joined_again(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        other = await beside(rig, tmp_path, COUNTER)
        before = rig.pipeline.stage.epoch
        await lapse(rig)
        await other.pipeline._membership.beat()
        with pytest.raises(Fenced):
            await rig.arrive("x")
        assert await other.rows("SELECT COUNT(*) FROM inbox") == [(0,)]
        await rig.pipeline._membership.beat()
        assert rig.pipeline.stage.epoch > before
        assert await rig.say("x") == ["1", "y"]
        await other.stop()


async def test_a_process_that_is_not_sure_of_its_lease_sends_nothing(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        membership = rig.pipeline._membership
        membership._until = 0.0
        await rig.arrive("hola")
        await asyncio.sleep(0.2)
        assert rig.transport.tried == 0
        await membership.beat()
        await until(lambda: len(rig.transport.sent) == 2)


async def test_a_process_that_ends_well_is_not_waited_for(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        other = await beside(rig, tmp_path, HELLO)
        rig.transport.moods.append(ConnectionError("later"))
        left = other.pipeline.stage.epoch
        await other.stop()
        await rig.pipeline._membership.beat()
        assert left not in rig.pipeline.stage.peers


async def test_a_message_during_somebody_elses_speech_is_said_by_them_and_after_it(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        other = await beside(rig, tmp_path, COUNTER)
        free = asyncio.Event()
        rig.transport.moods.append(free.wait)
        await rig.arrive("x")
        await until(lambda: rig.transport.tried == 1)
        await other.arrive("x", id_="b1")
        assert not other.pipeline.sender._lanes
        epochs = await rig.rows("SELECT DISTINCT epoch FROM outbox")
        assert epochs == [(rig.pipeline.stage.epoch,)]
        free.set()
        await until(lambda: len(rig.transport.sent) == 4)
        assert rig.transport.texts() == ["1", "y", "2", "y"]
        await other.stop()


async def test_without_the_database_no_sign_of_life_is_given_and_the_process_lives_on(tmp_path, caplog, monkeypatch):
    async with Rig(tmp_path, COUNTER) as rig:
        monkeypatch.setattr("cauce.delivery.membership.EVERY", 0.01)

        async def down(_: object, __: object = None) -> None:
            raise Unavailable("down")

        with monkeypatch.context() as patched:
            patched.setattr(rig.database, "write", down)
            task = asyncio.create_task(rig.pipeline._membership._run())
            await until(lambda: "no sign of life could be given: down" in caplog.text)
        task.cancel()
        assert await rig.say("x") == ["1", "y"]


async def test_signs_of_life_are_given_again_and_again(tmp_path, monkeypatch):
    monkeypatch.setattr("cauce.delivery.membership.EVERY", 0.01)
    async with Rig(tmp_path, COUNTER) as rig:
        for _ in range(2):
            await lapse(rig)
            await rig.until_found("SELECT lease_until > 0 FROM nodes", (1,))


async def test_what_ended_on_this_machine_is_not_waited_for(tmp_path):
    pid = await asyncio.to_thread(ended)
    async with Rig(tmp_path, COUNTER) as rig:
        gone = rig.pipeline.stage.epoch

        def die() -> None:
            assert rig.backend is not None
            db = rig.backend.connect()
            db.execute("UPDATE nodes SET pid = ? WHERE id = ?", (pid, gone))
            db.close()

        await asyncio.to_thread(die)
        other = await beside_without_a_beat(rig, tmp_path)
        assert gone not in other.pipeline.stage.peers
        with pytest.raises(Fenced):
            await rig.arrive("x")
        await rig.pipeline._membership.beat()
        await other.stop()


async def beside_without_a_beat(rig: Rig, folder) -> Rig:
    other = Rig(folder, COUNTER, transport=rig.transport)
    other.backend = rig.backend
    await other.start()
    return other


def ended() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
