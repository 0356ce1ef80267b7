"""The machine's own Chromium, driven without a window."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.example 127.0.0.1",
]

PATIENCE = 30_000
"""For how many milliseconds anything is waited for: a slow machine takes long, and only what goes wrong takes all of it."""

expect.set_options(timeout=PATIENCE)


def executable() -> str:
    """Return where Chromium is; without one the test is skipped, or fails where the browser is required."""
    path = os.environ.get("CAUCE_CHROMIUM") or shutil.which("chromium")
    if path:
        return path
    reason = "there is no Chromium: install the package `chromium`, or name one in CAUCE_CHROMIUM"
    if os.environ.get("CAUCE_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Give a browser of one's own."""
    path = executable()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


STILL = """async () => {
  const root = document.querySelector("cauce-webchat").shadowRoot;
  const ending = () => root.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  // What was cut short has ended too.
  while (ending().length) await Promise.allSettled(ending().map(({ finished }) => finished));
}"""


class Chat:
    """The widget on a page, as a person uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        self.said: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        self.said.append(message.text)
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            self.troubles.append(message.text)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox")

    @property
    def texts(self) -> Locator:
        """The texts of the bubbles, without times."""
        return self.log.locator(".message:not(.hello *) .text:visible")

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def sees(self, text: str) -> None:
        """Wait until the last bubble says this."""
        await expect(self.texts.last).to_have_text(text)

    async def all(self) -> list[str]:
        return await self.texts.all_inner_texts()

    async def sent(self, count: int) -> None:
        """Wait until the server has confirmed so many messages: one that was answered may not be confirmed yet."""
        await expect(self.log.get_by_text("Enviado")).to_have_count(count)

    async def still(self) -> None:
        """Wait until all that moves, except what moves for ever, has come to its end."""
        await self.page.evaluate(STILL)
