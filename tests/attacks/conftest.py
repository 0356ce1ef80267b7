"""One running service per database for all the attacks of a module: each leaves it as it should be, or the next will tell."""

from __future__ import annotations

import pytest_asyncio

from attacks.target import attacked
from databases import KINDS, new_database


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def target(request, tmp_path_factory):
    more = {"CAUCE_DATABASE_URL": str(new_database())} if request.param == "mariadb" else {}
    web = "messages_per_minute = 6000\nvisits_per_hour = 60000"
    async with attacked(tmp_path_factory.mktemp("attacked"), web=web, **more) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def untouched(target):
    """Say at the end that the database holds what it held."""
    before = await target.everything()
    yield
    assert await target.everything() == before
