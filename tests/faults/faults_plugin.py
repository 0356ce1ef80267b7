"""The plugin of the projects under test: a short doubt, an idempotent channel, a note of every send, and missing guards.

CAUCE_FAULTS_SETTLE: seconds after which nobody expects to hear how a send ended. CAUCE_FAULTS_SENDS: a file where each
send is noted before it is made. CAUCE_FAULTS_LEASE: a lease in milliseconds. CAUCE_FAULTS_WITHOUT: guards that are
taken away, which a test must then notice. None of this is anywhere but here.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import cauce.delivery.lane as lanes
import cauce.delivery.step as steps
from cauce.delivery import membership
from cauce.delivery.inbox import Inbox
from cauce.delivery.keeping import Keeper
from cauce.hookspecs import hookimpl
from cauce.http.request import Request
from cauce.http.response import Json
from cauce.model.message import Capabilities, Inbound
from cauce.model.route import Route
from cauce.store import inbox, messages, nodes, outbox, writer
from cauce.transport import Arrival, Channel, Delivery, Ingress
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud

BODY = {
    "type": "object",
    "required": ["id", "who", "text"],
    "properties": {name: {"type": "string"} for name in ("id", "who", "text")},
}
_turns = itertools.count()


def append(file: str | Path, line: str) -> None:
    """Add a line to a file in one write, which stays whatever becomes of the process."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, line.encode() + b"\n")
    os.close(handle)


class Once:
    """A channel whose network drops second copies: what is said may be attempted many at a time."""

    name = "once"
    title: Mapping[str, str] = {"es": "Libro", "en": "Ledger"}
    settings: Mapping[str, Any] = {"type": "object", "properties": {"file": {"type": "string"}}}
    capabilities = Capabilities(idempotent=True, settle_seconds=0.3)

    def routes(self) -> tuple[Route, ...]:
        return (Route("POST", "/once", "public", self.take, body=BODY),)

    async def open(self, channel: Channel, ingress: Ingress) -> None:
        self.ingress, self.file, self.channel = ingress, channel.settings["file"], channel.name

    async def close(self, channel: Channel) -> None:
        pass

    async def take(self, request: Request) -> Any:
        body = request.body
        arrival = Arrival(body["id"], ("visitor", body["who"]), Inbound(body["text"]))
        [new] = await self.ingress.accept(self.channel, request.raw, [arrival])
        return Json({"new": new})

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        append(self.file, json.dumps({"id": delivery.id, "who": delivery.address[1], "text": delivery.message.text}))
        return f"net-{delivery.id}"


@hookimpl
def register_transports() -> list[Once]:
    return [Once()]


def note_sends(file: str) -> None:
    """Note every send before it is made."""
    plain = WhatsAppCloud.send

    async def send(self: WhatsAppCloud, channel: Channel, delivery: Delivery) -> str:
        append(file, f"{os.getpid()} {int(time.time() * 1000)} {delivery.id}")
        return await plain(self, channel, delivery)

    WhatsAppCloud.send = send


def break_at_poison() -> None:
    """Let a step fail that has to do with poison."""
    plain = steps.sprint

    def sprint(library: Any, state: Any, resume: Any, scene: Any) -> Any:
        message = getattr(resume, "message", None)
        if message is not None and message.text == "veneno":
            raise RuntimeError("veneno")
        return plain(library, state, resume, scene)

    steps.sprint = sprint


def lease_of(milliseconds: int) -> None:
    """Have a short lease."""
    nodes.LEASE_MS = milliseconds
    membership.EVERY = milliseconds / 4000
    membership.MARGIN_MS = milliseconds // 6


def without_unique() -> None:
    """Take what is known already for something new, as if no index knew better."""
    add, keep = inbox.add_messages, messages.add
    known: set[str] = set()
    renamed: dict[str, str] = {}

    def fresh(entry: Any) -> Any:
        if entry.key not in known:
            known.add(entry.key)
            return entry
        renamed[entry.key] = f"{entry.key}.{next(_turns)}"
        return replace(entry, key=renamed[entry.key])

    def add_drafts(db: Any, drafts: Any, now: int) -> None:
        for one in drafts:
            one.provider_id = renamed.get(one.provider_id, one.provider_id)
        keep(db, drafts, now)

    inbox.add_messages = lambda db, entries, now: add(db, [fresh(one) for one in entries], now)
    messages.add = add_drafts


def without_attempt() -> None:
    """Send first, and sign it later."""
    plain = Keeper._queue

    def queue(self: Keeper, kind: str, draft: Any, body: str, *, attempt: bool) -> None:
        plain(self, kind, draft, body, attempt=False)

    async def unsigned(self: Any, effect: Any) -> bool:
        effect.state = "attempt"
        return True

    def signed(db: Any, row: int) -> None:
        db.execute("UPDATE outbox SET state = 'attempt' WHERE id = ?", (row,))

    def settle(db: Any, row: int, epoch: int, ending: Any, now: int) -> bool:
        signed(db, row)
        return bool(end(db, row, epoch, ending, now))

    def settle_sent(db: Any, found: Any, epoch: int, now: int) -> Any:
        for row in found:
            signed(db, row)
        return end_well(db, found, epoch, now)

    end, end_well = outbox.settle, outbox.settle_sent
    Keeper._queue, lanes.Lane._attempt = queue, unsigned
    outbox.settle, outbox.settle_sent = settle, settle_sent


def without_epoch() -> None:
    """Say whatever is to be said to a person, whoever has it in hand."""
    attempt, settle, whole = outbox.attempt, outbox.settle, outbox.open_of

    def of(db: Any, row: int) -> int:
        return int(db.execute("SELECT epoch FROM outbox WHERE id = ?", (row,)).fetchone()[0])

    def speaker(db: Any, identity: int) -> int:
        sql = f"SELECT MAX(epoch) FROM outbox WHERE identity_id = ? AND {outbox._OPEN}"
        return int(db.execute(sql, (identity,)).fetchone()[0] or 0)

    outbox.attempt = lambda db, row, epoch, now: attempt(db, row, of(db, row), now)
    outbox.settle = lambda db, row, epoch, ending, now: settle(db, row, of(db, row), ending, now)
    outbox.settle_sent = lambda db, found, epoch, now: [
        row for row in found if outbox.settle(db, row, epoch, outbox.Ending("sent"), now)
    ]
    outbox.open_of = lambda db, identity, epoch, limit: whole(db, identity, speaker(db, identity) or epoch, limit)
    writer._count = lambda db, proof: None


def without_fence() -> None:
    """Believe in the own lease for ever, and commit without proof of it."""
    writer._count = lambda db, proof: None
    membership.Membership.holds = lambda self: True


def without_lattice() -> None:
    """Let the last status win."""
    find = messages.find_all_sent

    def find_all_sent(db: Any, channel: int, provider_ids: Any) -> Any:
        found = find(db, channel, provider_ids)
        for one in found.values():
            one.status = 0
        return found

    def advance(db: Any, status: Any, told: Any) -> None:
        for message, (at, _) in told.items():
            db.execute(
                f"UPDATE messages SET status = {status.value}, {messages._MOMENTS[status]} = ? WHERE id = ?",
                (at, message),
            )

    messages.find_all_sent = find_all_sent
    messages.advance = advance


def without_commit() -> None:
    """Say that it is stored, and store it later."""
    plain = Inbox.accept
    tasks = set()

    async def accept(self: Inbox, channel: str, raw: bytes, arrivals: Any) -> Any:
        async def later() -> None:
            await asyncio.sleep(60)
            await plain(self, channel, raw, arrivals)

        tasks.add(asyncio.ensure_future(later()))
        return [True] * len(arrivals)

    Inbox.accept = accept


def without_order() -> None:
    """Say the last thing first."""
    outbox._OF = outbox._OF.replace("ORDER BY o.id", "ORDER BY o.id DESC")
    lanes.Lane._add = lambda self, effects: self.waiting.extend(effects)


GUARDS = {
    "unique": without_unique,
    "attempt": without_attempt,
    "epoch": without_epoch,
    "fence": without_fence,
    "lattice": without_lattice,
    "commit": without_commit,
    "order": without_order,
}

WhatsAppCloud.capabilities = replace(
    WhatsAppCloud.capabilities, settle_seconds=float(os.environ.get("CAUCE_FAULTS_SETTLE", "0.6"))
)
break_at_poison()
if "CAUCE_FAULTS_SENDS" in os.environ:
    note_sends(os.environ["CAUCE_FAULTS_SENDS"])
if "CAUCE_FAULTS_LEASE" in os.environ:
    lease_of(int(os.environ["CAUCE_FAULTS_LEASE"]))
for _guard in filter(None, os.environ.get("CAUCE_FAULTS_WITHOUT", "").split(",")):
    GUARDS[_guard]()
