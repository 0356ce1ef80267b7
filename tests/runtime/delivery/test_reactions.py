"""What a person thinks of a message is kept with it: the last word counts, and only between the two who talk."""

from __future__ import annotations

import pytest

from cauce.access import ownership
from cauce.delivery.reactions import is_emoji
from cauce.model.message import Inbound
from cauce.transport import Arrival
from delivery_rig import COUNTER, Rig
from team_rig import DESK, JEFA, running


async def react(rig: Rig, of: str, emoji: str, key: str, who: str = "ana", author: str = "contact", **data) -> bool:
    message = Inbound(emoji, "unknown", data={"type": "reaction", "of": of, **data})
    arrival = Arrival(key, ("visitor", who), message, "Ana", quiet=True, author=author)
    [new] = await rig.pipeline.inbox.accept("linea", key.encode(), [arrival])
    return new


async def kept(rig: Rig) -> list[tuple]:
    return await rig.rows("SELECT message_id, direction, emoji FROM reactions ORDER BY message_id, direction")


async def test_it_is_kept_with_what_it_is_about_told_and_answered_by_nobody(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a")
        for new in (True, False):
            assert await react(rig, "net-1", "👍", "r1") is new
        await rig.quiet()
        assert rig.transport.texts() == ["1", "y"]
        assert await kept(rig) == [(2, "in", "👍")]
        [(told,)] = await rig.rows("SELECT data FROM events WHERE type = 'message.reacted'")
        assert told == '{"message":2,"direction":"in","emoji":"👍"}'
        assert await rig.rows("SELECT carrier_id FROM reactions") == await rig.rows("SELECT MAX(id) FROM messages")
        assert await rig.say("b") == ["2", "y"]


async def test_a_later_one_takes_its_place_and_an_older_one_that_is_late_does_not(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a")
        now = rig.clock.now()
        for key, emoji, at in (("r1", "👍", now - 50), ("r2", "❤️", now - 10), ("r3", "👎", now - 30)):
            await react(rig, "net-1", emoji, key, at=at)
        assert await kept(rig) == [(2, "in", "❤️")]
        await react(rig, "net-1", "", "r4", at=now)
        await react(rig, "net-1", "😀", "r5", at=now - 5)
        assert await kept(rig) == [(2, "in", "")]
        # What is told of a time to come keeps nobody from changing their mind.
        await react(rig, "net-1", "😀", "r6", at=now + 10**9)
        await react(rig, "net-1", "🎉", "r7")
        assert await kept(rig) == [(2, "in", "🎉")]


async def test_it_may_be_about_what_the_person_said_themselves(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.arrive("a", id_="in-1")
        await react(rig, "in-1", "👍", "r1")
        assert await kept(rig) == [(1, "in", "👍")]


async def test_nobody_reacts_to_what_was_said_to_somebody_else(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.say("a")
        await rig.say("a", "luis")
        for key, of in (("r1", "net-1"), ("r2", "no such message"), ("r3", ""), ("r4", "x" * 500)):
            assert await react(rig, of, "👍", key, "luis")
        assert await kept(rig) == []
        # It is kept as what came in, all the same.
        assert await rig.rows("SELECT COUNT(*) FROM messages WHERE provider_id LIKE 'r%'") == [(4,)]


async def test_one_to_what_was_closed_opens_no_new_conversation(tmp_path):
    async with running(tmp_path, DESK) as desk:
        await desk.rig.say("hola")
        await desk.do(JEFA, ownership.take)
        await desk.do(JEFA, ownership.close)
        await react(desk.rig, "net-1", "👍", "r1")
        assert await desk.rig.rows("SELECT COUNT(*) FROM conversations") == [(1,)]
        assert [row[2] for row in await kept(desk.rig)] == ["👍"]


async def test_one_that_one_of_us_gave_on_the_phone_is_ours_and_takes_nothing(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        await rig.arrive("a", id_="in-1")
        await rig.quiet()
        await react(rig, "in-1", "👍", "r1", author="human")
        assert await kept(rig) == [(1, "out", "👍")]
        assert await rig.rows("SELECT owner FROM conversations") == [("bot",)]


async def test_one_that_comes_with_the_message_it_is_about_finds_it(tmp_path):
    async with Rig(tmp_path, COUNTER) as rig:
        about = Inbound("👍", "unknown", data={"type": "reaction", "of": "m-1"})
        arrivals = [
            Arrival("r1", ("visitor", "ana"), about, quiet=True),
            Arrival("m-1", ("visitor", "ana"), Inbound("a")),
        ]
        assert await rig.pipeline.inbox.accept("linea", b"both", arrivals) == [True, True]
        assert await kept(rig) == [(1, "in", "👍")]


@pytest.mark.parametrize(
    "emoji", ["👍", "👍🏽", "❤️", "❤", "1️⃣", "🇨🇱", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "‼️", "〰️", "↔️", "☺️", "\U0001faef"]
)
def test_signs_are_emojis(emoji):
    assert is_emoji(emoji)


@pytest.mark.parametrize("text", ["", "a", "1", "ok", "👍 👍", "👍a", "!", "-", "+", "\n", "é", "日本", "👍" * 33])
def test_words_are_none(text):
    assert not is_emoji(text)
