"""The console over HTTP: one page for every address of it, files for good, and nothing else."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from cauce.console import PLACES, find, routes
from cauce.http.app import application

ROOT = Path(__file__).parents[3]
PAGE = "<!doctype html><title>consola</title>"
PEOPLE = {"Accept": "text/html,*/*;q=0.8"}
SCRIPT = "console.log('á');" * 40


@pytest.fixture
async def client(aiohttp_client, tmp_path):
    (tmp_path / "console").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "secreto.txt").write_text("no")
    (tmp_path / "console" / "app-1.js").write_text(SCRIPT)
    (tmp_path / "console" / "app-1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (tmp_path / "console" / "app-1.js.br").write_bytes(b"brotli")
    (tmp_path / "console" / "raro.exe").write_text("no")
    return await aiohttp_client(application(list(routes(find(tmp_path)))), auto_decompress=False)


async def test_people_get_the_page_at_every_address_of_the_console(client):
    for path in ("/", *(f"/{place}" for place in PLACES), "/inbox/mine/12", "/users/3"):
        async with client.get(path, headers=PEOPLE) as answer:
            assert (answer.status, await answer.text()) == (200, PAGE), path
            assert answer.headers["Cache-Control"] == "no-cache"
            assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/inbox/mine", {"Accept": "application/json"}),
        ("/inbox/mine", {"Accept": "text/html", "Sec-Fetch-Mode": "cors"}),
        ("/users/nada.js", {"Accept": "*/*", "Sec-Fetch-Mode": "no-cors"}),
        ("/otra", PEOPLE),
        ("/console/falta.js", PEOPLE),
    ],
)
async def test_what_is_no_page_and_no_person_is_told_that_there_is_nothing(client, path, headers):
    async with client.get(path, headers={**headers, "Accept-Encoding": ""}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


async def test_a_person_who_goes_there_needs_no_more_than_to_go(client):
    async with client.get("/inbox/mine", headers={"Accept": "*/*", "Sec-Fetch-Mode": "navigate"}) as answer:
        assert answer.status == 200


async def test_a_file_is_kept_for_good_in_the_smallest_form_that_is_understood(client):
    for accepted, encoding in (("gzip, br", "br"), ("gzip;q=1, br;q=0", "gzip"), ("br; q=0", None), ("", None)):
        async with client.get("/console/app-1.js", headers={"Accept-Encoding": accepted}) as answer:
            assert answer.headers.get("Content-Encoding") == encoding
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Vary"] == "Accept-Encoding"
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_whoever_has_it_already_is_not_sent_it_again(client):
    async with client.get("/", headers={"Accept-Encoding": ""}) as answer:
        tag = answer.headers["ETag"]
    async with client.get("/", headers={"If-None-Match": f'"x", W/{tag}', "Accept-Encoding": ""}) as answer:
        assert (answer.status, await answer.read(), answer.headers["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("name", ["raro.exe", "..%2fsecreto.txt", "%2e%2e/secreto.txt", "app-1.js.gz", ""])
async def test_nothing_else_of_the_folder_is_served(client, name):
    async with client.get(f"/console/{name}") as answer:
        assert answer.status == 404


def test_where_nothing_was_built_there_is_no_console(tmp_path):
    assert find(tmp_path) is None


def test_the_addresses_are_those_that_the_console_has():
    told = (ROOT / "web/src/app/places.ts").read_text("utf-8")
    assert tuple(re.findall(r'"([a-z-]+)"', told)) == PLACES
