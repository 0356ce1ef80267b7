"""What is said later, through the API: who may, what is refused, changed with the version that one saw, and cancelled."""

from __future__ import annotations

import asyncio

import pytest

from cauce.delivery.scheduling import LATEST_MS, MOST
from talk_rig import ROOT, talking

pytestmark = pytest.mark.usefixtures("each")
PATH = f"{ROOT}/1/scheduled"
HOUR = 3_600_000


def soon(talk, hours=1):
    return talk.rig.clock.now() + hours * HOUR


async def test_it_is_scheduled_listed_changed_and_said(tmp_path):
    async with talking(tmp_path) as talk:
        first = (await talk.said())[0]["id"]
        body = {"text": "¿Sigues ahí?", "reply_to": first}
        made = await talk.ana("POST", PATH, {**body, "at": soon(talk)})
        assert made.status == 201
        told = made.body
        assert (told["state"], told["content"], told["user"]["name"]) == ("waiting", body, "Ana")
        one = f"{PATH}/{told['id']}"
        shown = await talk.ana("GET", one)
        assert (shown.body, shown.headers["ETag"]) == (told, made.headers["ETag"])
        place = {"message_type": "location", "latitude": 1, "longitude": 2.5}
        changed = await talk.ana("PUT", one, {**place, "at": soon(talk, 2)}, headers={"If-Match": made.headers["ETag"]})
        assert (changed.status, changed.body["content"], changed.body["at"]) == (200, place, soon(talk, 2))
        again = await talk.ana("PUT", one, {**body, "at": soon(talk)}, headers={"If-Match": made.headers["ETag"]})
        assert (again.status, again.code) == (412, "changed")
        assert (await talk.ana("PUT", one, {**body, "at": soon(talk)})).code == "unconditional"
        await talk.rig.pass_time(2 * 3600 + 1)
        ana = await talk.desk.enter("ana")
        [after] = (await ana("GET", PATH)).body["items"]
        assert (after["state"], after["reason"]) == ("sent", None)
        talk.ana = ana
        assert [(one["id"], one["message_type"], one["user"]["name"]) for one in (await talk.said())[2:]] == [
            (after["message"], "location", "Ana")
        ]
        for method, given in (("PUT", {**body, "at": soon(talk)}), ("DELETE", None)):
            late = await ana(method, one, given, headers={"If-Match": "*"})
            assert (late.status, late.code) == (409, "conflict")


async def test_what_is_held_says_why_and_waits_again_once_it_is_changed(tmp_path):
    async with talking(tmp_path) as talk:
        made = await talk.ana("POST", PATH, {"text": "Hola", "at": soon(talk)})
        await talk.ana("POST", f"{ROOT}/1/transfer", {"user": talk.desk.users["beto"].id, "reason": "x"})
        await talk.rig.pass_time(3601)
        ana, beto = await talk.desk.enter("ana"), await talk.desk.enter("beto")
        one = f"{PATH}/{made.body['id']}"
        held = await beto("GET", one)
        assert (held.body["state"], held.body["reason"]) == ("held", "owner")
        again = {"text": "Hola", "at": soon(talk)}
        assert (await beto("PUT", one, again, headers={"If-Match": "*"})).status == 403
        assert (await ana("PUT", one, again, headers={"If-Match": "*"})).status == 403
        await beto("POST", f"{ROOT}/1/transfer", {"user": talk.desk.users["ana"].id, "reason": "x"})
        assert (await ana("PUT", one, again, headers={"If-Match": held.headers["ETag"]})).body["state"] == "waiting"
        await talk.rig.pass_time(3601)
        assert [message.text for message in talk.left()] == ["Hola"]


async def test_what_is_cancelled_is_never_said(tmp_path):
    async with talking(tmp_path) as talk:
        ids = [(await talk.ana("POST", PATH, {"text": f"n{n}", "at": soon(talk)})).body["id"] for n in range(3)]
        beto, jefa = await talk.desk.enter("beto"), await talk.desk.enter("jefa")
        assert (await beto("DELETE", f"{PATH}/{ids[0]}")).status == 403
        assert (await jefa("DELETE", f"{PATH}/{ids[0]}")).status == 204
        assert (await talk.ana("DELETE", f"{PATH}/{ids[1]}")).status == 204
        assert (await talk.ana("DELETE", f"{PATH}/{ids[1]}")).status == 409
        assert [one["state"] for one in (await talk.ana("GET", PATH)).body["items"]] == [
            "waiting",
            "cancelled",
            "cancelled",
        ]
        await talk.rig.pass_time(3601)
        assert [message.text for message in talk.left()] == ["n2"]
        kinds = [kind for kind in await talk.rig.events() if kind.startswith("scheduled.")]
        assert kinds == ["scheduled.added"] * 3 + ["scheduled.cancelled"] * 2
        assert await talk.rig.rows("SELECT who FROM audit WHERE action = 'scheduled.cancelled'") == [("jefa",)]


async def test_the_list_goes_on(tmp_path):
    async with talking(tmp_path) as talk:
        ids = [(await talk.ana("POST", PATH, {"text": "x", "at": soon(talk, n + 1)})).body["id"] for n in range(5)]
        found, cursor = [], ""
        while cursor is not None:
            told = (await talk.ana("GET", f"{PATH}?limit=2{cursor}")).body
            found += [one["id"] for one in told["items"]]
            cursor = f"&cursor={told['next']}" if told["next"] else None
        assert found == ids[::-1]


async def test_nobody_else_schedules_or_sees(tmp_path):
    async with talking(tmp_path) as talk:
        made = (await talk.ana("POST", PATH, {"text": "x", "at": soon(talk)})).body["id"]
        beto, eva, jefa = [await talk.desk.enter(name) for name in ("beto", "eva", "jefa")]
        for client, status in ((beto, 403), (jefa, 403), (eva, 404)):
            assert (await client("POST", PATH, {"text": "x", "at": soon(talk)})).status == status
        for method, body in (("GET", None), ("PUT", {"text": "x", "at": soon(talk)}), ("DELETE", None)):
            for client, path in ((eva, PATH), (talk.ana, f"{ROOT}/999/scheduled"), (talk.ana, f"{ROOT}/1/scheduled/0")):
                where = path if path.endswith("/0") else f"{path}/{made}"
                assert (await client(method, where, body, headers={"If-Match": "*"})).status == 404
        other = await talk.meet("luis")
        # It is of another conversation.
        assert (await talk.ana("GET", f"{ROOT}/{other}/scheduled/{made}")).status == 404


@pytest.mark.parametrize(
    "body",
    [
        {"text": "x"}, {"text": "x", "at": 0}, {"text": "x", "at": -1}, {"text": "x", "at": "mañana"}, {"text": "x", "at": 2**60},
        {"text": "x", "at": LATEST_MS * 100}, {"text": "x", "at": 1.5}, {"at": 1}, {"text": "", "at": 1}, {"text": "x", "at": None},
        {"text": "x", "at": 9, "state": "sent"}, {"message_type": "location", "at": 9}, {"text": "x", "at": 9, "reply_to": 999},
    ],
)  # fmt: skip
async def test_what_does_not_fit_is_refused(tmp_path, body):
    async with talking(tmp_path) as talk:
        if body.get("at") == 9:
            body = {**body, "at": soon(talk)}
        assert (await talk.ana("POST", PATH, body)).status == 422
        assert (await talk.ana("POST", PATH, {"text": "x" * 5000, "at": soon(talk)})).status == 422
        assert (await talk.ana("GET", PATH)).body["items"] == []


async def test_under_one_key_it_is_scheduled_once(tmp_path):
    async with talking(tmp_path) as talk:
        body, key = {"text": "x", "at": soon(talk)}, {"Idempotency-Key": "k"}
        told = await asyncio.gather(*(talk.ana("POST", PATH, body, headers=key) for _ in range(3)))
        assert {one.status for one in told} == {201}
        assert len({one.body["id"] for one in told}) == 1
        assert (await talk.ana("POST", PATH, {**body, "text": "y"}, headers=key)).code == "key_reused"
        assert len((await talk.ana("GET", PATH)).body["items"]) == 1


async def test_too_many_may_not_wait(tmp_path):
    async with talking(tmp_path) as talk:
        for _ in range(MOST):
            assert (await talk.ana("POST", PATH, {"text": "x", "at": soon(talk)})).status == 201
        told = await talk.ana("POST", PATH, {"text": "x", "at": soon(talk)})
        assert (told.status, told.code) == (409, "conflict")


async def test_cancelling_and_its_time_have_one_winner(tmp_path):
    async with talking(tmp_path) as talk:
        ids = [(await talk.ana("POST", PATH, {"text": f"n{n}", "at": soon(talk)})).body["id"] for n in range(6)]
        talk.rig.clock.advance(3601)
        ana = await talk.desk.enter("ana")
        told, _ = await asyncio.gather(
            asyncio.gather(*(ana("DELETE", f"{PATH}/{one}") for one in ids)), talk.rig.pipeline._due()
        )
        await talk.rig.quiet()
        cancelled = sum(one.status == 204 for one in told)
        assert {one.status for one in told} <= {204, 409}
        assert len(talk.left()) == len(ids) - cancelled
