"""People who write, as the platform brings it: signed webhooks, again and again until they are answered 200."""

from __future__ import annotations

import asyncio
import io
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

from cauce.testing.graph import signed, written
from cauce.testing.graph.envelope import body_of, change
from cauce.testing.graph.people import id_of
from faults.shop import Server, Shop

LONGEST = 600.0
"""Seconds that anything here may take: how long it takes is not what the fault tests are about."""
PAUSE = 0.02
"""Seconds until somebody who was not answered 200 tries again."""


def message(person: str, key: str, text: str) -> dict[str, Any]:
    """Return a text message as a webhook has it."""
    sender = {"from": person, "from_user_id": id_of(person)}
    return {**sender, "id": key, "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}


def key_of(person: str, place: int) -> str:
    """Return the id of a message of a person."""
    return f"wamid.{person}.{place:05d}"


@dataclass
class Crowd:
    """Everybody who writes, and the book of what was acknowledged.

    acked: ids by person, in the order in which they were acknowledged. tried: ids that were sent at all.
    unordered: people who write several things at a time. answers: how often each status came, 0 for none.
    """

    shop: Shop
    dice: random.Random = field(default_factory=lambda: random.Random(20261121))
    acked: dict[str, list[str]] = field(default_factory=dict)
    reminded: list[str] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)
    unordered: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    pace: float = 0.005
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False
    _people: int = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def person(self) -> str:
        """Return the number of somebody new."""
        self._people += 1
        return f"549351{self._people:07d}"

    def start(self, size: int, once: int = 0) -> None:
        """Let so many people write on and on, and so many more on the idempotent channel."""
        for _ in range(size):
            self._tasks.append(asyncio.ensure_future(self._write(self.person())))
        for place in range(once):
            self._tasks.append(asyncio.ensure_future(self._write(f"once{place}")))

    async def finish(self) -> None:
        """Let everybody come to the end of the message that they are at, and send no more."""
        self._stopping = True
        try:
            async with asyncio.timeout(LONGEST):
                await asyncio.gather(*self._tasks)
        except TimeoutError:
            raise AssertionError(f"not all is acknowledged: {self.answers}\n{self.shop.logs()}") from None
        self._tasks.clear()
        self._stopping = False

    async def heard(self, size: int) -> None:
        """Let those who write go on until so many messages are acknowledged, over all people."""
        async with asyncio.timeout(LONGEST):
            while sum(map(len, self.acked.values())) < size:  # noqa: ASYNC110 - another process is waited for
                await asyncio.sleep(PAUSE)

    async def _write(self, person: str) -> None:
        while not self._stopping:
            await self.say(person)
            await asyncio.sleep(self.pace * self.dice.random() * 2)

    async def say(self, person: str, text: str = "") -> None:
        """Say the next thing, until it is acknowledged."""
        place = len(self.acked.setdefault(person, [])) + 1
        await self.insist(person, key_of(person, place), text or f"mensaje {place}")

    async def insist(self, person: str, key: str, text: str) -> None:
        """Send a message until it is acknowledged."""
        self.tried.add(key)
        while await self.post_once(person, key, text) != 200:  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(PAUSE)
        self.acked.setdefault(person, []).append(key)

    async def post_once(self, person: str, key: str, text: str) -> int:
        """Send a message once, and return the status, 0 for no answer."""
        if person.startswith("once"):
            return await self._post("/once", json={"id": key, "who": person, "text": text})
        return await self.post(self.body([message(person, key, text)]))

    async def burst(self, person: str, size: int) -> None:
        """Send so many messages at once, each to any of the processes, until all are acknowledged."""
        self.unordered.add(person)
        known = len(self.acked.setdefault(person, []))
        keys = [key_of(person, known + place + 1) for place in range(size)]
        await asyncio.gather(*(self.insist(person, key, f"mensaje {key[-5:]}") for key in keys))

    def fresh(self, person: str) -> dict[str, Any]:
        """Return the next message of a person, taken for acknowledged: whoever asks for it sees to that."""
        acked = self.acked.setdefault(person, [])
        key = key_of(person, len(acked) + 1)
        acked.append(key)
        self.tried.add(key)
        return message(person, key, f"mensaje {len(acked)}")

    async def remind(self) -> None:
        """Let somebody new ask for an answer that comes a second later."""
        person = self.person()
        self.reminded.append(person)
        await self.insist(person, key_of(person, 1), "reloj")

    def body(self, messages: Sequence[Mapping[str, Any]]) -> bytes:
        """Return the body of a webhook with these messages."""
        number = self.shop.platform.number
        contacts = [
            {"profile": {"name": f"P {person}"}, "wa_id": person, "user_id": id_of(person)}
            for person in sorted({str(one["from"]) for one in messages})
        ]
        value = {"contacts": contacts, "messages": list(messages)}
        return written(body_of(number.account, [change(number, value)]))

    async def bring(self, raw: bytes, server: Server | None = None) -> None:
        """Post a webhook until it is acknowledged, as the platform does."""
        while await self.post(raw, server) != 200:  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(PAUSE)

    async def post(self, raw: bytes, server: Server | None = None) -> int:
        """Post a webhook once, signed, and return the status, 0 for no answer."""
        signature = signed(self.shop.platform.number.secret, raw)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature}
        return await self._post("/webhooks/whatsapp", server, data=io.BytesIO(raw), headers=headers)

    async def _post(self, path: str, server: Server | None = None, **more: Any) -> int:
        open_ones = [one for one in self.shop.servers if one.alive]
        if not (server or open_ones):
            return 0
        address = (server or self.dice.choice(open_ones)).address
        try:
            async with self.shop.session.post(f"{address}{path}", **more) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            status = 0
        self.answers[status] += 1
        return status
