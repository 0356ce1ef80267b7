"""A visitor on the page of a real `cauce run` walks the service-desk flow to its end, whatever happens on the way."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from .chromium import Chat
from .service import WALK, Service, service, tickets

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = [
    "Hola",
    "Hola y bienvenida 👋 Soy el asistente de Andina.",
    *WALK,
]


async def visit(browser: Browser, running: Service, path: str = "/chat/web") -> Chat:
    page = await (await browser.new_context(locale="es-CL")).new_page()
    page.set_default_timeout(60_000)
    chat = Chat(page)
    await page.goto(running.url + path)
    return chat


async def press(chat: Chat, option: str) -> None:
    await chat.page.get_by_role("button", name=option, exact=True).last.click()


async def test_to_its_end_with_a_reload_in_the_middle(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, asked), service(tmp_path, url) as running:
        chat = await visit(browser, running)
        await press(chat, "Hola")
        await press(chat, "Soporte técnico")
        await chat.sees("¿Qué servicio falla?")
        await press(chat, "Internet")
        await chat.sees("¿Cuál es tu RUT?")
        await chat.say("11.111.111-2")
        await chat.sees(TOLD[8])
        await chat.page.reload()
        await chat.sees(TOLD[8])
        await chat.say("12.345.678-5")
        await chat.sees(TOLD[10])
        await chat.say(TOLD[11])
        await chat.sees("¿Qué nota le pones a la atención, de 1 a 5?")
        await chat.say("5")
        await chat.sees("Gracias por escribir a Andina 💙")
        assert await chat.all() == TOLD
        await chat.page.reload()
        await chat.sees("Gracias por escribir a Andina 💙")
        assert await chat.all() == TOLD
        assert chat.troubles == []
        [(key, ticket)] = asked
        assert key == "Bearer llave-de-prueba-0123456789"
        assert ticket == {"rut": "12345678-5", "asunto": "Internet: El módem parpadea <b>en rojo</b>"}
        assert await running.kill(signal.SIGTERM) == 0


async def test_killed_and_started_again_at_every_question(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, asked), service(tmp_path, url) as running:
        chat = await visit(browser, running)
        await press(chat, "Hola")
        await chat.sees("¿En qué te ayudamos?")
        await running.kill()
        await press(chat, "Soporte técnico")
        await running.start()
        await chat.sees("¿Qué servicio falla?")
        await running.kill()
        await press(chat, "Internet")
        await running.start()
        await chat.sees("¿Cuál es tu RUT?")
        await chat.say("12.345.678-5")
        await chat.sees(TOLD[10])
        await chat.say(TOLD[11])
        await chat.sees("Listo ✅ Tu ticket es T-1001.")
        await running.kill()  # while the flow waits two seconds
        await running.start()
        await chat.sees("¿Qué nota le pones a la atención, de 1 a 5?")
        await chat.say("5")
        await chat.sees("Gracias por escribir a Andina 💙")
        assert await chat.all() == TOLD[:7] + TOLD[9:]
        assert len(asked) == 1


async def test_a_sale_after_hours_on_the_page_of_what_runs(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), service(tmp_path, url, closed=("ventas",)) as running:
        chat = await visit(browser, running, "/welcome")
        await chat.page.get_by_role("button", name="Abrir el chat").click()
        await chat.say("buenas")
        await press(chat, "Ventas y planes")
        await chat.sees("¿Cuál es tu comuna?")
        card = chat.log.get_by_role("link", name="planes.pdf")
        await expect(card).to_have_attribute("href", "https://cdn.andina.example/planes.pdf")
        await chat.say("Ñuñoa")
        await chat.sees("Gracias por escribir a Andina 💙")
        assert "Ventas atiende de lunes a sábado de 10 a 19 h. Te llamamos mañana." in await chat.all()
        assert chat.troubles == []
