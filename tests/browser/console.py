"""The console as an operator uses it, beside a visitor on the chat's own page."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from web.node import WEB, built

from .chromium import PATIENCE, Chat
from .service import CHANNEL, Service, project, started

PASSWORD = "un río que no vuelve"
QUIET = re.compile(r"status of 401|ERR_CONNECTION_REFUSED|WebSocket connection|ERR_CONNECTION_RESET")
"""What a browser writes down though all is well: nobody is logged in yet, or the server is away on purpose."""
AXE = (WEB / "node_modules/axe-core/axe.min.js").read_text("utf-8") if (WEB / "node_modules/axe-core").is_dir() else ""


@contextlib.asynccontextmanager
async def desk() -> AsyncIterator[Service]:
    """Give a started `cauce run` with the built console, a web chat and an admin whose password is PASSWORD."""
    built()
    with tempfile.TemporaryDirectory() as folder:
        environment = project(Path(folder), "http://127.0.0.1:9", CHANNEL)
        service = Service(Path(folder), {**environment, "ADMIN_PASSWORD": PASSWORD})
        async with started(service):
            yield service


class Operator:
    """Somebody of the team at the console. troubles: what the browser complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.troubles: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not QUIET.search(message.text):
            self.troubles.append(message.text)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Escribí un mensaje")

    async def enter(self, account: str, path: str = "/") -> Operator:
        """Go to an address, and log in where it is asked for."""
        await self.page.goto(self.address + path)
        await self.page.get_by_label("Usuario o correo").fill(account)
        await self.page.get_by_label("Contraseña").fill(PASSWORD)
        await self.page.get_by_role("button", name="Entrar").click()
        await expect(self.page.get_by_label("Contraseña")).to_have_count(0)
        return self

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server as this user, from within their page."""
        script = """async ([method, path, body]) => {
            const headers = body ? {"Content-Type": "application/json"} : {};
            const answer = await fetch(path, {method, headers, body: body ? JSON.stringify(body) : undefined});
            return answer.status === 204 ? null : answer.json();
        }"""
        return await self.page.evaluate(script, [method, path, body])

    async def open(self, number: int, view: str = "all") -> None:
        await self.page.goto(f"{self.address}/inbox/{view}/{number}")
        await expect(self.log).to_be_visible()

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def complaints(self) -> list[str]:
        """Return what axe has against the page as it is."""
        await self.page.evaluate(AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        found = await self.page.evaluate("(values) => axe.run({ runOnly: { type: 'tag', values } })", tags)
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]


async def operator(browser: Browser, service: Service, **context: Any) -> Operator:
    """Return somebody at a browser of their own, who is not logged in."""
    page = await (await browser.new_context(**{"locale": "es-AR", **context})).new_page()
    return Operator(page, service.url)


async def visitor(browser: Browser, service: Service, *texts: str) -> Chat:
    """Return somebody on the page of the chat who has said these, each after it was answered."""
    page = await (await browser.new_context(locale="es-AR")).new_page()
    page.set_default_timeout(PATIENCE)
    chat = Chat(page)
    await page.goto(f"{service.url}/chat/web")
    for text in texts:
        await chat.say(text)
        await expect(chat.texts.filter(has_text=re.compile(f"^{re.escape(text)}$")).last).to_be_visible()
        await expect(chat.log.get_by_text("Enviado").last).to_be_visible()
    return chat
