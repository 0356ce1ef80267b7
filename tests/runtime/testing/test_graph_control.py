"""The fake as a process of its own: it tells its address, and is steered and read over a path for this machine only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys

import aiohttp
import pytest

from cauce.testing.graph import PERSON
from graph_rig import TEXT, call, platform, receiving

from cauce.testing.graph.__main__ import main  # isort: skip


async def ask(graph, path, body=None, **headers):
    how = "GET" if body is None else "POST"
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(how, graph.url + path, json=body) as answer,
    ):
        raw = await answer.read()
        return answer.status, [json.loads(line) for line in raw.splitlines()]


async def test_switches_are_set_and_what_is_wrong_is_told():
    async with platform() as (graph, _):
        wanted = {
            "mode": "slow", "delay": 0.5, "modes": ["429"], "statuses": ["sent"], "order": "shuffled", "resend": [1],
            "templates": [{"name": "aviso"}], "allowed": [PERSON], "unreachable": ["1"], "mix": {"500": 0.1}, "ahead": 60,
        }  # fmt: skip
        status, [now] = await ask(graph, "/_fake/settings", wanted)
        assert (status, {key: now[key] for key in wanted if key != "templates"}) == (
            200, {key: value for key, value in wanted.items() if key != "templates"},
        )  # fmt: skip
        assert (now["templates"][0]["name"], graph.templates[0].status) == ("aviso", "APPROVED")
        assert (await ask(graph, "/_fake/settings", {"templates": None}))[1][0]["templates"] is None
        for wrong in ({"mode": "sad"}, {"modes": ["sad"]}, {"order": "up"}, {"nonsense": 1}, []):
            status, [told] = await ask(graph, "/_fake/settings", wrong)
            assert (status, bool(told["error"])) == (400, True)
        assert (await ask(graph, "/_fake/settings"))[1][0]["mode"] == "slow"


async def test_people_speak_and_the_ledger_is_read_in_pieces():
    async with platform(statuses=("sent",)) as (graph, receiver):
        assert (await ask(graph, "/_fake/say", {"text": "hola"}))[1] == [{"status": 200}]
        message = {"type": "location", "location": {"latitude": 1, "longitude": 2}}
        await ask(graph, "/_fake/say", {"message": message, "person": "AR.1"})
        assert [one["type"] for one in receiver.messages] == ["text", "location"]
        assert (await ask(graph, "/_fake/say", {"text": "x", "number": "7"}))[0] == 400
        for n in range(3):
            await call(graph, {**TEXT, "biz_opaque_callback_data": f"m{n}"})
        assert (await ask(graph, "/_fake/settled", {}))[0] == 200
        rows = (await ask(graph, "/_fake/ledger?after=1"))[1]
        assert [(one["seq"], one["tag"], one["body"]["to"]) for one in rows] == [(2, "m1", PERSON), (3, "m2", PERSON)]
        posts = (await ask(graph, "/_fake/posts"))[1]
        assert [one["seq"] for one in posts] == [1, 2, 3, 4, 5]
        assert {one["ids"][0] for one in posts} == {one["id"] for one in receiver.messages + receiver.statuses}
        assert (await ask(graph, "/_fake/ledger?after=x"))[0] == 400
        await ask(graph, "/_fake/clear", {})
        assert (await ask(graph, "/_fake/ledger"))[1] == []
        assert (await ask(graph, "/_fake/verify", {}))[1] == [{"verified": True}]
        body = {"object": "whatsapp_business_account", "entry": []}
        assert (await ask(graph, "/_fake/inject", {"body": body, "as_is": True}))[1] == [{"status": 200}]


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_other_sites_are_kept_out(headers):
    async with platform() as (graph, _):
        for path, body in (("/_fake/ledger", None), ("/_fake/settings", {"mode": "off"})):
            assert (await ask(graph, path, body, **headers))[0] == 403
        assert graph.mode == "ok"
        assert (await ask(graph, "/_fake/settings", {}, Origin=graph.url))[0] == 200


@contextlib.asynccontextmanager
async def process(*arguments):
    """Give the address of the fake as a process, and the process."""
    command = [sys.executable, "-m", "cauce.testing.graph", *arguments]
    started = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(60):
            yield (await started.stdout.readline()).decode().strip(), started
    finally:
        if started.returncode is None:
            started.kill()
            await started.communicate()


async def test_it_runs_apart_and_ends_when_told():
    async with (
        receiving() as receiver,
        process("--webhook", receiver.url, "--secret", "otra", "--token", "t", "--no-window") as (url, started),
        aiohttp.ClientSession(headers={"Authorization": "Bearer t"}) as http,
    ):
        receiver.secret = "otra"
        async with http.post(f"{url}/v25.0/108700000000001/messages", json=TEXT) as answer:
            assert answer.status == 200
        async with http.post(f"{url}/_fake/settled", json={}):
            assert receiver.states == ["sent", "delivered", "read"]
        async with http.get(f"{url}/_fake/ledger") as answer:
            assert json.loads(await answer.read())["body"]["text"] == {"body": "hola"}
        started.send_signal(signal.SIGTERM)
        assert await started.wait() == 0


def test_a_mode_that_there_is_not_ends_it_at_once(capsys):
    with pytest.raises(SystemExit):
        main(["--mode", "sad"])
    assert "there is no mode" in capsys.readouterr().err
