"""Uploads: read as they come, typed by what they are, and sent by the message that names them."""

from __future__ import annotations

import aiohttp
import pytest

from cauce_plugins.media.decoding import limited
from media_rig import (
    PDF,
    Network,
    archive,
    ask,
    document,
    flood,
    get,
    picture,
    pieces,
    project,
    running,
    sound,
    upload,
)  # fmt: skip


async def test_an_upload_is_kept_and_sent_by_the_message_that_names_it(world):
    conversation, data = await world.conversation(), picture(640, 480)
    status, told = await upload(world.ana, data, "../../foto bonita.jpeg")
    assert status == 201
    assert (told["state"], told["kind"], told["mime"]) == ("stored", "image", "image/png")
    assert told["name"] == "foto bonita.jpeg.png"
    assert (told["width"], told["height"], told["size"], told["thumbnail"]) == (640, 480, len(data), True)
    body = {"message_type": "image", "media": {"file": told["id"]}, "text": "Mira"}
    said = await ask(world.ana, "POST", f"/api/conversations/{conversation}/messages", body)

    async def sent():
        return world.net.sent

    [delivery] = await world.until(sent)
    media, put = world.net.took["up0"]
    assert put == data
    assert (media.mime, media.size, media.name) == ("image/png", len(data), "foto bonita.jpeg.png")
    assert (delivery.message.media.id, delivery.message.text) == ("up0", "Mira")
    known = await ask(world.ana, "GET", f"/api/media/{told['id']}/info")
    assert (known["conversation"], known["message"]) == (conversation, said["id"])
    [line] = (await ask(world.ana, "GET", f"/api/conversations/{conversation}/messages?limit=1"))["items"]
    assert line["content"]["media"]["file"] == told["id"]


async def test_what_lies_swells_or_runs_is_refused_in_words_and_leaves_nothing(desk):
    for data, code in (
        (b"<html><script>alert(1)</script>", "type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "type"),
        (archive(("a.txt", b"x")), "type"),
        (bytes(100), "type"),
        (b"", "empty"),
        (picture(kind="GIF") + b"<script>alert(1)</script>", "polyglot"),
        (PDF.replace(b"/Type/Catalog", b"/OpenAction<</S/JavaScript>>"), "script"),
        (document(("word/vbaProject.bin", b"x")), "script"),
        (document(("word/a", bytes(20_000_000))), "bomb"),
        (flood(), "bomb"),
        (picture()[:200], "broken"),
        (b"\xff\xd8\xff\xe0" + bytes(5000), "broken"),
    ):
        async with desk.ana.post("/api/media", data=data, headers={"Accept-Language": "es"}) as answer:
            told = await answer.json()
        assert (answer.status, told["errors"][0]["code"]) == (422, code), data[:40]
        assert told["errors"][0]["problem"].endswith(".")
    assert await desk.rows("SELECT COUNT(*) FROM media_files") == [(0,)]
    assert [path for path in desk.host.folder.rglob("*") if path.is_file()] == []


async def test_one_that_is_too_large_or_too_long_is_refused(tmp_path):
    net = Network()
    settings = "[media]\nimage_mb = 1\naudio_mb = 1\nvideo_mb = 1\nfile_mb = 2\naudio_seconds = 3\n"
    async with running(project("sqlite", tmp_path, settings, net), net) as world:
        status, told = await upload(world.ana, pieces(bytes(3_000_000), 100_000))
        assert (status, told["code"]) == (413, "too_large")
        assert (await upload(world.ana, pieces(PDF + bytes(1_500_000))))[0] == 201
        assert (await upload(world.ana, pieces(picture(900, 900, "BMP"))))[0] == 413
        status, told = await upload(world.ana, sound(4.0))
        assert (status, told["errors"][0]["code"]) == (422, "long")
        status, told = await upload(world.ana, sound(4.0), voice="true")
        assert (status, told["errors"][0]["code"]) == (422, "long")
        # What comes in may be longer: the person has said it already.
        assert (await world.file_of(await world.bring(sound(4.0), kind="audio")))["state"] == "stored"


async def test_one_that_breaks_off_leaves_nothing(desk):
    async def broken():
        yield picture()
        raise RuntimeError

    with pytest.raises((RuntimeError, aiohttp.ClientError)):
        await upload(desk.ana, broken())
    assert (await upload(desk.ana, picture()))[0] == 201
    assert await desk.rows("SELECT COUNT(*) FROM media_files") == [(1,)]


async def test_without_the_extra_libraries_files_are_kept_and_shown_just_so(desk, monkeypatch):
    monkeypatch.setattr(limited, "FLAGS", ("-I", "-B", "-S"))
    data = picture(30, 20, "JPEG")
    status, told = await upload(desk.ana, data, "x.jpg")
    assert (status, told["width"], told["height"], told["thumbnail"]) == (201, 30, 20, False)
    assert (await get(desk.ana, told["url"]))[1] == data
    assert (await get(desk.ana, f"{told['url']}/thumbnail"))[0] == 404
    status, told = await upload(desk.ana, sound(), "x.wav")
    assert (status, told["duration"]) == (201, None)
    status, told = await upload(desk.ana, sound(), "x.wav", voice="true")
    assert (status, told["errors"][0]["code"]) == (422, "missing")


async def test_nobody_uploads_who_may_not_write(desk):
    await ask(desk.ana, "POST", "/api/roles", {"name": "Mira", "permissions": ["conversations.read"]})
    reader = await desk.session("lea", role="Mira")
    assert (await upload(reader, picture()))[0] == 403
    assert (await ask(reader, "GET", "/api/media"))["items"] == []
