"""Files on their way out: by the network's own id where it has such, else by an address that holds for a while."""

from __future__ import annotations

import aiohttp
import pytest

from cauce import Media, Refused
from cauce_plugins.media import links, sending
from media_rig import Network, WithoutUpload, ask, get, picture, project, running, sound, upload


async def say(world, conversation, kind, file, session=None):
    body = {"message_type": kind, "media": {"file": file}}
    async with (session or world.ana).post(f"/api/conversations/{conversation}/messages", json=body) as answer:
        return answer.status, await answer.json()


async def test_a_file_is_put_on_its_network_once_however_often_it_is_sent(desk):
    conversation = await desk.conversation()
    _, told = await upload(desk.ana, picture(), "x.png")
    for number in range(1, 3):
        assert (await say(desk, conversation, "image", told["id"]))[0] == 201

        async def sent(number=number):
            return len(desk.net.sent) == number

        await desk.until(sent)
    assert [one.message.media.id for one in desk.net.sent] == ["up0", "up0"]
    assert len(desk.net.took) == 1


async def test_a_sound_becomes_a_voice_note_where_that_is_asked_for(desk):
    status, told = await upload(desk.ana, sound(2.0), "nota.wav", voice="true")
    assert (status, told["mime"], told["name"], told["kind"]) == (201, "audio/ogg", "nota.ogg", "audio")
    assert 1900 < told["duration"] < 2200
    assert (await get(desk.ana, told["url"]))[1][:4] == b"OggS"
    plain = (await upload(desk.ana, sound(2.0), "nota.wav"))[1]
    assert (plain["mime"], plain["duration"]) == ("audio/wav", 2000)
    status, told = await upload(desk.ana, picture(), "x.png", voice="true")
    assert (status, told["errors"][0]["code"]) == (422, "silent")


async def test_a_file_that_is_something_else_than_the_message_says_is_not_sent(desk):
    conversation = await desk.conversation()
    _, told = await upload(desk.ana, picture(), "x.png")
    status, problem = await say(desk, conversation, "audio", told["id"])
    assert (status, problem["errors"][0]["at"]) == (422, "/media/file")
    assert (await say(desk, conversation, "file", told["id"]))[0] == 201
    assert (await say(desk, conversation, "image", "0" * 32))[0] == 422
    body = {"message_type": "image", "media": {"file": told["id"], "url": "https://example.com/x.png"}}
    async with desk.ana.post(f"/api/conversations/{conversation}/messages", json=body) as answer:
        assert answer.status == 422


async def test_what_came_in_is_passed_on_to_another_conversation_whose_people_see_it_then(desk):
    one = await desk.conversation("luis")
    told = await desk.file_of(await desk.bring(picture()))
    other = await desk.conversation("marta")
    path = f"/api/conversations/{one}/messages/{told['message']}/forward"
    await ask(desk.ana, "POST", path, {"conversations": [other]})

    async def sent():
        return desk.net.sent

    [delivery] = await desk.until(sent)
    assert (delivery.address[1], delivery.message.media.id) == ("marta", "up0")
    listed = (await ask(desk.ana, "GET", f"/api/media?conversation={other}"))["items"]
    assert [one["id"] for one in listed] == [told["id"]]


async def test_a_network_without_uploads_is_given_an_address_that_nobody_can_make_up(tmp_path):
    net = WithoutUpload()
    settings = '[media]\npublic_url = "https://chat.example.com/"\nlink_minutes = 60\n'
    async with running(project("sqlite", tmp_path, settings, net), net) as world:
        conversation, data = await world.conversation(), picture()
        _, told = await upload(world.ana, data, "x.png")
        await say(world, conversation, "image", told["id"])

        async def sent():
            return net.sent

        [delivery] = await world.until(sent)
        url = delivery.message.media.url
        assert url.startswith(f"https://chat.example.com/media/{told['id']}/")
        path = url.removeprefix("https://chat.example.com")
        async with aiohttp.ClientSession(world.address) as stranger:
            status, found, headers = await get(stranger, path)
            assert (status, found, headers["Cross-Origin-Resource-Policy"]) == (200, data, "cross-origin")
            assert (await get(stranger, path, Range="bytes=0-3"))[:2] == (206, data[:4])
            file, until, signed = path.removeprefix("/media/").split("/")
            other = (await upload(world.ana, picture(), "y.png"))[1]["id"]
            for wrong in (
                f"{file}/{int(until) + 1}/{signed}", f"{other}/{until}/{signed}", f"{file}/{until}/{'0' * 64}",
                f"{file}/1/{links.signature(await links.key(world.host), file, 1)}",
            ):  # fmt: skip
                assert (await get(stranger, f"/media/{wrong}"))[0] == 404
        # Whoever reads the transcript is given an address of their own time.
        [*_, line] = await net.ingress.transcript("linea", ("phone", "luis"))
        assert line.message.media.url.startswith("https://chat.example.com/media/")


async def test_a_file_that_is_gone_when_its_turn_comes_is_told_as_refused(desk):
    with pytest.raises(Refused):
        await sending.bring(desk.host, 1, Media("image", file="0" * 32))


async def test_without_the_plugin_files_are_not_spoken_of_and_the_rest_works(tmp_path):
    net = Network()
    found = project("sqlite", tmp_path, net=net, top='[plugins]\ndisable = ["cauce_plugins.media"]')
    async with running(found, net) as world:
        conversation = await world.conversation()
        assert (await get(world.ana, "/api/media"))[0] == 404
        assert (await say(world, conversation, "image", "0" * 32))[0] == 422
        await ask(world.ana, "POST", f"/api/conversations/{conversation}/messages", {"text": "hola"})

        async def sent():
            return net.sent

        assert (await world.until(sent))[0].message.text == "hola"
        await world.bring(picture())
