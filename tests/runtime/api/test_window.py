"""The service window of a network, as operators meet it: told with the conversation, and nothing is queued once it is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from talk_rig import ABLE, ROOT, talking

pytestmark = pytest.mark.usefixtures("each")
WINDOW = replace(ABLE, window_hours=24)
DAY = 24 * 3_600_000


async def ends(talk, conversation=1):
    return (await talk.ana("GET", f"{ROOT}/{conversation}")).body["window_ends_at"]


async def wait(talk, hours):
    """Let time pass; who waits so long logs in again."""
    await talk.rig.pass_time(hours * 3600)
    talk.ana = await talk.desk.enter("ana")


async def test_it_ends_a_day_after_the_person_last_wrote(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        began = talk.rig.clock.now()
        assert await ends(talk) == began + DAY
        await wait(talk, 5)
        # What we say, and what the network says of the person, prolong nothing.
        await talk.post("messages", {"text": "Hola"})
        await talk.rig.arrive("Cambió de número", kind="unknown", data={"type": "system"})
        assert await ends(talk) == began + DAY
        await talk.rig.arrive("¿Sí?")
        assert await ends(talk) == began + DAY + 5 * 3_600_000
        # By the network's clock, where it tells one.
        await talk.rig.arrive("¿Hola?", data={"at": began + 6_000_000})
        assert await ends(talk) == began + DAY + 5 * 3_600_000


async def test_what_comes_late_by_the_networks_clock_counts_from_when_it_was_written(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        began = talk.rig.clock.now()
        await wait(talk, 30)
        await talk.rig.arrive("¿Sí?", data={"at": began + 7 * 3_600_000})
        assert await ends(talk) == began + DAY + 7 * 3_600_000


async def test_a_network_without_one_has_none(tmp_path):
    async with talking(tmp_path) as talk:
        assert await ends(talk) is None
        await wait(talk, 1000)
        assert (await talk.post("messages", {"text": "Hola"})).status == 201


async def test_once_it_is_over_nothing_is_queued_and_one_is_told_what_to_do(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        other = await talk.meet("luis")
        first = (await talk.said())[0]["id"]
        await wait(talk, 25)
        before = await talk.rig.rows("SELECT COUNT(*) FROM outbox")
        one = f"{ROOT}/1/messages"
        for method, path, body in (
            ("POST", one, {"text": "Hola"}),
            ("POST", one, {"message_type": "location", "latitude": 1, "longitude": 1}),
            ("PUT", f"{one}/{first}/reaction", {"emoji": "👍"}),
            ("DELETE", f"{one}/{first}/reaction", None),
            ("POST", f"{one}/{first}/forward", {"conversations": [other]}),
        ):
            told = await talk.ana(method, path, body)
            assert (told.status, told.code) == (409, "window_closed"), path
            assert "Espera a que escriba" in told.body["detail"]
        english = await talk.ana("POST", one, {"text": "x"}, headers={"Accept-Language": "en"})
        assert "Wait until they write" in english.body["detail"]
        assert await talk.rig.rows("SELECT COUNT(*) FROM outbox") == before
        assert await ends(talk) < talk.rig.clock.now()
        await talk.rig.arrive("Aquí estoy")
        assert (await talk.post("messages", {"text": "Hola"})).status == 201
        # It is the one of the person that counts: the other's is still over.
        assert (await talk.post(f"messages/{first}/forward", {"conversations": [1, other]})).code == "window_closed"


async def test_what_the_person_wrote_in_an_earlier_conversation_counts(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        began = talk.rig.clock.now()
        await wait(talk, 2)
        await talk.ana("POST", f"{ROOT}/1/close", {"reason": "x"})
        await talk.rig.pipeline.inbox.accept("linea", b"e", [talk.echo("Soy Ana")])
        assert await ends(await moved(talk), 2) == began + DAY
        assert (await talk.ana("POST", f"{ROOT}/2/messages", {"text": "Hola"})).status == 201


async def moved(talk):
    """Let Ana take the conversation that what was said on the phone began; the supervisor sees it."""
    jefa = await talk.desk.enter("jefa")
    assert (await jefa("POST", f"{ROOT}/2/assign", {"user": talk.desk.users["ana"].id})).status == 200
    return talk


async def test_who_never_wrote_has_none_left(tmp_path):
    async with talking(tmp_path, WINDOW) as talk:
        never = await talk.desk.conversation("human", "Ventas", talk.desk.users["ana"].id)
        assert await ends(talk, never) == 0
        assert (await talk.ana("POST", f"{ROOT}/{never}/messages", {"text": "Hola"})).code == "window_closed"
