"""A server that is down, hangs or loses its answers: nothing is acknowledged that is not stored, and all is well after."""

from __future__ import annotations

import asyncio

import pytest

import databases
from faults.crowd import Crowd
from faults.illness import ended, green, red, refused, written_again
from faults.proxy import Proxy
from faults.shop import Shop, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(autouse=True)
def _mariadb():
    databases.prepare("mariadb")


def way() -> Proxy:
    place = databases.backend_at(f"{databases.SERVER}/mysql")
    return Proxy(place.address.host, place.address.port)


def through(shop: Shop, proxy: Proxy) -> None:
    """Let the processes go through the proxy."""
    user = databases.SERVER.rpartition("@")[0]
    shop.at(f"{user}@127.0.0.1:{proxy.port}/{shop.backend.address.database}")


@pytest.mark.parametrize("trouble", ["refuse", "freeze"])
async def test_a_server_that_is_gone_or_silent_is_waited_for(trouble, tmp_path):
    async with opened("mariadb", tmp_path) as shop, way() as proxy, Crowd(shop) as crowd:
        through(shop, proxy)
        await shop.server.open()
        crowd.start(6)
        await asyncio.sleep(1)
        getattr(proxy, trouble)()
        await red(shop)
        person = crowd.person()
        await refused(crowd, person)
        await asyncio.sleep(6)
        assert shop.server.alive
        assert crowd.answers[503] > 0
        proxy.well()
        await green(shop)
        await written_again(crowd, person)
        await asyncio.sleep(1)
        await ended(shop, crowd)


async def test_a_commit_whose_answer_is_lost_is_made_once(tmp_path):
    async with opened("mariadb", tmp_path) as shop, way() as proxy, Crowd(shop) as crowd:
        through(shop, proxy)
        await shop.server.open()
        crowd.start(6)
        async with asyncio.timeout(240):
            while proxy.lost < 10:
                proxy.commits = 1
                await asyncio.sleep(0.25)
            while proxy.commits:  # noqa: ASYNC110 - a few looks
                await asyncio.sleep(0.05)
        await ended(shop, crowd)
