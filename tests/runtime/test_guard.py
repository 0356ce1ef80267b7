"""A plugin's code under guard: deadlines, strikes, fences, and messages that go on all the same."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from cauce.guard import Guard, Reason, Trouble


class Watch:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


async def fine():
    return "value"


async def raising():
    raise RuntimeError("boom")


async def test_a_value_comes_through():
    assert await Guard().call("weather", "node", fine) == "value"


async def test_what_raises_is_named_and_handled(caplog):
    with caplog.at_level(logging.WARNING, "cauce.guard"):
        got = await Guard().call("weather", "node weather.today", raising)
    assert got == Trouble("weather", "node weather.today", Reason.RAISED, "RuntimeError: boom")
    assert "weather" in caplog.text
    assert "boom" in caplog.text


async def test_system_exit_does_not_end_the_process():
    async def leaving():
        raise SystemExit(3)

    got = await Guard().call("weather", "node", leaving)
    assert got.reason is Reason.RAISED
    assert got.detail == "SystemExit: 3"


async def test_what_hangs_is_left_behind_at_its_deadline():
    stopped = asyncio.Event()

    async def hanging():
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    began = time.monotonic()
    got = await Guard(deadline=0.05).call("weather", "node", hanging)
    assert time.monotonic() - began < 50
    assert got.reason is Reason.LATE
    await asyncio.wait_for(stopped.wait(), 120)


async def test_what_refuses_to_be_cancelled_is_left_behind_too():
    let_go = asyncio.Event()

    async def stubborn():
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    assert (await Guard(deadline=0.05).call("weather", "node", stubborn)).reason is Reason.LATE
    let_go.set()
    await asyncio.sleep(0)


async def test_what_cancels_itself_is_trouble():
    async def cancelling():
        raise asyncio.CancelledError

    assert (await Guard().call("weather", "node", cancelling)).reason is Reason.RAISED


async def test_the_callers_own_cancellation_passes_through_and_stops_the_plugin():
    stopped = asyncio.Event()

    async def hanging():
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    task = asyncio.create_task(Guard().call("weather", "node", hanging))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(stopped.wait(), 120)


async def test_what_blocks_everything_counts_and_its_value_too():
    async def blocking():
        time.sleep(0.06)  # noqa: ASYNC251 - what a careless plugin does
        return "value"

    guard = Guard(deadline=0.02, strikes=1)
    assert await guard.call("weather", "node", blocking) == "value"
    assert guard.is_fenced("weather", "node")


async def test_expected_exceptions_pass_and_are_no_strike():
    guard = Guard(strikes=1)
    with pytest.raises(RuntimeError, match="boom"):
        await guard.call("weather", "send", raising, expected=(RuntimeError,))
    assert not guard.is_fenced("weather", "send")


async def test_three_strikes_in_a_row_fence_a_part_off_and_say_so(caplog):
    guard = Guard()
    with caplog.at_level(logging.ERROR, "cauce.guard"):
        for _ in range(3):
            assert (await guard.call("weather", "node", raising)).reason is Reason.RAISED
    assert "fenced off" in caplog.text
    assert (await guard.call("weather", "node", fine)) == Trouble("weather", "node", Reason.FENCED)
    assert guard.fenced() == (("weather", "node"),)
    assert await guard.call("weather", "another part", fine) == "value"


async def test_one_good_answer_forgives_the_strikes_before_it():
    guard = Guard()
    for _ in range(5):
        await guard.call("weather", "node", raising)
        await guard.call("weather", "node", raising)
        await guard.call("weather", "node", fine)
    assert not guard.is_fenced("weather", "node")


async def test_after_a_rest_one_call_is_let_through_on_trial():
    watch = Watch()
    guard = Guard(rest=60, now=watch)
    for _ in range(3):
        await guard.call("weather", "node", raising)
    watch.at = 59.0
    assert guard.is_fenced("weather", "node")
    watch.at = 61.0
    assert (await guard.call("weather", "node", raising)).reason is Reason.RAISED
    assert guard.is_fenced("weather", "node"), "one strike on trial fences again"
    watch.at = 122.0
    assert await guard.call("weather", "node", fine) == "value"
    assert not guard.is_fenced("weather", "node")


def test_plain_functions_are_guarded_alike():
    guard = Guard(strikes=2)
    assert guard.run("weather", "fact", lambda: 7) == 7
    for _ in range(2):
        assert guard.run("weather", "fact", lambda: 1 / 0).reason is Reason.RAISED
    assert guard.run("weather", "fact", lambda: 7).reason is Reason.FENCED


def test_a_slow_plain_function_is_a_strike():
    watch = Watch()

    def slow():
        watch.at += 3.0
        return 7

    guard = Guard(strikes=1, now=watch)
    assert guard.run("weather", "fact", slow) == 7
    assert guard.is_fenced("weather", "fact")


def test_expected_exceptions_of_plain_functions_pass():
    with pytest.raises(ZeroDivisionError):
        Guard().run("weather", "fact", lambda: 1 / 0, expected=(ZeroDivisionError,))
