"""Operators at the console of a real `cauce run`, and the visitor whom they answer."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from .console import PASSWORD, Operator, desk, operator, visitor
from .service import Service

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Room = tuple[Service, Browser]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service() -> AsyncIterator[Service]:
    async with desk() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, service: Service) -> AsyncIterator[Operator]:
    yield await (await operator(browser, service)).enter("admin")
    for context in browser.contexts:
        await context.close()


async def waiting(admin: Operator, since: int = 0) -> int:
    """Return the number of the newest conversation that waits for somebody, once there is one after `since`."""
    while True:
        found = await admin.call("GET", "/api/conversations?owner=queue")
        if newer := [one["id"] for one in found["items"] if one["id"] > since]:
            return max(newer)
        await admin.page.wait_for_timeout(50)


async def last(admin: Operator) -> int:
    found = await admin.call("GET", "/api/conversations")
    return max((one["id"] for one in found["items"]), default=0)


async def test_an_operator_takes_a_conversation_and_the_visitor_reads_the_answer(
    browser: Browser, service: Service, admin: Operator
) -> None:
    page, before = admin.page, await last(admin)
    await page.get_by_role("link", name="Sin asignar").first.click()
    chat = await visitor(browser, service, "hola", "agente", "No tengo internet")
    number = await waiting(admin, before)
    row = page.locator(f'a[href^="/inbox/unassigned/{number}"]')
    await expect(row).to_contain_text("No tengo internet")
    await row.click()
    await expect(admin.log).to_contain_text("No tengo internet")
    await expect(page.get_by_text("Está esperando a alguien del equipo.")).to_be_visible()
    await page.get_by_role("button", name="Tomar", exact=True).click()
    await expect(page.get_by_text("La tenés vos")).to_be_visible()
    await admin.say("Hola, soy *Ana*")
    await chat.sees("Hola, soy Ana")
    await expect(admin.log.locator("article", has_text="Hola, soy Ana").get_by_text("Enviado")).to_be_attached()
    await chat.say("¡Gracias!")
    await expect(admin.log).to_contain_text("¡Gracias!")
    await page.get_by_role("tab", name="Nota").click()
    await page.get_by_role("textbox", name="Escribí una nota").fill("Cliente desde 2019")
    await page.keyboard.press("Enter")
    await expect(admin.log).to_contain_text("Nota de admin")
    assert "Cliente desde 2019" not in " ".join(await chat.all())
    await page.get_by_role("button", name="Cerrar conversación").first.click()
    await page.get_by_role("dialog").get_by_role("button", name="Sin respuesta").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cerrar conversación").click()
    await page.get_by_role("tab", name="Responder").click()
    await expect(page.get_by_text("Está cerrada.")).to_be_visible()
    await expect(admin.log).to_contain_text("admin la cerró (Sin respuesta)")
    await page.get_by_role("button", name="Reabrir").click()
    await expect(admin.field).to_be_visible()
    assert admin.troubles == []


async def test_two_operators_see_each_other_and_one_has_it(browser: Browser, service: Service, admin: Operator) -> None:
    user = {"username": "beto", "name": "Beto Ruiz", "password": PASSWORD, "role": "SUPERVISOR"}
    await admin.call("POST", "/api/users", user)
    before = await last(admin)
    chat = await visitor(browser, service, "hola", "agente")
    number = await waiting(admin, before)
    beto = await (await operator(browser, service)).enter("beto")
    await admin.open(number)
    await beto.open(number)
    await expect(admin.page.get_by_text("Beto Ruiz también está mirando")).to_be_visible()
    await beto.page.keyboard.press("Alt+a")
    await expect(admin.page.get_by_text("La tiene Beto Ruiz.")).to_be_visible()
    await expect(admin.field).to_have_count(0)
    await beto.field.press_sequentially("Hola, ")
    await expect(admin.page.get_by_text("Beto Ruiz está escribiendo…").first).to_be_visible()
    await beto.field.press_sequentially("te atiende Beto")
    await beto.page.keyboard.press("Enter")
    await chat.sees("Hola, te atiende Beto")
    await expect(admin.log).to_contain_text("te atiende Beto")
    await beto.page.keyboard.press("Alt+t")
    dialog = beto.page.get_by_role("dialog")
    await dialog.get_by_label("A quién").select_option("user:1")
    await dialog.get_by_label("Motivo").fill("Es tuya")
    await dialog.get_by_role("button", name="Derivar").click()
    await expect(admin.field).to_be_visible()
    await expect(admin.log).to_contain_text("Beto Ruiz la derivó a admin (Es tuya)")
    assert (admin.troubles, beto.troubles) == ([], [])


async def test_a_quick_reply_comes_as_it_would_be_said(browser: Browser, service: Service, admin: Operator) -> None:
    page, before = admin.page, await last(admin)
    await page.goto(f"{service.url}/quick-replies")
    await page.get_by_role("button", name="Nueva respuesta").click()
    await page.get_by_label("Atajo").fill("saludo")
    await page.get_by_label("Texto").fill("Hola, soy {operator.name}")
    await page.get_by_role("button", name="Guardar").click()
    await page.get_by_role("button", name="Editar /saludo").click()
    await page.get_by_label("Texto").fill("Hola, soy {operator.name}, de {area}")
    await page.get_by_role("button", name="Guardar").click()
    await expect(page.get_by_text("Hola, soy {operator.name}, de {area}")).to_be_visible()
    await visitor(browser, service, "hola", "agente")
    number = await waiting(admin, before)
    await admin.call("POST", f"/api/conversations/{number}/take", {})
    await admin.open(number, "mine")
    await admin.field.fill("/sal")
    await expect(admin.page.get_by_role("option", name="/saludo")).to_be_visible()
    await admin.field.press("Enter")
    await expect(admin.field).to_have_value("Hola, soy admin, de mesa")
    assert admin.troubles == []


async def test_what_is_said_while_the_server_is_away_is_said_once_when_it_is_back(
    browser: Browser, service: Service, admin: Operator
) -> None:
    before = await last(admin)
    chat = await visitor(browser, service, "hola", "agente")
    number = await waiting(admin, before)
    await admin.open(number)
    await admin.page.get_by_role("button", name="Tomar", exact=True).click()
    await admin.say("antes")
    await chat.sees("antes")
    await service.kill(signal.SIGKILL)
    await admin.say("durante")
    await expect(admin.log.get_by_text("En cola")).to_be_attached()
    await admin.field.fill("a medio escribir")
    await service.start()
    await chat.sees("durante")
    await expect(admin.log.locator("article", has_text="durante")).to_have_count(1)
    await admin.page.reload()
    await expect(admin.field).to_have_value("a medio escribir")
    assert (await chat.all()).count("durante") == 1


async def test_a_login_that_ends_is_renewed_over_the_page_and_the_draft_is_there(
    browser: Browser, service: Service, admin: Operator
) -> None:
    before = await last(admin)
    chat = await visitor(browser, service, "hola", "agente")
    number = await waiting(admin, before)
    await admin.open(number)
    await admin.page.get_by_role("button", name="Tomar", exact=True).click()
    await admin.field.fill("sigo acá")
    await admin.page.context.clear_cookies()
    await admin.field.press("Enter")
    dialog = admin.page.get_by_role("dialog", name="Tu sesión terminó")
    await dialog.get_by_label("Contraseña").fill(PASSWORD)
    await dialog.get_by_role("button", name="Entrar").click()
    await expect(dialog).to_have_count(0)
    await chat.sees("sigo acá")


@pytest.mark.parametrize(("scheme", "language"), [("light", "es"), ("dark", "en")])
async def test_nothing_stands_in_anybodys_way(
    browser: Browser, service: Service, admin: Operator, scheme: str, language: str
) -> None:
    page = admin.page
    if not (number := await last(admin)):
        await visitor(browser, service, "hola", "agente")
        number = await waiting(admin)
    await page.emulate_media(color_scheme=scheme)
    await page.evaluate("(language) => localStorage.setItem('cauce.language', language)", language)
    found = {}
    for path in ("/login", "/inbox/all", f"/inbox/all/{number}", "/me", "/inbox/closed", "/quick-replies"):
        await page.goto(service.url + path)
        await expect(page.locator("h1, h2").first).to_be_attached()
        await page.wait_for_load_state("networkidle")
        found[path] = await admin.complaints()
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    found["?"] = await admin.complaints()
    assert {path: complaints for path, complaints in found.items() if complaints} == {}
    assert await page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize("width", [320, 390])
async def test_a_phone_shows_one_pane_at_a_time(
    browser: Browser, service: Service, admin: Operator, width: int
) -> None:
    page = admin.page
    if not (number := await last(admin)):
        await visitor(browser, service, "hola", "agente")
        number = await waiting(admin)
    await page.set_viewport_size({"width": width, "height": 780})
    for path in ("/inbox/all", f"/inbox/all/{number}", "/me", "/quick-replies", "/login"):
        await page.goto(service.url + path)
        await expect(page.locator("h1, h2").first).to_be_attached()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
    await page.goto(f"{service.url}/inbox/all/{number}")
    await expect(page.get_by_role("navigation", name="Vistas")).to_be_hidden()
    await page.get_by_role("link", name="Volver").click()
    await expect(page.get_by_role("navigation", name="Vistas")).to_be_visible()
    await expect(admin.log).to_have_count(0)
