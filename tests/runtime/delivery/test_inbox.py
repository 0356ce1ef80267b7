"""The desk of the transports: who is known, what was said, and what it refuses."""

from __future__ import annotations

import pytest

from cauce.errors import CauceError
from cauce.model.message import Inbound
from cauce.transport import Arrival
from delivery_rig import HELLO, Rig


async def test_the_transcript_runs_over_all_conversations_of_an_address(tmp_path):
    async with Rig(tmp_path, HELLO) as rig:
        for text in ("hola", "Ana", "hola", "Eva"):
            await rig.say(text)
        await rig.say("hola", "otra")
        lines = await rig.transcript()
        assert [line.message.text for line in lines] == [
            "hola", "Hola", "¿Nombre?", "Ana", "Gracias, Ana", "Chao",
            "hola", "Hola", "¿Nombre?", "Eva", "Gracias, Eva", "Chao",
        ]  # fmt: skip
        assert [line.author for line in lines[:3]] == ["contact", "bot", "bot"]
        assert (lines[0].id, lines[1].id) == ("in-1", f"m{lines[1].seq}")
        desk, who = rig.pipeline.inbox, ("visitor", "ana")
        last = await desk.transcript("linea", who, limit=2)
        assert last == list(lines[-2:])
        assert await desk.transcript("linea", who, before=last[0].seq, limit=3) == list(lines[-5:-2])
        assert await desk.transcript("linea", who, after=lines[3].seq, limit=2) == list(lines[4:6])


async def test_an_address_can_be_made_known_before_it_says_anything(tmp_path):
    async with Rig(tmp_path) as rig:
        desk = rig.pipeline.inbox
        assert await desk.knows("linea", ("visitor", "eva")) is False
        await desk.introduce("linea", ("visitor", "eva"), "Eva")
        await desk.introduce("linea", ("visitor", "eva"), "Otra")
        assert await desk.knows("linea", ("visitor", "eva")) is True
        assert await desk.knows("linea", ("visitor", "EVA")) is False
        assert await rig.rows("SELECT name FROM contacts") == [("Eva",)]
        assert await rig.rows("SELECT COUNT(*) FROM conversations") == [(0,)]
        assert await desk.transcript("linea", ("visitor", "eva")) == []


async def test_a_name_is_learnt_when_it_is_first_heard(tmp_path):
    async with Rig(tmp_path) as rig:
        await rig.pipeline.inbox.introduce("linea", ("visitor", "ana"))
        await rig.say("x")
        assert await rig.rows("SELECT name FROM contacts") == [("Ana",)]


async def test_what_no_channel_or_nobody_sent_is_refused(tmp_path):
    async with Rig(tmp_path) as rig:
        arrival = Arrival("1", ("visitor", "ana"), Inbound("x"))
        with pytest.raises(CauceError, match="no channel ajena"):
            await rig.pipeline.inbox.accept("ajena", b"", [arrival])
        with pytest.raises(ValueError, match="more than"):
            await rig.pipeline.inbox.accept("linea", b"", [arrival] * 5001)
        assert await rig.pipeline.inbox.accept("linea", b"nothing in it", []) == []
