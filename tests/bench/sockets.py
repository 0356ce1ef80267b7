"""Live events under load: how long after its commit an event is at the consoles that see it.

`python tests/bench/sockets.py [--database sqlite|mariadb] [--sockets 1000] [--rate 100] [--seconds 30]` serves a desk in this process, connects consoles from processes of their own and
has things happen at a steady rate. The operators share an area by twenties; one of twenty groups supervises, and hears all.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import aiohttp
import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

import databases
from cauce.store import events
from live_rig import Desk, cookie_of, live_desk

GROUP = 20
"""How many consoles are of one user: those of one area, or those of one supervisor."""
WARMING = 2.0
"""For how many seconds things happen before they are counted."""


@dataclass(frozen=True)
class Load:
    """What is asked of it. leads: one group in so many supervises."""

    sockets: int = 1000
    rate: float = 100.0
    seconds: float = 30.0
    leads: int = 20
    listeners: int = 2
    database: str = "sqlite"


@dataclass(frozen=True)
class Figures:
    """What came of it. Times in milliseconds, from the commit to the console."""

    told: int
    expected: int
    p50: float
    p99: float
    longest: float
    processor: float
    memory: float

    def __str__(self) -> str:
        times = f"p50 {self.p50:.0f} ms, p99 {self.p99:.0f} ms, longest {self.longest:.0f} ms"
        means = f"{self.processor:.0%} of a processor, {self.memory:.0f} MB"
        return f"{self.told} of {self.expected} told; {times}; the server used {means}"


def listen(address: str, cookies: list[str], pipe: Pipe) -> None:
    """Be consoles, and hand back how long each event took, once asked."""
    asyncio.run(_listen(address, cookies, pipe))


async def _listen(address: str, cookies: list[str], pipe: Pipe) -> None:
    late: list[float] = []
    async with aiohttp.ClientSession(address, connector=aiohttp.TCPConnector(limit=0)) as session:
        lines = []
        for cookie in cookies:
            lines.append(asyncio.create_task(_console(session, cookie, late)))
            await asyncio.sleep(0.005)
        pipe.send("connected")
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
    pipe.send(late)


async def _console(session: aiohttp.ClientSession, cookie: str, late: list[float]) -> None:
    url = "/socket.io/?EIO=4&transport=websocket"
    async with session.ws_connect(url, headers={"Cookie": cookie}, compress=0) as socket:
        await socket.receive_str()
        await socket.send_str("40")
        async for message in socket:
            if message.data == "2":
                await socket.send_str("3")
            elif message.data.startswith('42["conversation:update"'):
                at = msgspec.json.decode(message.data[2:])[1]["data"]["at"]
                if at:
                    late.append((time.time() - at) * 1000)


async def measure(load: Load, folder: Path) -> Figures:
    """Serve, connect, have things happen, and return how long they took."""
    place = await asyncio.to_thread(databases.fresh, load.database, folder)
    async with live_desk(place, heartbeat_seconds=15, sockets_per_user=GROUP) as desk:
        groups = load.sockets // GROUP
        cookies, conversations, leads = await _people(desk, groups, load.leads)
        context = multiprocessing.get_context("spawn")
        pipes, children = [], []
        for number in range(load.listeners):
            ours, theirs = context.Pipe()
            shares = [cookie for cookie in cookies[number :: load.listeners] for _ in range(GROUP)]
            children.append(context.Process(target=listen, args=(desk.running.address, shares, theirs), daemon=True))
            children[-1].start()
            pipes.append(ours)
        await asyncio.gather(*(asyncio.to_thread(pipe.recv) for pipe in pipes))
        while sum(seat.open for seat in desk.live.seats) < groups * GROUP:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await _happen(desk, conversations, load.rate, WARMING, counted=False)
        before, began = _processor(), time.monotonic()
        count = await _happen(desk, conversations, load.rate, load.seconds, counted=True)
        used = (_processor() - before) / (time.monotonic() - began)
        await asyncio.sleep(3)
        for pipe in pipes:
            pipe.send("enough")
        late = sorted(
            one for found in await asyncio.gather(*(asyncio.to_thread(p.recv) for p in pipes)) for one in found
        )
        for child in children:
            await asyncio.to_thread(child.join)
    cuts = statistics.quantiles(late, n=100)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figures(len(late), count * GROUP * (1 + leads), cuts[49], cuts[98], late[-1], used, memory)


async def _people(desk: Desk, groups: int, leads: int) -> tuple[list[str], list[int], int]:
    """Return a cookie for each group, a conversation of each area, and how many groups supervise."""
    cookies, conversations, leading = [], [], 0
    for number in range(groups):
        lead = number % leads == 0
        name = f"u{number}"
        cookies.append(cookie_of(await desk.running.enter(name, "SUPERVISOR" if lead else "OPERATOR")))
        if lead:
            leading += 1
        else:
            await desk.running.area(f"area{number}", name)
            conversations.append(await desk.running.conversation("queue", f"area{number}"))
    return cookies, conversations, leading


async def _happen(desk: Desk, conversations: list[int], rate: float, seconds: float, *, counted: bool) -> int:
    """Have something happen in one conversation after the other, and return how often."""
    loop, count, writes = asyncio.get_running_loop(), 0, set()
    began = loop.time()
    while loop.time() - began < seconds:
        data = {"at": time.time() if counted else 0}
        one = conversations[count % len(conversations)]
        job = desk.running.database.write(
            lambda db, one=one, data=data: events.tell(db, one, [("conversation.noted", data)], 1)
        )
        task = asyncio.create_task(job)
        writes.add(task)
        task.add_done_callback(writes.discard)
        count += 1
        await asyncio.sleep(max(0.0, began + count / rate - loop.time()))
    await asyncio.gather(*writes)
    return count


def _processor() -> float:
    return time.process_time()


def main() -> None:
    """Measure once and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("sockets", 1000), ("rate", 100.0), ("seconds", 30.0), ("leads", 20), ("listeners", 2)):
        parser.add_argument(f"--{name}", type=type(default), default=default)
    parser.add_argument("--database", choices=databases.KINDS, default="sqlite")
    load = Load(**vars(parser.parse_args()))
    databases.prepare(load.database)
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(load, Path(folder)))
    sys.stdout.write(
        f"{load.database}, {load.sockets} consoles, {load.rate:.0f} events/s for {load.seconds:.0f} s: {figures}\n"
    )


if __name__ == "__main__":
    main()
