"""What is kept, and for how long: by kind, until somebody deletes it, and nothing that a dead process left."""

from __future__ import annotations

from cauce_plugins.media import retention
from media_rig import Network, ask, get, picture, project, running, sound, upload

HOUR = 3_600_000


async def aged(world, hours, where="1 = 1"):
    sql = f"UPDATE media_files SET stored_at = stored_at - ?, created_at = created_at - ? WHERE {where}"
    await world.service.database.write(lambda db: db.execute(sql, (hours * HOUR, hours * HOUR)).rowcount)


async def states(world):
    return [tuple(row) for row in await world.rows("SELECT kind, state, reason FROM media_files ORDER BY id")]


async def test_files_are_kept_for_as_long_as_the_settings_say_by_kind(tmp_path):
    net = Network()
    settings = "[media]\n[media.retention]\naudio = 0\n"
    environment = {"FILE_RETENTION_HOURS": "24"}
    async with running(project("sqlite", tmp_path, settings, net, environment=environment), net) as world:
        first = await world.file_of(await world.bring(picture()))
        assert first["expires_at"] == first["stored_at"] + 24 * HOUR
        assert (await world.file_of(await world.bring(sound(), kind="audio")))["expires_at"] is None
        await aged(world, 23)
        await retention.run(world.host)
        assert [state for _, state, _ in await states(world)] == ["stored", "stored"]
        await aged(world, 2)
        await retention.run(world.host)
        assert await states(world) == [("image", "gone", "expired"), ("audio", "stored", None)]
        told = await ask(world.ana, "GET", f"{first['url']}/info")
        assert (told["state"], told["expires_at"], told["thumbnail"]) == ("gone", None, False)
        assert (await get(world.ana, first["url"]))[0] == 404
        assert len(list((world.host.folder / "files").glob("20*/*"))) == 1


async def test_an_upload_that_nobody_sends_goes_after_a_day_and_one_that_was_sent_stays(desk):
    conversation = await desk.conversation()
    _, sent = await upload(desk.ana, picture(), "a.png")
    _, unsent = await upload(desk.ana, picture(), "b.png")
    assert unsent["expires_at"] == unsent["stored_at"] + 24 * HOUR
    body = {"message_type": "image", "media": {"file": sent["id"]}}
    await ask(desk.ana, "POST", f"/api/conversations/{conversation}/messages", body)
    await aged(desk, 25)
    await retention.run(desk.host)
    assert [state[1:] for state in await states(desk)] == [("stored", None), ("gone", "unsent")]


async def test_what_was_begun_and_never_finished_is_swept_with_its_bytes(world):
    _, told = await upload(world.ana, picture(), "a.png")
    await world.service.database.write(lambda db: db.execute("UPDATE media_files SET state = 'storing'").rowcount)
    await retention.run(world.host)
    assert len(await states(world)) == 1
    await aged(world, 1)
    await retention.run(world.host)
    assert await states(world) == []
    assert list((world.host.folder / "files").glob("20*/*")) == []
    assert (await get(world.ana, told["url"]))[0] == 404


async def test_files_stay_where_they_went_when_the_store_is_another(kind, tmp_path):
    net, data = Network(), picture()
    async with running(project(kind, tmp_path, net=net), net) as world:
        before = await world.file_of(await world.bring(data))
    again = project(kind, tmp_path, '[media]\nstore = "database"\n', net, empty=False)
    async with running(again, net) as world:
        after = await world.file_of(await world.bring(data, who="otro"))
        for told in (before, after):
            assert (await get(world.ana, told["url"]))[1] == data
        assert (await get(world.ana, after["url"], Range="bytes=3-5"))[1] == data[3:6]
        assert await world.rows("SELECT store FROM media_files ORDER BY id") == [("local",), ("database",)]
        for told in (before, after):
            async with world.ana.delete(told["url"]) as answer:
                assert answer.status == 204
        assert await world.rows("SELECT COUNT(*) FROM media_pieces") == [(0,)]
