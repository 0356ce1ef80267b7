"""The outside world of the load benches, one process: people who write, and the platform between them and the server.

It signs and posts webhooks as the platform does, is the Graph API that replies go to, and tells their statuses back. Run by
`load.py`, which gives the `Plan` as JSON on the command line and reads one line of JSON.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import Foreign, cpu_seconds, percentile, pin
from bench.wire import Answering, Pool

NUMBER_ID = "108700000000001"
SECRET = "secret"
TOKEN = "token"
PATH = "/webhooks/whatsapp"
DRAIN = 60.0
"""How long to wait for what is still on its way, in seconds."""

_HEAD = (
    '{"object":"whatsapp_business_account","entry":[{"id":"218700000000001","changes":[{"value":{"messaging_product":'
    '"whatsapp","metadata":{"display_phone_number":"5493515550100","phone_number_id":"' + NUMBER_ID + '"},'
)
_TAIL = '},"field":"messages"}]}]}'
TEXT = (
    _HEAD + '"contacts":[{"profile":{"name":"Persona %d"},"wa_id":"%s"}],'
    '"messages":[{"from":"%s","id":"%s","timestamp":"%d","type":"text","text":{"body":"%s"}}]' + _TAIL
)
STATUS = (
    _HEAD + '"statuses":[{"id":"%s","status":"%s","timestamp":"%d","recipient_id":"%s","biz_opaque_callback_data":"%s",'
    '"conversation":{"id":"c0ffee00c0ffee00c0ffee00c0ffee00","origin":{"type":"service"}},'
    '"pricing":{"billable":false,"pricing_model":"PMP","category":"service"}}]' + _TAIL
)


@dataclass(frozen=True)
class Plan:
    """What to do. kind: `ack` (connections that post, and wait for nothing but the acknowledgement), `cycle` (people who
    write again when they were answered and the platform told the last status) or `paced` (texts at a rate, whatever comes
    back, timed from when they were due).

    port: of the server; pid: of its process. at_once: connections, or people in the middle of a cycle. answered: whether
    each text gets one reply, whose text counts the person's messages from 1. statuses: told of each reply.
    """

    kind: str
    port: int
    pid: int
    graph_port: int
    seconds: float
    at_once: int = 64
    rate: float = 0.0
    people: int = 1000
    answered: bool = True
    statuses: tuple[str, ...] = ()
    said: str = "hola"


@dataclass
class Person:
    """Somebody with a number. waiting: when the messages were sent that have no answer yet."""

    index: int
    number: str
    answers: int = 0
    waiting: deque[tuple[float, asyncio.Future[float] | None]] = field(default_factory=deque)


@dataclass
class Figures:
    """What was counted since the last look. Times in seconds."""

    sent: int = 0
    acked: int = 0
    bad: int = 0
    replies: int = 0
    wrong: int = 0
    told: int = 0
    acks: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)


class World:
    """People, and the platform."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people = [Person(n, f"549351{n:07d}") for n in range(plan.people)]
        self.by_number = {one.number: one for one in self.people}
        self.idle = deque(self.people)
        self.figures = Figures()
        self.pool = Pool(plan.port, plan.at_once if plan.kind == "ack" else max(plan.at_once, 64))
        self.acked_ever = 0
        self._count = 0
        self._wamids = 0
        self._telling: set[asyncio.Task[None]] = set()

    async def text(self, person: Person, since: float, future: asyncio.Future[float] | None = None) -> bool:
        """Let a person write; False where it was not acknowledged. since: from when on the time counts."""
        self._count += 1
        number, figures = person.number, self.figures
        wamid = f"wamid.bench{os.getpid():08d}{self._count:010d}"
        body = TEXT % (person.index, number, number, wamid, int(time.time()), f"{self.plan.said} {self._count}")
        asked = (since, future)
        if self.plan.answered:
            person.waiting.append(asked)
        figures.sent += 1
        status = await self.pool.call(_request(body))
        figures.acks.append(time.perf_counter() - since)
        if status == 200:
            figures.acked += 1
            self.acked_ever += 1
            return True
        figures.bad += 1
        if asked in person.waiting:
            person.waiting.remove(asked)
        return False

    def graph(self, raw: bytes) -> bytes:
        """Take a call to the Graph API: note the reply, tell its statuses, answer with its id."""
        body = json.loads(raw)
        now = time.perf_counter()
        self._wamids += 1
        wamid = f"wamid.reply{os.getpid():08d}{self._wamids:010d}"
        if body.get("type") == "text":
            self._reply(body, wamid, now)
        told = {"messaging_product": "whatsapp", "contacts": [{"input": "", "wa_id": ""}], "messages": [{"id": wamid}]}
        return json.dumps(told).encode()

    def _reply(self, body: dict[str, Any], wamid: str, now: float) -> None:
        person, figures = self.by_number[body["to"]], self.figures
        figures.replies += 1
        person.answers += 1
        figures.wrong += body["text"]["body"] != str(person.answers) or not person.waiting
        if not person.waiting:
            return
        since, future = person.waiting.popleft()
        figures.latencies.append(now - since)
        if self.plan.statuses:
            tag = str(body.get("biz_opaque_callback_data", ""))
            task = asyncio.get_running_loop().create_task(self._tell(person, wamid, tag, future))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)
        elif future is not None and not future.done():
            future.set_result(now)

    async def _tell(self, person: Person, wamid: str, tag: str, future: asyncio.Future[float] | None) -> None:
        for state in self.plan.statuses:
            body = STATUS % (wamid, state, int(time.time()), person.number, tag)
            began = time.perf_counter()
            status = await self.pool.call(_request(body))
            self.figures.acks.append(time.perf_counter() - began)
            self.figures.told += status == 200
            self.figures.bad += status != 200
        if future is not None and not future.done():
            future.set_result(time.perf_counter())

    async def phase(self, seconds: float) -> float:
        """Make the plan's traffic for so long, then wait for what is on its way. Returns the seconds without the wait."""
        began = time.perf_counter()
        end = began + seconds
        if self.plan.kind == "paced":
            await self._paced(end)
        else:
            work = self._knock if self.plan.kind == "ack" else self._cycle
            await asyncio.gather(*(work(end) for _ in range(self.plan.at_once)))
        took = time.perf_counter() - began
        await self.drained()
        return took

    async def drained(self) -> None:
        """Wait until every text has its reply, and every reply its statuses, but not for ever."""
        last = time.perf_counter() + DRAIN
        while time.perf_counter() < last and (self._telling or any(one.waiting for one in self.people)):  # noqa: ASYNC110
            await asyncio.sleep(0.005)

    async def _knock(self, end: float) -> None:
        while (now := time.perf_counter()) < end:
            person = self.idle.popleft()
            self.idle.append(person)
            await self.text(person, now)

    async def _cycle(self, end: float) -> None:
        loop = asyncio.get_running_loop()
        while (now := time.perf_counter()) < end:
            person = self.idle.popleft()
            future = loop.create_future()
            if await self.text(person, now, future):
                try:
                    async with asyncio.timeout(DRAIN):
                        await future
                except TimeoutError:
                    self.figures.wrong += 1
            self.idle.append(person)

    async def _paced(self, end: float) -> None:
        loop, tasks, due = asyncio.get_running_loop(), set[asyncio.Task[bool]](), time.perf_counter()
        while due < end:
            if (rest := due - time.perf_counter()) > 0:
                await asyncio.sleep(rest)
            person = self.idle.popleft()
            self.idle.append(person)
            task = loop.create_task(self.text(person, due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            due += 1 / self.plan.rate
        if tasks:
            await asyncio.wait(tasks)

    async def greet(self) -> None:
        """Let everybody write once, so that what is measured are conversations that go on."""
        for start in range(0, len(self.people), self.plan.at_once):
            group = self.people[start : start + self.plan.at_once]
            await asyncio.gather(*(self.text(one, time.perf_counter()) for one in group))
        await self.drained()

    async def measure(self) -> dict[str, Any]:
        """Make the traffic and return the figures."""
        self.figures, calls = Figures(), self.pool.calls
        with Foreign(self.plan.pid, os.getpid()) as foreign:
            cpu, own, began = cpu_seconds(self.plan.pid), time.process_time(), time.perf_counter()
            took = await self.phase(self.plan.seconds)
            whole = time.perf_counter() - began
            cpu, own = cpu_seconds(self.plan.pid) - cpu, time.process_time() - own
        return self._told(took, whole, cpu, own / max(1, self.pool.calls - calls), foreign.cores)

    def _told(self, took: float, whole: float, cpu: float, own: float, foreign: float) -> dict[str, Any]:
        found, each = self.figures, max(1, self.figures.sent)
        return {
            "sent": found.sent, "acked": found.acked, "bad": found.bad, "replies": found.replies, "wrong": found.wrong,
            "statuses": found.told, "acked_ever": self.acked_ever, "seconds": round(whole, 3),
            "acks_per_s": found.acked / took, "messages_per_s": found.acked / whole,
            **_spread("ack", found.acks), **_spread("reply", found.latencies),
            "cpu_us": cpu / each * 1e6, "cpu_cores": cpu / whole, "client_us": own * 1e6, "foreign": foreign,
        }  # fmt: skip


def _request(body: str) -> bytes:
    raw = body.encode()
    signature = hmac.digest(SECRET.encode(), raw, "sha256").hex()
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\nX-Hub-Signature-256: sha256={signature}\r\n\r\n"
    ).encode() + raw


def _spread(name: str, found: list[float]) -> dict[str, float]:
    if not found:
        return {}
    points = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {f"{name}_{key}_ms": round(percentile(found, point) * 1e3, 3) for key, point in points.items()}


async def run(plan: Plan) -> None:
    """Open the Graph API, say so, wait for the word, make the traffic and print what was seen."""
    loop = asyncio.get_running_loop()
    world = World(plan)
    server = await loop.create_server(lambda: Answering(world.graph), "127.0.0.1", plan.graph_port)
    await world.greet()
    if plan.kind == "ack" and plan.seconds > 2:
        await world.phase(1.0)
    sys.stdout.write(json.dumps(await world.measure()) + "\n")
    sys.stdout.flush()
    world.pool.close()
    server.close()


if __name__ == "__main__":
    chosen = json.loads(sys.argv[1])
    if sys.argv[2:] and sys.argv[2]:
        pin(int(sys.argv[2]))
    asyncio.run(run(Plan(**{**chosen, "statuses": tuple(chosen.get("statuses", ()))})))
