"""The API in a real browser: its page on any screen, and what pages of other sites cannot do with somebody's login."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, expect

import databases
from desk_rig import PASSWORD, Running, running

pytestmark = pytest.mark.browser

CONTRAST = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, index) => sum + one * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const found = numbers(getComputedStyle(one).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!node.checkVisibility() || ![...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim())) continue;
    const [a, b] = [light(numbers(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(node.outerHTML.slice(0, 80));
  }
  return weak;
}"""

ASK = """([address, method, mode]) => fetch(address, {method, mode, credentials: "include"})
  .then((answer) => String(answer.status), (error) => String(error))"""

LOG_IN = """(password) => fetch("/api/auth/login", {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({account: "ana", password}),
}).then((answer) => answer.status)"""


@pytest.fixture
def place(tmp_path: Path) -> databases.Backend:
    databases.prepare("sqlite")
    return databases.fresh("sqlite", tmp_path)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(place: databases.Backend) -> AsyncIterator[Running]:
    async with running(place) as found:
        yield found


@asynccontextmanager
async def another_site() -> AsyncIterator[str]:
    """Serve a page elsewhere: on the same host by another port, to which browsers send the same cookies."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>elsewhere</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
async def test_the_page_fits_any_screen_and_can_be_read(
    browser: Browser, desk: Running, scheme: str, width: int
) -> None:
    viewport = {"width": width, "height": 900}
    context = await browser.new_context(viewport=viewport, color_scheme=scheme, locale="es-CL")
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    await page.goto(f"{desk.address}/api")
    for operation in await page.locator("summary").all():
        await operation.click()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(CONTRAST) == []
    assert said == []
    await context.close()


async def test_the_page_is_read_by_keyboard_in_both_languages(browser: Browser, desk: Running) -> None:
    context = await browser.new_context(locale="es-CL")
    page = await context.new_page()
    await page.goto(f"{desk.address}/api")
    await expect(page.get_by_role("heading", level=1)).to_have_text("API de Cauce")
    await page.locator("#post_auth_login summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#post_auth_login")).to_have_attribute("open", "")
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Cauce API")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await context.close()


async def test_a_page_of_another_site_does_nothing_with_somebodys_login(
    browser: Browser, desk: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.add("ana", "ADMIN")
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{desk.address}/api")
    assert await page.evaluate(LOG_IN, PASSWORD) == 200
    assert await page.evaluate("document.cookie") == ""
    me, out = f"{desk.address}/api/auth/me", f"{desk.address}/api/auth/logout"
    assert await page.evaluate(ASK, [me, "GET", "same-origin"]) == "200"
    caplog.set_level(logging.INFO, "cauce.http.gate")
    async with another_site() as elsewhere:
        other = await context.new_page()
        await other.goto(elsewhere)
        # The browser sends the cookie along, for it is the same host, and lets nobody see the answer.
        assert "TypeError" in await other.evaluate(ASK, [out, "POST", "no-cors"])
        assert "TypeError" in await other.evaluate(ASK, [me, "GET", "cors"])
        assert "TypeError" in await other.evaluate(ASK, [f"{desk.address}/api/users/1", "DELETE", "cors"])
    refused = [(one.code, one.path) for one in caplog.records if one.name == "cauce.http.gate"]  # type: ignore[attr-defined]
    assert refused == [("cross_site", "/api/auth/logout")]
    assert await page.evaluate(ASK, [me, "GET", "same-origin"]) == "200"
    assert await page.evaluate(ASK, [out, "POST", "same-origin"]) == "204"
    assert await page.evaluate(ASK, [me, "GET", "same-origin"]) == "401"
    await context.close()
