"""The fake of the platform as a process of its own: what is in its ledger was said, whatever became of Cauce."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp

from cauce.testing.graph import Number

STATUSES = ("sent", "delivered", "read")
RESEND = [0.3] * 200


@dataclass(frozen=True, slots=True)
class Said:
    """A call of the platform, as its ledger has it. id: "" where it was not taken. error: the code of a refusal.

    file: the platform's id of the file that it brings, "" for none.
    """

    seq: int
    person: str
    text: str
    tag: str
    id: str
    error: int | None
    mode: str
    file: str = ""


def said(row: Mapping[str, Any]) -> Said:
    """Return a line of the ledger."""
    body = row["body"]
    person = str(body.get("to") or body.get("recipient") or "")
    text = str((body.get("text") or {}).get("body", ""))
    content = body.get(str(body.get("type")))
    file = str(content.get("id", "")) if isinstance(content, Mapping) else ""
    return Said(row["seq"], person, text, row["tag"], row["id"], row["error"], row["mode"], file)


@dataclass
class Platform:
    """Use it with `async with`."""

    number: Number = field(default_factory=Number)
    url: str = ""
    process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start it."""
        from faults.shop import environment

        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cauce.testing.graph", "--no-window", "--statuses", ",".join(STATUSES),
            env=environment(), stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stdout is not None
        async with asyncio.timeout(240):
            self.url = (await self.process.stdout.readline()).decode().strip()
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=240))
        await self.set(resend=RESEND)
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        await self._session.close()
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def set(self, **switches: Any) -> None:
        """Set what goes wrong: see `cauce.testing.graph.control.Switches`."""
        async with self._session.post(f"{self.url}/_fake/settings", json=switches) as answer:
            assert answer.status == 200, await answer.text()

    async def switches(self) -> Mapping[str, Any]:
        """Return how everything is set."""
        async with self._session.get(f"{self.url}/_fake/settings") as answer:
            found: Mapping[str, Any] = await answer.json()
            return found

    async def ledger(self, after: int = 0) -> Sequence[Said]:
        """Return every call of a message, in order, after a place."""
        return [said(row) for row in await self._lines(f"ledger?after={after}")]

    async def told(self) -> Mapping[str, int]:
        """Return how many statuses of each message, by the platform's id, were answered 200."""
        found: dict[str, int] = {}
        for row in await self._lines("posts"):
            if row["status"] == 200:
                for one in row["ids"]:
                    found[one] = found.get(one, 0) + 1
        return found

    async def keep(self, mime: str, data: bytes) -> str:
        """Let the platform have a file, and return its id there."""
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": mime})
        form.add_field("file", data, filename="archivo", content_type=mime)
        place = f"{self.url}/v24.0/{self.number.number_id}/media"
        async with self._session.post(place, data=form, headers=self._key) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["id"])

    async def file(self, key: str) -> bytes:
        """Return the bytes of a file of the platform."""
        async with self._session.get(f"{self.url}/v24.0/{key}", headers=self._key) as answer:
            assert answer.status == 200, await answer.text()
            place = (await answer.json())["url"]
        async with self._session.get(place, headers=self._key) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    @property
    def _key(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.number.token}"}

    async def _lines(self, what: str) -> Sequence[Mapping[str, Any]]:
        async with self._session.get(f"{self.url}/_fake/{what}") as answer:
            text = await answer.text()
        return [json.loads(line) for line in text.splitlines()]
