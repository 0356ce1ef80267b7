"""A customer on the page that plays the phone, before a real `cauce run --fake-whatsapp`: over signed webhooks, to the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import signal
import struct
import zlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from .service import WALK, Service, project, started, tickets

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TOLD = [
    "hola",
    "Hola Juana Peralta 👋 Soy el asistente de Andina.",
    *WALK,
]

LATER = 'flow tarde\n  triggers = ["tarde"]\n\nstart:\n  say "Espera"\n  wait 4s\n  say "Llegó"\n'


def png() -> bytes:
    """Return a small picture."""
    rows = b"".join(b"\0" + bytes([10, 110, 95]) * 40 for _ in range(30))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))  # noqa: E731
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Desk(Service):
    """The process, and the fake in it."""

    @property
    def phone(self) -> str:
        """Where the page is."""
        return re.search(r"WhatsApp\): (http://\S+)/$", self.said, re.MULTILINE)[1]

    async def rows(self, name: str) -> list[Any]:
        async with aiohttp.ClientSession() as http, http.get(f"{self.phone}/_fake/{name}") as answer:
            return [json.loads(line) for line in (await answer.read()).splitlines()]


@contextlib.asynccontextmanager
async def running(folder: Path, tickets_url: str, flows: Mapping[str, str] | None = None) -> AsyncIterator[Desk]:
    environment = project(folder, tickets_url, flows=flows)
    desk = Desk(folder, environment, "--fake-whatsapp")
    async with started(desk):
        yield desk


class Phone:
    """The page, as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.troubles.append(message.text))

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.locator(".composer textarea")

    @property
    def texts(self) -> Locator:
        return self.log.locator(".text")

    def row(self, text: str) -> Locator:
        return self.log.locator(".row").filter(has_text=text).last

    def said(self, text: str) -> Locator:
        # By what was said alone: the time of a row may hold any digit.
        return self.log.locator(".row").filter(has=self.page.locator(".text", has_text=text)).last

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def sees(self, text: str) -> None:
        await expect(self.texts.last).to_have_text(text)

    async def attach(self, kind: str) -> None:
        await self.page.get_by_role("button", name="Adjuntar").click()
        await self.page.get_by_role("dialog").get_by_role("button", name=kind).click()

    async def attach_file(self, kind: str, name: str, mime: str, data: bytes) -> None:
        async with self.page.expect_file_chooser() as chooser:
            await self.attach(kind)
        await (await chooser.value).set_files({"name": name, "mimeType": mime, "buffer": data})

    async def is_read(self, row: Locator) -> None:
        await expect(row.locator(".tick")).to_have_attribute("data-state", "read")


async def open_phone(browser: Browser, running: Desk, **context: Any) -> Phone:
    page = await (await browser.new_context(**{"locale": "es-CL", **context})).new_page()
    page.set_default_timeout(30_000)
    phone = Phone(page)
    await page.goto(running.phone)
    return phone


async def test_the_service_desk_is_walked_to_its_end(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, asked), running(tmp_path, url) as desk:
        phone = await open_phone(browser, desk, viewport={"width": 1440, "height": 900})
        await phone.say("hola")
        await phone.log.get_by_role("button", name="Ver opciones").click()
        sheet = phone.page.get_by_role("dialog", name="Ver opciones")
        await sheet.get_by_role("button", name="Soporte técnico").click()
        await phone.log.get_by_role("button", name="Internet").click()
        await phone.sees("¿Cuál es tu RUT?")
        await phone.say("11.111.111-2")
        await phone.sees(TOLD[8])
        await phone.page.reload()
        await phone.sees(TOLD[8])
        await phone.say("12.345.678-5")
        await phone.sees(TOLD[10])
        await phone.say(TOLD[11])
        await phone.sees(TOLD[13])
        await phone.say("5")
        await phone.sees(TOLD[16])
        assert await phone.texts.all_inner_texts() == TOLD
        await expect(phone.row("Soporte técnico").locator("blockquote")).to_have_text("¿En qué te ayudamos?")
        await phone.is_read(phone.said("5"))
        await expect(phone.row(TOLD[16])).to_have_attribute("data-state", "read")
        assert phone.troubles == []
        [(key, ticket)] = asked
        assert (key, ticket["rut"]) == ("Bearer llave-de-prueba-0123456789", "12345678-5")
        calls = await desk.rows("ledger")
        assert [one["error"] for one in calls] == [None] * 10
        assert {one["body"]["to"] for one in calls} == {"5493533473732"}
        assert {one["status"] for one in await desk.rows("posts")} == {200}
        assert await desk.kill(signal.SIGTERM) == 0


async def test_everything_that_a_phone_sends_arrives(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url) as desk:
        phone = await open_phone(browser, desk)
        await phone.page.get_by_role("button", name="Agregar persona").click()
        sheet = phone.page.get_by_role("dialog")
        await sheet.get_by_label("Nombre").fill("Ramón Ñañez")
        await sheet.get_by_label("Número").fill("+56 9 1234 5678")
        await sheet.get_by_role("button", name="Agregar persona").click()
        await expect(phone.page.locator(".screen header small")).to_contain_text("Ramón Ñañez · +56912345678")
        await phone.say("buenas")
        await phone.sees("¿En qué te ayudamos?")
        await phone.attach_file("Imagen", "foto.png", "image/png", png())
        picture = phone.log.locator(".mine img")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("async (one) => { await one.decode(); return one.naturalWidth; }") == 40
        await phone.attach_file("Audio", "nota.mp3", "audio/mpeg", b"ID3" + b"\0" * 64)
        await phone.attach_file("Documento", "contrato.pdf", "application/pdf", b"%PDF-1.4")
        await phone.attach("Ubicación")
        await sheet.get_by_label("Nombre del lugar").fill("Plaza de Armas")
        await sheet.get_by_role("button", name="Enviar").click()
        await phone.attach("Contacto")
        await sheet.get_by_label("Nombre").fill("Ana Soto")
        await sheet.get_by_label("Teléfono").fill("+56 9 8765 4321")
        await sheet.get_by_role("button", name="Enviar").click()
        for shown in ("contrato.pdf", "Plaza de Armas", "Ana Soto · +56 9 8765 4321"):
            await phone.is_read(phone.row(shown))
        row = (
            phone.log.locator(".theirs").filter(has_text="¿En qué te ayudamos?").first
        )  # the bot may ask again meanwhile
        await row.hover()
        await row.get_by_role("button", name="Responder o reaccionar").click()
        await sheet.get_by_role("button", name="Reaccionar con ❤️").click()
        await expect(row.locator(".emoji")).to_have_text("❤️")
        await row.hover()
        await row.get_by_role("button", name="Responder o reaccionar").click()
        await sheet.get_by_role("button", name="Responder", exact=True).click()
        await phone.say("a esto")
        await expect(phone.row("a esto").locator("blockquote")).to_have_text("¿En qué te ayudamos?")
        await phone.attach_file("Documento", "virus.exe", "application/x-msdownload", b"MZ")
        await expect(phone.page.locator(".notice")).to_contain_text("No se pudo enviar")
        assert [one for one in phone.troubles if "400" not in one] == []
        posts = await desk.rows("posts")
        assert {one["status"] for one in posts} == {200}


async def test_the_platform_misbehaves_and_nothing_is_lost(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url, {"tarde.flow": LATER}) as desk:
        phone = await open_phone(browser, desk)
        await phone.page.get_by_label("Número apagado").check()
        await phone.say("perdido")
        await expect(phone.row("perdido").locator(".tick")).to_have_attribute("data-state", "waiting")
        await phone.page.get_by_label("Demasiados mensajes").check()
        await phone.page.get_by_label("Estados fuera de orden").check()
        await phone.say("hola")
        await expect(phone.page.locator(".screen header small")).to_have_text("escribiendo…")
        async with asyncio.timeout(30):
            while not await desk.rows("ledger"):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.05)
        await phone.page.get_by_label("Todo bien").check()
        await phone.sees("¿En qué te ayudamos?")
        assert (await phone.texts.all_inner_texts())[1:] == TOLD[:3]
        assert (await desk.rows("ledger"))[0]["error"] == 130429
        await phone.page.get_by_role("button", name="Agregar persona").click()
        sheet = phone.page.get_by_role("dialog")
        await sheet.get_by_label("Nombre").fill("Noe")
        await sheet.get_by_label("Número").fill("AR.70623456789012345678")
        await sheet.get_by_role("button", name="Agregar persona").click()
        await expect(phone.page.locator(".screen header small")).to_contain_text("Noe · AR.70623456789012345678")
        await phone.say("tarde")
        await phone.sees("Espera")
        await phone.page.get_by_role("button", name="Adelantar 24 h").click()
        await expect(phone.page.get_by_text("adelantado 24 h")).to_be_visible()
        await expect(phone.row("Llegó")).to_contain_text("La persona no lo recibe: 131047")
        assert phone.troubles == []


async def test_on_a_small_dark_screen_in_english_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url) as desk:
        size = {"width": 390, "height": 844}
        phone = await open_phone(browser, desk, locale="en-US", viewport=size, color_scheme="dark")
        page, keys = phone.page, phone.page.keyboard
        await expect(page).to_have_title("Phone to try it · Cauce")
        await expect(phone.field).to_be_hidden()
        await page.get_by_role("button", name="Juana Peralta").focus()
        await keys.press("Enter")
        await phone.field.focus()
        await keys.type("hola")
        await keys.press("Enter")
        await phone.log.get_by_role("button", name="Ver opciones").focus()
        await keys.press("Enter")
        await expect(page.get_by_role("dialog").get_by_role("button", name="Ventas y planes")).to_be_focused()
        await keys.press("Tab")
        await keys.press("Enter")
        await phone.sees("¿Qué servicio falla?")
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 20, 26)"
        await page.get_by_role("button", name="Back to the people").press("Enter")
        await expect(page.get_by_role("button", name="Juana Peralta")).to_be_visible()
        await page.get_by_role("button", name="Settings of the make-believe WhatsApp").first.press("Enter")
        await expect(page.get_by_label("All well")).to_be_checked()
        await page.get_by_role("button", name="Close").press("Enter")
        await expect(phone.field).to_be_visible()
        assert phone.troubles == []


SET_TO = """(node) => {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "checked");
  const seen = [];
  const keep = function (value) { seen.push(value); set.call(this, value) };
  Object.defineProperty(node, "checked", { get, set: keep });
  return seen;
}"""
"""Keeps all that the page, not the person, sets a box to."""

TURN = "new Promise((done) => setTimeout(done))"


@contextlib.asynccontextmanager
async def held(page: Page, path: str) -> AsyncIterator[asyncio.Event]:
    """Keep the first answer of an address back until the event is set."""
    asked, late = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        if asked.is_set():
            await route.continue_()
            return
        asked.set()
        answer = await route.fetch()
        await late.wait()
        await route.fulfill(response=answer)

    await page.route(path, hold)
    try:
        yield late
    finally:
        late.set()
        await page.unroute(path)


@contextlib.asynccontextmanager
async def shut(page: Page, path: str) -> AsyncIterator[asyncio.Event]:
    """Let nothing through to an address until the event is set."""
    late = asyncio.Event()

    async def hold(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await page.route(path, hold)
    try:
        yield late
    finally:
        late.set()


async def test_what_is_answered_late_undoes_nothing(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url) as desk:
        phone = await open_phone(browser, desk)
        page, shuffled = phone.page, phone.page.get_by_label("Estados fuera de orden")
        async with held(page, "**/_phone/settings") as late:
            await page.get_by_label("Demasiados mensajes").check()
            await shuffled.check()
            seen = await shuffled.evaluate_handle(SET_TO)
            late.set()
            await expect(page.locator(".panel")).to_have_attribute("data-mode", "429")
            assert set(await seen.json_value()) == {True}
        await page.get_by_label("Todo bien").check()
        await expect(page.locator(".panel")).to_have_attribute("data-mode", "ok")
        async with held(page, "**/_phone/message") as late:
            await phone.say("hola")
            await phone.sees("¿En qué te ayudamos?")
            await phone.attach_file("Documento", "virus.exe", "application/x-msdownload", b"MZ")
            await expect(page.locator(".notice")).to_contain_text("No se pudo enviar")
            async with page.expect_event("requestfinished", lambda request: request.url.endswith("/message")):
                late.set()
            await page.evaluate(TURN)
            await expect(page.locator(".notice")).to_contain_text("No se pudo enviar")
        await phone.say("otra")
        await expect(page.locator(".notice")).to_be_hidden()


async def test_what_changes_meanwhile_takes_nothing_out_of_the_hand(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url) as desk:
        phone = await open_phone(browser, desk)
        page, people = phone.page, phone.page.locator("nav")
        async with shut(page, "**/_phone/seen") as late:
            await phone.say("hola")
            row = phone.row("¿En qué te ayudamos?")
            await expect(row).to_have_attribute("data-state", "delivered")
            more = row.get_by_role("button", name="Responder o reaccionar")
            juana = people.get_by_role("button", name="Juana Peralta")
            await juana.focus()
            pressed = [await one.element_handle() for one in (more, juana)]
            late.set()
            await expect(row).to_have_attribute("data-state", "read")
            assert [await one.evaluate("node => node.isConnected") for one in pressed] == [True, True]
            await expect(juana).to_be_focused()
        await page.get_by_role("button", name="Agregar persona").click()
        sheet = page.get_by_role("dialog")
        await sheet.get_by_label("Nombre").fill("Noe")
        await sheet.get_by_label("Número").fill("AR.70623456789012345678")
        await sheet.get_by_role("button", name="Agregar persona").click()
        await expect(page.locator(".screen header small")).to_contain_text("Noe")
        async with held(page, "**/_phone/files") as late:
            await phone.attach_file("Documento", "contrato.pdf", "application/pdf", b"%PDF-1.4")
            await juana.click()
            await expect(page.locator(".screen header small")).to_contain_text("Juana")
            late.set()
            await people.get_by_role("button", name="Noe").click()
            await expect(phone.row("contrato.pdf")).to_be_visible()
        assert phone.troubles == []


async def test_nobody_writes_before_there_is_somebody_to_write_to(browser: Browser, tmp_path: Path) -> None:
    async with tickets() as (url, _), running(tmp_path, url) as desk:
        page = (await open_phone(browser, desk)).page
        async with shut(page, "**/_phone/events"):
            await page.reload()
            phone = Phone(page)
            await expect(phone.field).to_be_disabled()
            await expect(page.get_by_role("button", name="Adjuntar")).to_be_disabled()
        await phone.say("hola")
        await phone.sees("¿En qué te ayudamos?")
