"""What the team keeps is there after a restart, as it was."""

from __future__ import annotations

from desk_rig import running

TALK = "/api/conversations/1"
SHOWN = (
    "/api/conversations?owner=queue", f"{TALK}/notes", f"{TALK}/notes/1", "/api/tags", f"{TALK}/pins", "/api/quick-replies", f"{TALK}/draft", "/api/unread",
    "/api/mentions",
)  # fmt: skip


async def test_all_that_the_team_keeps_outlives_the_process(file):
    async with running(file) as desk:
        jefa, ana = await desk.enter("jefa", "SUPERVISOR"), await desk.enter("ana", "OPERATOR")
        await desk.area("Ventas", "ana")
        assert await desk.conversation("queue", "Ventas") == 1
        first, _ = await desk.message(1), await desk.message(1)
        for client, method, path, body in (
            (jefa, "POST", f"{TALK}/notes", {"text": "mira, @ana"}), (jefa, "POST", "/api/tags", {"name": "VIP"}),
            (ana, "PATCH", f"{TALK}/tags", {"add": ["VIP"]}), (ana, "PUT", f"{TALK}/pins/{first}", None),
            (jefa, "POST", "/api/quick-replies", {"shortcut": "a", "text": "x", "areas": ["Ventas"]}),
            (ana, "PUT", f"{TALK}/draft", {"text": "Hol"}), (ana, "PUT", f"{TALK}/read", {"message": first}),
        ):  # fmt: skip
            assert (await client(method, path, body, headers={"If-Match": "*"})).status in {200, 201, 204}, path
        before = [await ana("GET", path) for path in SHOWN]
        users = desk.users
    async with running(file) as desk:
        desk.users = users
        ana = await desk.enter("ana")
        after = [await ana("GET", path) for path in SHOWN]
    assert [told.body for told in after] == [told.body for told in before]
    assert [told.headers.get("ETag") for told in after] == [told.headers.get("ETag") for told in before]
    listed, notes, _, _, pins, _, draft, waiting, mentions = [told.body for told in after]
    [one] = listed["items"]
    assert (one["tags"], one["unread"], draft["text"], waiting["areas"][0]["unread"]) == (["VIP"], 1, "Hol", 1)
    assert len(notes["items"]) == len(pins["items"]) == len(mentions["items"]) == 1
