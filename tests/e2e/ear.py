"""Everybody's ear: what the platform brought to whom, read as it grows and not again and again from its beginning."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from typing import Self

from e2e.worker import PAUSE
from faults.platform_process import Platform, Said


class Ear:
    """Use it with `async with`. brought: by person, each message once, in order. copies: those that were brought again."""

    def __init__(self, platform: Platform) -> None:
        self.brought: defaultdict[str, list[Said]] = defaultdict(list)
        self.copies: list[Said] = []
        self._platform = platform
        self._tags: set[str] = set()
        self._after = 0

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._task = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def listen(self) -> None:
        """Take up what was said since the last time."""
        for one in await self._platform.ledger(self._after):
            self._after = one.seq
            if one.id:
                self._hear(one)

    def _hear(self, one: Said) -> None:
        if one.tag in self._tags:
            self.copies.append(one)
        else:
            self._tags.add(one.tag)
            self.brought[one.person].append(one)

    async def _go_on(self) -> None:
        while True:
            await self.listen()
            await asyncio.sleep(PAUSE)
