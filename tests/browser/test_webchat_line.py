"""Nothing is lost and nothing is said twice, whatever becomes of the connection, the server or the tab."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from itertools import count, pairwise
from random import Random
from time import monotonic

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Route, expect

from cauce.errors import Unavailable
from cauce.model.message import Choice, Outbound
from webchat_rig import Rig

from .conftest import Open

pytestmark = pytest.mark.browser


def counter() -> object:
    """Return a bot that counts: loss, repeats and disorder all show."""
    numbers = count(1)
    return lambda message: [Outbound(f"{next(numbers)}: {message.text}")]


async def until(true: Callable[[], bool], seconds: int = 30) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - nothing rings when it comes true
            await asyncio.sleep(0.02)


HEAR = """(node) => {
  const said = [];
  new MutationObserver(() => said.push(node.textContent)).observe(node, { childList: true });
  return said;
}"""
"""Keeps all that a node says from now on, however short a time."""


async def test_the_very_first_message_waits_for_a_server_that_is_not_there(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    await chat.field.wait_for()
    await rig.stop()
    await chat.say("uno")
    await expect(chat.page.get_by_role("status")).to_have_text("Reconectando…")
    await rig.start()
    await chat.sees("eco: uno")
    await expect(chat.page.get_by_role("status")).to_have_text("En línea")


async def test_a_reload_in_the_middle_goes_on(opened: Open, rig: Rig) -> None:
    rig.desk.bot = counter()
    chat = await opened()
    await chat.say("uno")
    await chat.sees("1: uno")
    await chat.page.reload()
    await chat.sees("1: uno")
    await chat.say("dos")
    await chat.sees("2: dos")
    assert await chat.all() == ["uno", "1: uno", "dos", "2: dos"]
    assert len(rig.desk.known) == 1


async def test_offline_messages_wait_in_order_and_leave_once(opened: Open, rig: Rig) -> None:
    rig.desk.bot = counter()
    chat = await opened(trouble=True)
    failed: list[str] = []
    chat.page.on("requestfailed", lambda request: failed.append(request.url.rpartition("/")[2]))
    await chat.say("uno")
    await chat.sees("1: uno")
    await chat.sent(1)
    await chat.page.context.set_offline(True)
    await expect(chat.page.get_by_role("status")).to_have_text("Sin conexión. Lo que escribas saldrá al volver.")
    for text in ("dos", "tres"):
        await chat.say(text)
    await expect(chat.log.get_by_text("Enviando")).to_have_count(2)
    await until(lambda: failed.count("messages") >= 2)
    await chat.page.context.set_offline(False)
    await chat.sees("3: tres")
    await expect(chat.page.get_by_role("status")).to_have_text("En línea")
    assert [text for text in await chat.all() if ":" in text] == ["1: uno", "2: dos", "3: tres"]
    assert [arrival.message.text for arrival in rig.desk.accepted] == ["uno", "dos", "tres"]
    await expect(chat.log.get_by_text("Enviando")).to_have_count(0)


async def test_what_was_written_offline_survives_a_reload(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    await chat.say("uno")
    await chat.sees("eco: uno")
    await chat.sent(1)
    await rig.stop()
    await chat.say("dos")
    await expect(chat.log.get_by_text("Enviando")).to_have_count(1)
    await rig.start()
    await chat.page.reload()
    await chat.sees("eco: dos")
    assert await chat.all() == ["uno", "eco: uno", "dos", "eco: dos"]


async def test_the_server_stops_and_starts_in_the_middle(opened: Open, rig: Rig) -> None:
    rig.desk.bot = counter()
    chat = await opened(trouble=True)
    await chat.say("uno")
    await chat.sees("1: uno")
    await rig.stop()
    await chat.say("dos")
    await expect(chat.page.get_by_role("status")).to_have_text("Reconectando…")
    await rig.start()
    await chat.sees("2: dos")
    [(_, address)] = rig.desk.known
    await rig.stop()
    rig.desk.write(address, "bot", "d99", Outbound("mientras no estabas"))
    await rig.start()
    await chat.sees("mientras no estabas")
    expected = ["uno", "1: uno", "dos", "2: dos", "mientras no estabas"]
    assert await chat.all() == expected
    await chat.page.reload()
    await chat.sees("mientras no estabas")
    assert await chat.all() == expected


async def test_an_answer_that_got_lost_does_not_make_two_messages(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    lost: list[str] = []

    async def lose_the_first(route: Route) -> None:
        if lost:
            await route.continue_()
            return
        lost.append((await route.fetch()).status)
        await route.abort("connectionreset")

    await chat.page.route("**/messages", lose_the_first)
    await chat.say("uno")
    await chat.sees("eco: uno")
    await chat.sent(1)
    assert lost == [202]
    assert len(rig.desk.accepted) == 1
    assert await chat.all() == ["uno", "eco: uno"]


async def test_a_store_that_cannot_for_a_while(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    accept, failures = rig.desk.accept, iter(range(2))

    async def accept_later(*args: object) -> object:
        if next(failures, None) is not None:
            raise Unavailable("the disk is full")
        return await accept(*args)

    rig.desk.accept = accept_later
    await chat.say("uno")
    await chat.sees("eco: uno")
    assert await chat.all() == ["uno", "eco: uno"]


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_line_that_breaks_at_random_loses_and_repeats_nothing(opened: Open, rig: Rig, seed: int) -> None:
    rig.desk.bot = counter()
    chat = await opened(trouble=True)
    chance = Random(seed)

    async def unsteady(route: Route) -> None:
        fate = chance.random()
        if fate < 0.15:
            await route.abort("connectionreset")
        elif fate < 0.4 and not route.request.url.endswith("/events"):
            with suppress(PlaywrightError):
                await route.fetch()  # it arrived, and nobody hears of it
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await chat.page.route("**/webchat/web/*", unsteady)
    for number in range(1, 13):
        await chat.say(f"m{number}")
        if number % 4 == 0:
            await rig.stop()
            await rig.start()
        if number == 6:
            await asyncio.sleep(1)
            await chat.page.reload()
            await chat.field.wait_for()
    await expect(chat.log.get_by_text("12: m12")).to_be_visible(timeout=120_000)
    await chat.sent(12)
    assert [arrival.message.text for arrival in rig.desk.accepted] == [f"m{number}" for number in range(1, 13)]
    told = await chat.all()
    assert [text for text in told if ":" in text] == [f"{number}: m{number}" for number in range(1, 13)]
    assert [text for text in told if ":" not in text] == [f"m{number}" for number in range(1, 13)]


async def test_a_tab_nobody_looks_at_lets_go_and_catches_up(opened: Open, rig: Rig) -> None:
    chat = await opened()
    await chat.page.clock.install()
    await chat.say("uno")
    await chat.sees("eco: uno")
    tabs = rig.desk.transport._open["web"].tabs

    async def look(*, away: bool) -> None:
        hide = "(away) => { Object.defineProperty(document, 'hidden', {value: away, configurable: true});"
        await chat.page.evaluate(hide + " document.dispatchEvent(new Event('visibilitychange')) }", away)

    await until(lambda: len(tabs._open) == 1)
    await look(away=True)
    await chat.page.clock.run_for(21_000)
    await rig.desk.say(Outbound("nadie mira"))
    await until(lambda: not tabs._open, 60)  # at the second breath, where the first still found the line open
    await rig.desk.say(Outbound("¿sigues?"))
    assert "¿sigues?" not in await chat.all()
    await look(away=False)
    await chat.sees("¿sigues?")
    assert await chat.all() == ["uno", "eco: uno", "nadie mira", "¿sigues?"]


async def test_two_tabs_are_one_conversation(opened: Open, rig: Rig) -> None:
    one = await opened()
    two = await opened(page=await one.page.context.new_page())
    await one.say("desde uno")
    for chat in (one, two):
        await chat.sees("eco: desde uno")
    await two.say("desde dos")
    for chat in (one, two):
        await chat.sees("eco: desde dos")
        assert await chat.all() == ["desde uno", "eco: desde uno", "desde dos", "eco: desde dos"]
    assert len(rig.desk.known) == 1


async def test_two_tabs_that_begin_at_once_are_one_visit(opened: Open, rig: Rig) -> None:
    one = await opened()
    two = await opened(page=await one.page.context.new_page())
    await asyncio.gather(one.say("desde uno"), two.say("desde dos"))
    for chat in (one, two):
        await expect(chat.texts).to_have_count(4)
        assert sorted(await chat.all()) == ["desde dos", "desde uno", "eco: desde dos", "eco: desde uno"]
    assert len(rig.desk.known) == 1


async def test_a_tab_sees_what_the_other_has_still_to_send(opened: Open, rig: Rig) -> None:
    rig.desk.delay = 600
    one = await opened()
    two = await opened(page=await one.page.context.new_page())
    await one.say("hola")
    await two.sees("hola")
    await two.sent(1)


async def test_a_visit_that_the_server_forgot_begins_anew_politely(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    await chat.say("uno")
    await chat.sees("eco: uno")
    rig.desk.known.clear()
    rig.desk.lines.clear()
    await chat.say("dos")
    await chat.sees("eco: dos")
    await expect(chat.log.get_by_text("Tu conversación anterior terminó. Empezamos una nueva.")).to_be_visible()
    assert await chat.all() == ["uno", "eco: uno", "dos", "eco: dos"]
    await chat.page.reload()
    await chat.sees("eco: dos")
    assert await chat.all() == ["dos", "eco: dos"]


async def test_a_message_that_is_refused_says_so_and_can_be_tried_again(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    refused: list[int] = []

    async def refuse_the_first(route: Route) -> None:
        refused.append(1)
        await (route.fulfill(status=422, body="{}") if len(refused) == 1 else route.continue_())

    await chat.page.route("**/messages", refuse_the_first)
    await chat.say("uno")
    retry = chat.page.get_by_role("button", name="No se envió. Reintentar")
    await retry.wait_for()
    await chat.page.reload()
    await retry.click()
    await chat.sees("eco: uno")
    await expect(chat.page.get_by_role("button", name="No se envió")).to_have_count(0)


async def test_a_menu_stays_open_when_the_answer_to_it_did_not_leave(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda message: (
        [Outbound("ya")] if message.choice else [Outbound("¿?", (Choice("c", "Sí", "1"),), "buttons")]
    )
    chat = await opened(trouble=True)
    await chat.say("hola")
    option = chat.page.get_by_role("button", name="Sí", exact=True)
    await option.wait_for()
    await chat.page.route("**/messages", lambda route: route.fulfill(status=422, body="{}"))
    await chat.say("no sale")
    await chat.page.get_by_role("button", name="No se envió. Reintentar").wait_for()
    await chat.page.unroute("**/messages")
    await option.click()
    await chat.sees("ya")


async def test_too_many_messages_wait_their_turn(opened: Open, rig: Rig) -> None:
    chat = await opened(trouble=True)
    told: list[float] = []
    busy = asyncio.Event()

    async def slow_down(route: Route) -> None:
        told.append(monotonic())
        headers = {"Retry-After": "1"}
        await (route.fulfill(status=429, headers=headers, body="{}") if len(told) < 3 else route.continue_())
        busy.set()

    async def open_late(route: Route) -> None:
        await busy.wait()
        await route.continue_()

    await chat.page.route("**/messages", slow_down)
    await chat.page.route("**/events", open_late)  # a line that opens does not end the wait
    heard = await chat.page.get_by_role("status").evaluate_handle(HEAR)
    await chat.say("uno")
    await chat.sees("eco: uno")
    await expect(chat.page.get_by_role("status")).to_have_text("En línea")
    assert await heard.json_value() == ["Demasiados mensajes seguidos: esperamos un momento.", "En línea"]
    assert len(told) == 3
    assert min(later - earlier for earlier, later in pairwise(told)) >= 1


async def test_dots_while_the_bot_thinks_and_not_for_ever(opened: Open, rig: Rig) -> None:
    rig.desk.delay = 600
    chat = await opened()
    dots = chat.page.locator(".dots")
    await chat.say("uno")
    await expect(dots).to_be_visible()
    await rig.desk.say(Outbound("ya"))
    await expect(chat.log.get_by_text("ya", exact=True)).to_be_visible()
    await expect(dots).to_be_hidden()
    await chat.page.clock.install()
    await chat.say("dos")
    await chat.sent(2)
    await chat.page.clock.run_for(1000)
    await expect(dots).to_be_visible()
    await chat.page.clock.run_for(16000)
    await expect(dots).to_be_hidden()


async def test_a_long_conversation_opens_at_its_end_and_reads_back(opened: Open, rig: Rig) -> None:
    chat = await opened()
    await chat.say("hola")
    await chat.sees("eco: hola")
    [(_, address)] = rig.desk.known
    for number in range(118):
        rig.desk.write(address, "bot", f"d{number}", Outbound(f"mensaje {number}"))
    await chat.page.reload()
    await chat.sees("mensaje 117")
    await expect(chat.texts.last).to_be_in_viewport()
    assert len(await chat.all()) == 50
    older = chat.page.get_by_role("button", name="Ver mensajes anteriores")
    for expected in (100, 120):
        await older.click()
        await expect(chat.texts).to_have_count(expected)
    await expect(older).to_be_hidden()
    assert await chat.all() == ["hola", "eco: hola", *(f"mensaje {number}" for number in range(118))]


async def test_what_arrives_while_reading_back_does_not_move_the_view(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound(f"mensaje {number}") for number in range(40)]
    chat = await opened()
    await chat.say("hola")
    await chat.sees("mensaje 39")
    await expect(chat.texts.last).to_be_in_viewport()
    await chat.log.evaluate("node => node.scrollTo({top: 0, behavior: 'instant'})")
    await rig.desk.say(Outbound("nuevo"))
    await chat.sees("nuevo")
    assert await chat.log.evaluate("node => node.scrollTop") == 0
    await chat.page.get_by_role("button", name="Ir a lo último").click()
    await expect(chat.texts.last).to_be_in_viewport()
    await expect(chat.page.get_by_role("button", name="Ir a lo último")).to_be_hidden()


async def test_an_answer_that_comes_on_the_way_to_the_end_is_followed(opened: Open, rig: Rig) -> None:
    rig.desk.bot = lambda _: [Outbound(f"mensaje {number}\n" + "y más\n" * 20) for number in range(40)]
    chat = await opened()
    await chat.say("hola")
    await chat.sees("mensaje 39\n" + "y más\n" * 20)
    await chat.sent(1)
    await chat.log.evaluate("node => node.scrollTo({top: 0, behavior: 'instant'})")
    rig.desk.bot = lambda _: [Outbound("a\n" * 40), Outbound("fin")]
    await chat.say("otra")
    await chat.sees("fin")
    await expect(chat.texts.last).to_be_in_viewport()
    await expect(chat.page.get_by_role("button", name="Ir a lo último")).to_be_hidden()


async def test_a_page_of_another_site_that_is_not_listed_is_told_in_the_console(opened: Open, rig: Rig) -> None:
    shop = f"http://shop.example:{rig.port}"
    rig.embed(name="shop", src=rig.url)
    chat = await opened("/page/shop", site=shop, trouble=True)
    await chat.page.get_by_role("button", name="Abrir el chat").wait_for()
    warnings = lambda: [text for text in chat.said if "Cauce webchat" in text]  # noqa: E731
    await until(lambda: bool(warnings()))
    [warning] = warnings()
    assert f"{shop} among the channel's origins" in warning


async def test_a_listed_site_embeds_it(opened: Open, rig: Rig) -> None:
    shop = f"http://shop.example:{rig.port}"
    rig.channel.settings["origins"] = [shop]
    await rig.stop()
    await rig.start()
    rig.embed('data-open="true"', "shop", rig.url)
    chat = await opened("/page/shop", site=shop, trouble=True)
    await chat.say("hola")
    await chat.sees("eco: hola")
