"""Signed mutants of the recorded webhooks: none is unhandled, and each is stored, set aside, or ignored with a reason.

`CAUCE_FUZZ=10000000` runs more of them.
"""

from __future__ import annotations

import json
import logging
import os
import random
from collections import Counter

import pytest

from cauce.delivery import codec
from cauce.http.request import Request
from cauce.http.response import Text
from cauce_plugins.transports.whatsapp_cloud import quick
from cauce_plugins.transports.whatsapp_cloud.decode import News, carefully
from cauce_plugins.transports.whatsapp_cloud.routes import Door
from cauce_plugins.transports.whatsapp_cloud.signature import sign
from whatsapp_rig import EXAMPLES, channel, opened, places

SHARDS = 8
MUTANTS = int(os.environ.get("CAUCE_FUZZ", "200000")) // SHARDS

BODIES = [json.dumps(json.loads(path.read_bytes())).encode() for path in sorted(EXAMPLES.glob("*.json"))]
STRANGE = [
    None, True, False, 0, -1, 10**30, 1.5, 1e308, float("inf"), float("nan"), "", "x", "\0", "\ud800", "\u202e<b>", "a" * 300,
    "549351", [], {}, [[]], [None], {"": ""}, {"id": 1}, [{"id": None}], {"type": "edit", "edit": {"message": {"type": "edit"}}},
]  # fmt: skip
TYPES = [
    "text", "image", "interactive", "button", "order", "edit", "contacts", "location", "reaction", "system", "new", "",
]  # fmt: skip
FIELDS = ["messages", "smb_message_echoes", "user_id_update", "account_update", "history", ""]
KEYS = ("id", "from", "type", "errors", "context", "field", "user_id", "group_id", "messages", "statuses")
SCRAPS = (b"", b"{", b"}", b"[", b'"', b"\\u0000", b"\xff", b"\\ud800", b"9" * 30, b"[" * 30)
LONG = b"[" * 20_000


def mutate(value, dice):
    """Change a value somewhere within, in place, and return it."""
    known = places(value)
    for _ in range(dice.choice((1, 1, 2, 4))):
        here, key = dice.choice(known)
        if isinstance(here, list) and key >= len(here):
            continue
        change = dice.random()
        if key == "type" and change < 0.5:
            here[key] = dice.choice(TYPES)
        elif key == "field" and change < 0.5:
            here[key] = dice.choice(FIELDS)
        elif change < 0.6:
            here[key] = dice.choice(STRANGE)
        elif change < 0.8 and isinstance(here, dict):
            here.pop(key, None)
        elif isinstance(here, list):
            here += here[:1] * dice.randrange(3)
        else:
            here[dice.choice(KEYS)] = dice.choice(STRANGE)
    return value


def bytes_of(dice):
    """Return a mutant: of the values, or of the very bytes."""
    body = dice.choice(BODIES)
    if dice.random() < 0.8:
        found = json.dumps(mutate(json.loads(body), dice), ensure_ascii=dice.random() < 0.7)
        return found.encode("utf-8", "surrogatepass")
    raw = bytearray(body)
    for _ in range(dice.randrange(1, 6)):
        place = dice.randrange(len(raw))
        raw[place : place + dice.randrange(3)] = dice.choice(SCRAPS)
    return bytes(raw) if dice.random() < 0.99 else bytes(raw[: dice.randrange(len(raw))]) + LONG


class Ledger(logging.Handler):
    """Where each mutant ended: an ingress that asks of everything whether it can be stored, and the log."""

    def __init__(self):
        super().__init__()
        self.ends = Counter()

    async def accept(self, channel, raw, arrivals):
        for arrival in arrivals:
            stored = codec.dump(codec.cleaned(arrival).message)
            codec.inbound(stored)
            stored.encode()
            for one in (arrival.address, *arrival.aliases):
                assert all(codec.address(one))
            assert arrival.author in {"contact", "human"}
        self.ends["stored"] += len(arrivals)
        return [True] * len(arrivals)

    async def receipts(self, channel, receipts):
        for one in receipts:
            assert codec.identifier(one.provider_id)
            f"{one.code} {one.title} {one.tag}".encode()
            assert all(isinstance(value, str) for pair in one.addresses for value in pair)
            assert 0 <= one.at < 10**15
        self.ends["stored"] += len(receipts)

    async def rename(self, channel, old, new):
        assert old != new
        assert all((*codec.address(old), *codec.address(new)))
        self.ends["stored"] += 1
        return True

    async def park(self, channel, raw, reason):
        assert reason
        reason.encode()
        self.ends["set aside"] += 1

    def emit(self, record):
        assert record.exc_info is None, record.exc_info
        self.ends["told"] += 1


def finished(coroutine):
    """Run what waits for nothing, and return what it returns."""
    with pytest.raises(StopIteration) as stopped:
        coroutine.send(None)
    return stopped.value.value


@pytest.fixture
async def ledger(monkeypatch):
    ledger, log = Ledger(), logging.getLogger("cauce.whatsapp_cloud")
    monkeypatch.setattr(log, "handlers", [ledger])
    monkeypatch.setattr(log, "propagate", False)
    before = log.level
    log.setLevel(logging.INFO)
    yield ledger
    log.setLevel(before)


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_no_mutant_is_unhandled_and_each_leaves_a_trace(shard, ledger):
    dice = random.Random(20261121 + shard)
    traces = Counter()
    async with opened(ledger, channel()) as transport:
        door = Door(transport._lines)
        for _ in range(MUTANTS):
            raw = bytes_of(dice)
            params = {"channel": "linea1"} if dice.random() < 0.5 else {}
            ledger.ends.clear()
            reply = finished(
                door.take(Request("POST", "/", params, headers={"X-Hub-Signature-256": sign("secret", raw)}, raw=raw))
            )
            assert reply == Text("")
            assert ledger.ends.total() > 0, raw
            traces.update(ledger.ends.keys())
    assert min(traces["stored"], 2 * traces["told"], 10 * traces["set aside"]) > MUTANTS / 3, traces


@pytest.mark.parametrize("shard", range(2))
def test_a_mutant_that_is_read_in_one_go_is_read_as_with_care(shard):
    dice, taken = random.Random(20261122 + shard), 0
    for _ in range(MUTANTS):
        raw = bytes_of(dice)
        if (found := quick.read(raw)) is not None:
            taken += 1
            assert [News(*one) for one in found] == carefully(raw), raw
    assert taken > MUTANTS / 100
