"""Several tabs of one browser are one visit, in whatever order they hear of each other."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from webchat_rig import Rig

from .conftest import Open

pytestmark = pytest.mark.browser

LATE = """
const read = Storage.prototype.getItem;
Storage.prototype.getItem = function (key) { return key.endsWith(":token") ? null : read.call(this, key) };
addEventListener("storage", (event) => event.key?.endsWith(":token") && event.stopImmediatePropagation());
"""
"""Makes a tab to which nothing comes of the token that another tab wrote to `localStorage`."""

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
SILENT_DATABASE = "IDBFactory.prototype.open = () => ({})"
HELD_DATABASE = """
const { set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  set(call) { set.call(this, async (event) => { await window.late; call(event) }) },
});
"""
"""Makes a tab that hears late, as long as `window.late` is a promise, of what its database did."""

NOTE = "Tu conversación anterior terminó. Empezamos una nueva."


async def two_pages(browser: Browser, *scripts: str) -> tuple[Page, Page]:
    """Return two pages of one profile; the scripts run before each page's own."""
    context = await browser.new_context(locale="es-CL")
    for script in scripts:
        await context.add_init_script(script)
    return await context.new_page(), await context.new_page()


async def test_a_tab_that_the_token_has_not_reached_joins_the_visit(opened: Open, rig: Rig, browser: Browser) -> None:
    first, second = await two_pages(browser)
    await second.add_init_script(LATE)
    one, two = await opened(page=first), await opened(page=second)
    await one.say("desde uno")
    await one.sees("eco: desde uno")
    await two.say("desde dos")
    for chat in (one, two):
        await chat.sees("eco: desde dos")
        assert await chat.all() == ["desde uno", "eco: desde uno", "desde dos", "eco: desde dos"]
    assert len(rig.desk.known) == 1
    assert len(rig.desk.accepted) == 2


async def test_two_tabs_without_locks_agree_on_one_of_their_two_visits(
    opened: Open, rig: Rig, browser: Browser
) -> None:
    pages = await two_pages(browser, NO_LOCKS)
    one, two = [await opened(page=page) for page in pages]
    both = asyncio.Barrier(2)

    async def together(route: Route) -> None:
        answer = await route.fetch()
        await both.wait()
        await route.fulfill(response=answer)

    await pages[0].context.route("**/visits", together)
    await asyncio.gather(one.say("desde uno"), two.say("desde dos"))
    for chat in (one, two):
        await expect(chat.texts).to_have_count(4)
        assert sorted(await chat.all()) == ["desde dos", "desde uno", "eco: desde dos", "eco: desde uno"]
    assert len(rig.desk.known) == 2
    assert len(rig.desk.accepted) == 2
    assert len({arrival.address for arrival in rig.desk.accepted}) == 1


@pytest.mark.parametrize("without", [NO_DATABASE, SILENT_DATABASE])
async def test_a_browser_that_gives_no_database_chats_all_the_same(
    opened: Open, rig: Rig, browser: Browser, without: str
) -> None:
    first, second = await two_pages(browser, without)
    one = await opened(page=first)
    await one.say("desde uno")
    await one.sees("eco: desde uno")
    two = await opened(page=second)
    await two.sees("eco: desde uno")
    await two.say("desde dos")
    await one.sees("eco: desde dos")
    await one.page.reload()
    await one.sees("eco: desde dos")
    assert len(rig.desk.known) == 1


async def test_a_refusal_that_comes_late_does_not_end_the_visit_that_followed(
    opened: Open, rig: Rig, browser: Browser
) -> None:
    first, second = await two_pages(browser)
    one, two = await opened(page=first, trouble=True), await opened(page=second, trouble=True)
    await one.say("hola")
    for chat in (one, two):
        await chat.sees("eco: hola")
        await chat.sent(1)
    rig.desk.known.clear()
    rig.desk.lines.clear()
    refused, late = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        if answer.status == 401:
            refused.set()
            await late.wait()
        await route.fulfill(response=answer)

    await second.route("**/messages", hold)
    await two.say("desde dos")
    await refused.wait()
    await one.sees("desde dos")
    await one.say("desde uno")
    await one.sees("eco: desde uno")
    await two.sees("eco: desde uno")
    late.set()
    await two.say("otra")
    told = ["hola", "eco: hola", "desde dos", "eco: desde dos", "desde uno", "eco: desde uno", "otra", "eco: otra"]
    for chat in (one, two):
        await chat.sees("eco: otra")
        assert await chat.all() == told
        await expect(chat.log.get_by_text(NOTE)).to_have_count(1)
    assert len(rig.desk.known) == 1
    assert [arrival.message.text for arrival in rig.desk.accepted] == ["hola", "desde dos", "desde uno", "otra"]


async def test_a_page_of_a_visit_that_ended_meanwhile_is_not_shown(opened: Open, rig: Rig, browser: Browser) -> None:
    first, second = await two_pages(browser)
    one = await opened(page=first, trouble=True)
    await one.say("uno")
    await one.sees("eco: uno")
    await one.sent(1)
    read, late = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        if not read.is_set():
            read.set()
            await late.wait()
        await route.fulfill(response=answer)

    await second.route("**/history", hold)
    two = await opened(page=second, trouble=True)
    await read.wait()
    rig.desk.known.clear()
    rig.desk.lines.clear()
    await one.say("dos")
    await one.sees("eco: dos")
    await expect(two.log.get_by_text(NOTE)).to_have_count(1)
    late.set()
    await two.sees("eco: dos")
    assert await two.all() == ["dos", "eco: dos"]


async def test_a_tab_slow_to_end_a_visit_leaves_the_next_one_where_it_is(
    opened: Open, rig: Rig, browser: Browser
) -> None:
    first, second = await two_pages(browser)
    await first.add_init_script(HELD_DATABASE)
    one, two = await opened(page=first, trouble=True), await opened(page=second, trouble=True)
    await one.say("hola")
    for chat in (one, two):
        await chat.sees("eco: hola")
        await chat.sent(1)
    rig.desk.known.clear()
    rig.desk.lines.clear()
    await first.evaluate("void (window.late = new Promise((done) => (window.hear = done)))")
    async with first.expect_response(lambda answer: answer.status == 401):
        await one.say("desde uno")
    await two.sees("desde uno")
    await two.say("desde dos")
    for chat in (one, two):
        await chat.sees("eco: desde dos")
    await first.evaluate("window.hear(), new Promise((done) => setTimeout(done))")
    await two.page.reload()
    await two.sees("eco: desde dos")
    assert await two.all() == ["desde uno", "eco: desde uno", "desde dos", "eco: desde dos"]
    assert len(rig.desk.known) == 1
