"""Uploads: read as they come, typed by what they are, and sent by the message that names them."""

from __future__ import annotations

from media_rig import PDF, ask, get, picture, sound, upload


async def test_an_upload_is_kept_and_sent_by_the_message_that_names_it(world):
    conversation, data = await world.conversation(), picture(640, 480)
    status, told = await upload(world.ana, data, "../../foto bonita.jpeg")
    assert status == 201
    assert (told["state"], told["kind"], told["mime"], told["name"]) == (
        "stored",
        "image",
        "image/png",
        "foto bonita.jpeg.png",
    )
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
    assert await get(world.ana, f"/api/media/{told['id']}/download")
