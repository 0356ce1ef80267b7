"""When anything may be said to somebody, and when only a template."""

from __future__ import annotations

from collections.abc import Sequence

from cauce.model.message import Inbound
from cauce.transport import Arrival, Line
from cauce_plugins.transports.whatsapp_cloud.decode import News
from cauce_plugins.transports.whatsapp_cloud.identity import Address
from cauce_plugins.transports.whatsapp_cloud.window import SPAN, Window
from whatsapp_rig import PERSON, Kept, channel, heard, opened


async def test_the_window_is_known_from_the_transcript_and_remembered():
    now = SPAN * 10
    bot = [Line(n, "bot", f"m{n}", now, Inbound()) for n in range(2, 250)]
    kept = Kept(lines=[*heard(now - SPAN + 1), *bot])
    window = Window("linea1", kept, lambda: now, keep=2)
    assert await window.is_open(PERSON)
    kept.lines = []
    assert await window.is_open(PERSON)
    assert not await window.is_open(("phone", "1"))
    kept.lines = heard(now - SPAN)
    assert not await window.is_open(("phone", "1"))
    kept.lines = [Line(n, "bot", f"m{n}", now, Inbound()) for n in range(1, 2000)]
    assert not await window.is_open(("phone", "1"))
    for person in "234":
        window.hear(("phone", person), now)
    assert len(window._heard) == 2
    window.hear(("phone", "4"), now - 5)
    assert window._heard["phone", "4"] == now


async def test_it_counts_from_when_the_person_wrote_not_from_when_we_were_told():
    now = SPAN * 10
    late, early = now - SPAN - 5, now + SPAN
    window = Window("linea1", Kept(lines=heard(now, at=late)), lambda: now)
    assert not await window.is_open(PERSON)
    window.hear(PERSON, late)
    assert not await window.is_open(PERSON)
    window.hear(PERSON, early)
    assert window._heard[PERSON] == now
    assert await window.is_open(PERSON)
    window = Window("linea1", Kept(lines=heard(now - SPAN - 1, at=early)), lambda: now)
    assert not await window.is_open(PERSON)


async def test_what_only_happened_to_somebody_opens_nothing():
    kept = Kept()
    async with opened(kept, channel()) as transport:
        line = transport._lines["linea1"]
        ours = Arrival("w1", PERSON, Inbound("x"), author="human", quiet=True)
        changed = Arrival("w2", PERSON, Inbound("x", "unknown", data={"type": "system"}), quiet=True)
        await line.take(b"{}", News("1", [ours, changed]))
        assert not await line.window.is_open(PERSON)
        wrote = Arrival("w3", PERSON, Inbound("x"), aliases=(("bsuid", "AR.7"),))
        await line.take(b"{}", News("1", [wrote]))
        assert await line.window.is_open(PERSON)
        assert await line.window.is_open(("bsuid", "AR.7"))
        assert await line.window.is_open(("group", "anybody"))
    kept.lines = heard(SPAN * 10, type="system")
    assert not await Window("linea1", kept, lambda: SPAN * 10).is_open(PERSON)


async def test_the_window_is_open_before_a_reply_may_be_on_its_way():
    known: list[Address] = []

    class Quick(Kept):
        async def accept(self, channel: str, raw: bytes, arrivals: Sequence[Arrival]) -> Sequence[bool]:
            known.extend(line.window._heard)
            return await super().accept(channel, raw, arrivals)

    async with opened(Quick(), channel()) as transport:
        line = transport._lines["linea1"]
        at = line.window.now()
        wrote = Arrival("w1", PERSON, Inbound("x", data={"at": at}), aliases=(("bsuid", "AR.7"),))
        undated = Arrival("w2", ("phone", "2"), Inbound("x"))
        await line.take(b"{}", News("1", [wrote, undated]))
        assert known == [PERSON, ("bsuid", "AR.7")]
        assert await line.window.is_open(("phone", "2"))
