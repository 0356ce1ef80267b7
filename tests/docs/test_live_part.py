"""What the page on the API says of live events is true: its client runs, its names and figures are the code's."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import databases
from cauce.live import asking, envelope, packets, sync
from cauce.settings_file import LivePart
from live_rig import live_desk, until

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
PART = PAGE[PAGE.index("## Live events") : PAGE.index("## Roles and permissions")]


async def test_its_client_misses_nothing_though_it_is_cut_off(tmp_path):
    await asyncio.to_thread(databases.prepare, "sqlite")
    [code] = re.findall(r"^```python\n(.*?)^```$", PART, re.MULTILINE | re.DOTALL)
    names: dict = {}
    exec(compile(code, "api.md", "exec"), names)
    shown: list[tuple[str, int]] = []

    async def show(name, event) -> None:
        shown.append((name, event["seq"]))

    async with live_desk(databases.fresh("sqlite", tmp_path)) as desk:
        sofia = await desk.running.enter("sofia", "SUPERVISOR")
        made = await sofia("POST", "/api/tokens", {"name": "x", "scopes": ["conversations.all"]})
        one = await desk.running.conversation("bot")
        following = asyncio.create_task(names["follow"](desk.running.address, made.body["token"], show))
        await until(lambda: [seat for seat in desk.live.seats if seat.open])
        await desk.tell(one, 3)
        await until(lambda: len(shown) == 3)
        for seat in desk.live.seats:
            desk.live._post.cut(seat.line)
        await until(lambda: not len(desk.live.seats))
        await desk.tell(one, 3)
        await until(lambda: len(shown) == 6)
        await desk.tell(one, 1)
        await until(lambda: shown == [("conversation:update", seq) for seq in range(1, 8)])
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


def test_every_name_that_events_have_is_told():
    for kind, name in envelope.NAMES.items():
        [row] = [line for line in PART.splitlines() if line.startswith(f"| `{name}` |")]
        assert f"`{kind}`" in row
    for name in (envelope.OTHERS, envelope.LEFT):
        assert f"| `{name}` |" in PART


def test_its_figures_are_those_of_the_code():
    settings = LivePart()
    assert f"{sync.EACH} events are told again, {sync.MOST} in one answer, for {sync.STREAMS} streams at most" in PART
    assert f"says {asking.RATE * 60:.0f} things a minute, in packets\nof {packets.LARGEST // 1024} KB" in PART
    assert f"One user has {settings.sockets_per_user}\nconnections at most" in PART
    assert f"({envelope.LONGEST} characters at most" in PART
    assert f"every {settings.heartbeat_seconds} seconds" in PART
