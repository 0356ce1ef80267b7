"""Who is shown which file, in which parts, and that no browser ever runs one."""

from __future__ import annotations

import pytest

from cauce.http.response import Problem
from cauce_plugins.media.serving import asked
from media_rig import PDF, ask, get, picture, upload


async def test_a_file_is_shown_to_whoever_sees_its_conversation_and_is_not_there_for_others(world):
    area = await ask(world.ana, "POST", "/api/areas", {"name": "Cobros"})
    other = await world.session("beto", area=area["id"])
    told = await world.file_of(await world.bring(picture()))
    [(conversation,)] = await world.rows("SELECT id FROM conversations")
    for path in ("", "/download", "/thumbnail", "/info"):
        assert (await get(world.ana, f"{told['url']}{path}"))[0] == 200
        assert (await get(other, f"{told['url']}{path}"))[0] == 404
    assert (await ask(other, "GET", "/api/media"))["items"] == []
    assert (await ask(other, "GET", "/api/media/session/linea"))["items"] == []
    async with other.delete(told["url"]) as answer:
        assert answer.status == 404
    [listed] = (await ask(world.ana, "GET", f"/api/media?conversation={conversation}"))["items"]
    assert listed == told
    # The area gets it, and with the conversation its files.
    await ask(world.ana, "POST", f"/api/conversations/{conversation}/transfer", {"area": "Cobros", "reason": "es suyo"})
    assert (await get(other, told["url"]))[0] == 200
    assert [one["id"] for one in (await ask(other, "GET", "/api/media/session/linea"))["items"]] == [told["id"]]


async def test_an_upload_that_was_not_sent_is_its_uploaders_alone(desk):
    beto = await desk.session("beto")
    _, told = await upload(beto, picture(), "x.png")
    assert (await get(beto, told["url"]))[0] == 200
    assert (await get(desk.ana, told["url"]))[0] == 404
    conversation = await desk.conversation()
    body = {"message_type": "image", "media": {"file": told["id"]}}
    async with desk.ana.post(f"/api/conversations/{conversation}/messages", json=body) as answer:
        assert (answer.status, (await answer.json())["errors"][0]["at"]) == (422, "/media/file")
    async with beto.delete(told["url"]) as answer:
        assert answer.status == 204
    assert (await ask(beto, "GET", f"{told['url']}/info"))["state"] == "gone"
    assert (await get(beto, told["url"]))[0] == 404
    assert list((desk.host.folder / "files").glob("20*/*")) == []


async def test_what_was_said_is_deleted_by_who_leads_alone(desk):
    area = await ask(desk.ana, "POST", "/api/areas", {"name": "Ventas"})
    beto = await desk.session("beto", area=area["id"])
    told = await desk.file_of(await desk.bring(picture()))
    async with beto.delete(told["url"]) as answer:
        assert answer.status == 403
    async with desk.ana.delete(told["url"]) as answer:
        assert answer.status == 204
    told = await ask(beto, "GET", f"{told['url']}/info")
    assert (told["state"], told["reason"]) == ("gone", "deleted")
    assert await desk.rows("SELECT object FROM audit WHERE action = 'media.deleted'") == [(f"media:{told['id']}",)]


async def test_pictures_are_shown_and_documents_are_kept_and_neither_runs(desk):
    shown = await desk.file_of(await desk.bring(picture(), name="foto.html"))
    kept = await desk.file_of(await desk.bring(PDF, kind="file", name="plan de año.pdf"))
    text = await desk.file_of(await desk.bring(b"hola", kind="file", mime="text/html", name="x.html"))
    for told, mime, place, name in (
        (shown, "image/png", "inline", "foto.html.png"),
        (kept, "application/pdf", "attachment", "plan de a_o.pdf"),
        (text, "text/plain; charset=utf-8", "attachment", "x.html.txt"),
    ):
        _, _, headers = await get(desk.ana, told["url"])
        assert headers["Content-Type"] == mime
        assert headers["Content-Disposition"].startswith(f'{place}; filename="{name}"')
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["Cache-Control"] == "private, no-cache"
    _, _, headers = await get(desk.ana, f"{shown['url']}/download")
    assert headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''plan%20de%20a%C3%B1o.pdf" in (await get(desk.ana, kept["url"]))[2]["Content-Disposition"]


async def test_a_part_of_a_file_is_answered_and_what_did_not_change_is_not_sent_again(desk):
    data = picture(300, 300)
    told = await desk.file_of(await desk.bring(data))
    status, whole, headers = await get(desk.ana, told["url"])
    tag, size = headers["ETag"], len(data)
    assert (status, whole, headers["Accept-Ranges"], headers["Content-Length"]) == (200, data, "bytes", str(size))
    for wanted, part in (("0-9", data[:10]), ("10-", data[10:]), ("-7", data[-7:]), (f"5-{size * 2}", data[5:])):
        status, found, headers = await get(desk.ana, told["url"], Range=f"bytes={wanted}")
        start = len(data) - len(part) if wanted != "0-9" else 0
        assert (status, found) == (206, part)
        assert headers["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{size}"
    status, _, headers = await get(desk.ana, told["url"], Range=f"bytes={size}-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{size}")
    assert (await get(desk.ana, told["url"], If_None_Match=tag))[:2] == (304, b"")
    assert (await get(desk.ana, told["url"], Range="bytes=0-9", If_Range='"other"'))[0] == 200
    async with desk.ana.head(told["url"]) as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(size))


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("", None), ("bytes=0-0", (0, 1)), ("bytes=99-", (99, 100)), ("bytes=-500", (0, 100)), ("bytes=0-1,5-6", None),
        ("bytes=-", None), ("bytes=5-2", None), ("items=0-1", None), ("bytes=a-b", None), ("bytes=0-99999999999999999", None),
    ],
)  # fmt: skip
def test_a_range_is_one_part_or_nothing_at_all(said, part):
    assert asked({"Range": said}, 100, '"x"') == part


@pytest.mark.parametrize("said", ["bytes=100-", "bytes=-0", "bytes=200-300"])
def test_a_part_that_there_is_not_is_said_so(said):
    with pytest.raises(Problem) as told:
        asked({"Range": said}, 100, '"x"')
    assert told.value.headers == {"Content-Range": "bytes */100"}


async def test_the_list_goes_on_where_it_ended_and_is_picked_by_kind(desk):
    found = [(await desk.file_of(await desk.bring(picture(8 + number, 8))))["id"] for number in range(3)]
    document = (await desk.file_of(await desk.bring(PDF, kind="file")))["id"]
    first = await ask(desk.ana, "GET", "/api/media?limit=2")
    rest = await ask(desk.ana, "GET", f"/api/media?limit=2&cursor={first['next']}")
    assert [one["id"] for page in (first, rest) for one in page["items"]] == [document, *found[::-1]]
    assert rest["next"] is None
    assert [one["id"] for one in (await ask(desk.ana, "GET", "/api/media?kind=file"))["items"]] == [document]
    assert (await ask(desk.ana, "GET", "/api/media/session/otra"))["items"] == []


async def test_bytes_that_are_not_there_any_more_are_told_before_anything_is_answered(desk):
    told = await desk.file_of(await desk.bring(picture()))
    for path in (desk.host.folder / "files").glob("20*/*"):
        path.unlink()
    for path in ("", "/thumbnail"):
        assert (await get(desk.ana, f"{told['url']}{path}"))[0] == 404


async def test_nobody_who_is_not_logged_in_is_shown_anything(desk):
    import aiohttp

    told = await desk.file_of(await desk.bring(picture()))
    async with aiohttp.ClientSession(desk.address) as stranger:
        for path in (
            "/api/media",
            told["url"],
            f"{told['url']}/download",
            f"{told['url']}/info",
            f"{told['url']}/thumbnail",
        ):
            assert (await get(stranger, path))[0] == 401
        assert (await upload(stranger, picture()))[0] == 401
    assert (await get(desk.ana, "/api/media/" + "0" * 32))[0] == 404
    assert (await get(desk.ana, "/api/media/..%2f..%2fetc%2fpasswd"))[0] == 404
