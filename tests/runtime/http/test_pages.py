"""The page at `/` and the health of the service, as browsers and probes see them."""

from __future__ import annotations

import pytest

from cauce.http import health, home
from cauce.http.home import Overview
from cauce.http.request import Request

SEEN = Overview(True, ["hola", "<b>"], [("web", "webchat")], ["web"], 3)


def overview(seen: Overview = SEEN):
    async def look() -> Overview:
        return seen

    return home.routes(look)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "es"),
        ("en", "en"),
        ("en-GB,en;q=0.9,es;q=0.8", "en"),
        ("fr,es;q=0.5,en;q=0.4", "es"),
        ("de,pt", "es"),
        ("en;q=zero, es", "es"),
        ("en;q=0.1", "en"),
    ],
)
def test_the_language_is_the_one_that_the_browser_ranks_higher(header, language):
    assert Request("GET", "/", headers={"Accept-Language": header}).language == language


async def test_the_page_speaks_the_browsers_language_and_escapes_what_it_shows(serve):
    client = await serve(*overview())
    async with client.get("/", headers={"Accept-Language": "en"}) as answer:
        page = await answer.text()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert '<html lang="en">' in page
    assert "&lt;b&gt;" in page
    assert 'src="/webchat/widget.js" data-channel="web"' in page
    assert "$" not in page
    async with client.get("/") as answer:
        assert "Todo listo" in await answer.text()
    async with client.get("/home.css") as answer:
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "prefers-color-scheme: dark" in await answer.text()


async def test_where_there_is_a_console_the_page_leaves_it_its_place_and_leads_there(serve):
    async def look() -> Overview:
        return SEEN

    client = await serve(*home.routes(look, console=True))
    async with client.get("/") as answer:
        assert answer.status == 404
    async with client.get("/welcome") as answer:
        assert '<a class="button" href="/">Abrir la consola del equipo</a>' in await answer.text()


async def test_without_a_console_it_says_how_to_get_one_at_both_addresses(serve):
    client = await serve(*overview())
    for path in ("/", "/welcome"):
        async with client.get(path) as answer:
            assert "Instala Node 20.19 o más nuevo" in await answer.text()


async def test_without_a_web_chat_the_page_says_how_to_get_one(serve):
    client = await serve(*overview(Overview(False, [], [], [], 0)))
    async with client.get("/") as answer:
        page = await answer.text()
    assert "widget.js&quot;" not in page.split("hidden")[0]
    assert "No hay ningún canal de chat web" in page
    assert "Aún no está listo" in page


async def test_health_tells_what_is_wrong(serve):
    checks = {"database": "ok"}

    async def check():
        return checks

    client = await serve(*health.routes(check))
    async with client.get("/health/live") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    async with client.get("/health/ready") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok", "checks": {"database": "ok"}})
    checks["database"] = "full"
    async with client.get("/health/ready") as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
        assert (await answer.json())["checks"] == {"database": "full"}
    async with client.get("/health/live") as answer:
        assert answer.status == 200
