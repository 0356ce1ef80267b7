"""The way of webhooks: a bounded queue, a few carriers that keep their connections, and the same body again until it is taken."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cauce.testing.graph.envelope import Number, body_of, change, signed, written
from cauce.testing.graph.ledger import Post
from cauce.testing.graph.stories import Telling

if TYPE_CHECKING:
    from aiohttp import ClientSession

log = logging.getLogger("cauce.testing.graph")

CARRIERS = 8
ROOM = 50_000
PATIENCE = 20.0


@dataclass(slots=True)
class Letter:
    """A body on its way. ids: of the messages it is about. attempt: 1 for the first time."""

    number: Number
    raw: bytes
    ids: Sequence[str]
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one message, value by value: in this order, each in a body of its own unless bodies are batched."""

    number: Number
    values: Sequence[Mapping[str, Any]]


@dataclass
class Courier:
    """Posts what happens. now: seconds since 1970. heard: called with the ids of a body that was answered 200."""

    now: Callable[[], float]
    heard: Callable[[Sequence[str]], None]
    switches: Telling = field(default_factory=Telling)
    posts: list[Post] = field(default_factory=list)
    _queue: asyncio.Queue[Story | Letter] = field(default_factory=lambda: asyncio.Queue(ROOM))
    _carriers: list[asyncio.Task[None]] = field(default_factory=list)
    _timers: set[asyncio.TimerHandle] = field(default_factory=set)
    _later: int = 0
    _session: ClientSession | None = None

    def open(self) -> None:
        """Begin to carry."""
        from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

        limit = TCPConnector(limit=100)
        self._session = ClientSession(
            connector=limit, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(total=PATIENCE)
        )
        loop = asyncio.get_running_loop()
        self._carriers = [loop.create_task(self._carry()) for _ in range(CARRIERS)]

    async def close(self) -> None:
        """Stop carrying; what is not delivered is lost."""
        for timer in self._timers:
            timer.cancel()
        for carrier in self._carriers:
            carrier.cancel()
        await asyncio.gather(*self._carriers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def put(self, story: Story) -> None:
        """Tell a story when its turn comes; waits while too much is on its way."""
        if story.number.webhook and story.values:
            await self._queue.put(story)

    def put_later(self, seconds: float, story: Story) -> None:
        """Tell a story after a while."""
        self._later += 1

        def due() -> None:
            self._later -= 1
            self._put_now(story)

        self._after(seconds, due)

    def _put_now(self, item: Story | Letter) -> None:
        if self._queue.full():
            log.error("a webhook is lost: %s are on their way", ROOM)
        else:
            self._queue.put_nowait(item)

    def _after(self, seconds: float, call: Callable[[], None]) -> None:
        def due() -> None:
            self._timers.discard(timer)
            call()

        timer = asyncio.get_running_loop().call_later(seconds, due)
        self._timers.add(timer)

    async def settled(self) -> None:
        """Wait until everything has been posted once; what waits to be posted again does not count."""
        while self._later:  # noqa: ASYNC110 - a handful of timers, nothing to wait on but their end
            await asyncio.sleep(0.01)
        await self._queue.join()

    async def _carry(self) -> None:
        while True:
            item = await self._queue.get()
            taken: list[Story | Letter] = [item]
            try:
                if isinstance(item, Letter):
                    await self.deliver(item)
                elif self.switches.batch > 1:
                    await self._tell_many(item, taken)
                else:
                    for value in item.values:
                        await self.deliver(letter(item.number, [change(item.number, value)]))
            finally:
                for _ in taken:
                    self._queue.task_done()

    async def _tell_many(self, first: Story, taken: list[Story | Letter]) -> None:
        """Put the stories that wait into bodies of up to `batch` changes each."""
        by_number: dict[str, tuple[Number, list[Mapping[str, Any]]]] = {}
        count = 0
        waiting: Story | Letter = first
        while True:
            if isinstance(waiting, Letter):
                await self.deliver(waiting)
            else:
                _, changes = by_number.setdefault(waiting.number.number_id, (waiting.number, []))
                changes += [change(waiting.number, value) for value in waiting.values]
                count += len(waiting.values)
            if count >= self.switches.batch or self._queue.empty():
                break
            waiting = self._queue.get_nowait()
            taken.append(waiting)
        for number, changes in by_number.values():
            for start in range(0, len(changes), self.switches.batch):
                await self.deliver(letter(number, changes[start : start + self.switches.batch]))

    async def deliver(self, one: Letter) -> int:
        """Post a body now, and again later if it is not answered 200. Returns the status, 0 where there was no answer."""
        status = await self._try(one)
        self.posts.append(Post(len(self.posts) + 1, self.now(), status, one.ids, one.attempt))
        if status == 200:
            self.heard(one.ids)
        elif one.attempt <= len(self.switches.resend):
            again = Letter(one.number, one.raw, one.ids, one.attempt + 1)
            self._after(self.switches.resend[one.attempt - 1], lambda: self._put_now(again))
        return status

    async def _try(self, one: Letter) -> int:
        from aiohttp import ClientError

        try:
            return await self.post(one.number, one.raw)
        except (ClientError, TimeoutError, OSError):
            return 0

    async def post(self, number: Number, raw: bytes, signature: str | None = None) -> int:
        """Post a body once, signed unless another signature is given. Returns the status; raises what aiohttp does."""
        assert self._session is not None
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signed(number.secret, raw) if signature is None else signature,
        }
        async with self._session.post(number.webhook, data=raw, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def verify(self, number: Number, word: str, challenge: str) -> bool:
        """Set the webhook up, as the platform does; returns whether it gave the challenge back, and nothing else."""
        assert self._session is not None
        query = {"hub.mode": "subscribe", "hub.verify_token": word, "hub.challenge": challenge}
        async with self._session.get(number.webhook, params=query) as answer:
            told = await answer.text()
            return (answer.status, answer.content_type, told) == (200, "text/plain", challenge)


def letter(number: Number, changes: Sequence[Mapping[str, Any]]) -> Letter:
    """Return a body with these changes, written once: when it is posted again it is the same bytes."""
    found = [one["value"] for one in changes]
    parts = ("messages", "statuses", "message_echoes")
    ids = [str(one.get("id", "")) for value in found for part in parts for one in value.get(part, ())]
    return Letter(number, written(body_of(number.account, changes)), ids)
