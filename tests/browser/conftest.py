"""One browser for all tests of a process, a profile of its own and a running webchat for each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from webchat_rig import Rig, running

from .chromium import PATIENCE, Chat, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run every test of this folder in the event loop that the browser lives in, with time for all that it waits for."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.timeout(400))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def rig() -> AsyncIterator[Rig]:
    async with running(messages_per_minute=600) as rig:
        rig.embed()
        yield rig


Open = Callable[..., Awaitable[Chat]]


@pytest_asyncio.fixture(loop_scope="session")
async def opened(browser: Browser, rig: Rig) -> AsyncIterator[Open]:
    """Open a page of the rig, each time in a browser profile of its own, and check at the end that nothing went wrong.

    `trouble=True` for tests in which the console has a reason to complain.
    """
    chats: list[Chat] = []

    async def open_page(
        path: str = "/chat/web", *, trouble: bool = False, page: Page | None = None, site: str = "", **context: Any
    ) -> Chat:
        if page is None:
            page = await (await browser.new_context(**{"locale": "es-CL", **context})).new_page()
        page.set_default_timeout(PATIENCE)
        chat = Chat(page)
        if not trouble:
            chats.append(chat)
        await page.goto((site or rig.url) + path)
        return chat

    yield open_page
    for context in browser.contexts:
        await context.close()
    assert [trouble for chat in chats for trouble in chat.troubles] == []
