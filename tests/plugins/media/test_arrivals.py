"""Files that come with messages: fetched from their network, however often that takes, and shown by an id of ours."""

from __future__ import annotations

import json

from cauce import Inbound, Media, Unreachable
from cauce_plugins.media import fetching
from media_rig import Network, ask, get, picture, project, running, sound


async def test_a_file_that_comes_is_fetched_and_its_message_names_it(world):
    data = picture(200, 100, "JPEG")
    message = await world.bring(data, mime="image/png", name="../foto.png")
    told = await world.file_of(message)
    assert (told["state"], told["mime"], told["kind"], told["direction"]) == ("stored", "image/jpeg", "image", "in")
    assert (told["width"], told["height"], told["name"], told["message"]) == (200, 100, "foto.png.jpg", message)
    assert (await get(world.ana, told["url"]))[1] == data
    status, small, headers = await get(world.ana, f"{told['url']}/thumbnail")
    assert (status, headers["Content-Type"], small[8:12]) == (200, "image/webp", b"WEBP")
    [line] = (await ask(world.ana, "GET", f"/api/conversations/{told['conversation']}/messages?limit=1"))["items"]
    assert line["content"]["media"]["file"] == told["id"]
    [(data,)] = await world.rows("SELECT data FROM events WHERE type = 'media.stored'")
    assert json.loads(data) == {
        "message": message,
        "file": told["id"],
        "kind": "image",
        "mime": "image/jpeg",
        "size": told["size"],
    }


async def test_what_is_not_to_be_kept_is_refused_and_says_why(desk):
    message = await desk.bring(b"<html><script>alert(1)</script></html>", mime="image/jpeg", name="foto.jpg")
    told = await desk.file_of(message)
    assert (told["state"], told["reason"]) == ("refused", "type")
    assert (await get(desk.ana, told["url"]))[0] == 404
    [(data,)] = await desk.rows("SELECT data FROM events WHERE type = 'media.refused'")
    assert json.loads(data) == {"message": message, "file": told["id"], "reason": "type"}
    large = await desk.file_of(await desk.bring(bytes(17 * 1024 * 1024), kind="video"))
    assert (large["state"], large["reason"]) == ("refused", "large")
    gone = await desk.file_of(await desk.say(Inbound(kind="image", media=Media("image", id="nobody-knows-it"))))
    assert (gone["state"], gone["reason"]) == ("refused", "refused")


async def test_a_network_that_is_away_is_asked_again_and_given_up_in_the_end(desk):
    desk.net.moods.extend([Unreachable("away", after=0.0), Unreachable("away", after=0.0)])
    told = await desk.file_of(await desk.bring(picture()))
    assert told["state"] == "stored"
    desk.net.moods.extend(Unreachable("away", after=0.0) for _ in range(fetching.TRIES))
    told = await desk.file_of(await desk.bring(picture()))
    assert (told["state"], told["reason"]) == ("refused", "unreachable")


async def test_one_that_breaks_whoever_reads_it_holds_up_no_other(desk):
    desk.net.moods.append(RuntimeError("a bug of the transport"))
    await desk.bring(picture())
    assert (await desk.file_of(await desk.bring(sound(), kind="audio")))["state"] == "stored"


async def test_a_restart_loses_no_file(kind, tmp_path):
    net = Network()
    net.moods.append(Unreachable("away", after=3600.0))
    async with running(project(kind, tmp_path, net=net), net) as world:
        message = await world.bring(picture())
        file = (await world.file_of(message, "pending"))["id"]
        await world.until(lambda: world.rows("SELECT 1 FROM media_files WHERE attempts = 1"))
    async with running(project(kind, tmp_path, net=net, empty=False), net) as world:
        net.ingress = world.net.ingress
        sql = "UPDATE media_files SET due_at = 0 WHERE state = 'pending'"
        await world.service.database.write(lambda db: db.execute(sql).rowcount)
        world.host.nudge(fetching.JOB)
        assert (await world.file_of(message))["id"] == file
        # What was heard again after a restart is the same file.
        [(count,)] = await world.rows("SELECT COUNT(*) FROM media_files")
        assert count == 1


async def test_a_try_that_died_leaves_no_bytes_behind(desk, tmp_path):
    desk.net.moods.append(Unreachable("away", after=3600.0))
    message = await desk.bring(picture())
    await desk.file_of(message, "pending")
    await desk.until(lambda: desk.rows("SELECT 1 FROM media_files WHERE attempts = 1"))
    [(key,)] = await desk.rows("SELECT file_key FROM media_files")
    left = desk.host.folder / "files" / key
    left.parent.mkdir(parents=True)
    left.write_bytes(b"what a process that died had kept")
    sql = "UPDATE media_files SET due_at = 0"
    await desk.service.database.write(lambda db: db.execute(sql).rowcount)
    desk.host.nudge(fetching.JOB)
    assert (await desk.file_of(message))["state"] == "stored"
    assert not left.exists()


def test_tries_are_put_off_for_longer_each_time():
    assert [fetching.wait(tries) for tries in (0, 1, 2, 30)] == [5_000, 10_000, 20_000, 3_600_000]
