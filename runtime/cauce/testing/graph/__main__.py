"""`python -m cauce.testing.graph`: the fake as a process of its own. Its first line tells the address."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence

from cauce.testing.graph.envelope import Number
from cauce.testing.graph.fake import FakeGraph
from cauce.testing.graph.modes import refusal


def parser() -> argparse.ArgumentParser:
    """Return the reader of the command line."""
    known = Number()
    reader = argparse.ArgumentParser("python -m cauce.testing.graph", description="A fake Graph API on this machine.")
    reader.add_argument("--port", type=int, default=0, help="port to listen on; 0: a free one")
    reader.add_argument("--webhook", default="", help="where to post what happens")
    reader.add_argument("--secret", default=known.secret, help="what webhooks are signed with")
    reader.add_argument("--token", default=known.token, help="what calls must carry")
    reader.add_argument("--verify-token", default=known.verify_token, help="the word to set the webhook up")
    reader.add_argument("--number-id", default=known.number_id, help="id of the number")
    reader.add_argument("--statuses", default="sent,delivered,read", help="what is told of each message, with commas")
    reader.add_argument("--mode", default="ok", help="what happens to messages")
    reader.add_argument("--delay", type=float, default=60.0, help="seconds of the mode slow")
    reader.add_argument("--batch", type=int, default=1, help="statuses in one body, at most")
    reader.add_argument("--no-window", action="store_true", help="take free texts at any time")
    return reader


async def serve(arguments: argparse.Namespace) -> None:
    """Run until a signal says stop."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    named = {
        name: getattr(arguments, name) for name in ("port", "webhook", "secret", "token", "verify_token", "number_id")
    }
    told = tuple(one for one in arguments.statuses.split(",") if one)
    switches = {"mode": arguments.mode, "delay": arguments.delay, "batch": arguments.batch}
    async with FakeGraph(**named, **switches, statuses=told, window=not arguments.no_window) as graph:
        sys.stdout.write(f"{graph.url}\n")
        sys.stdout.flush()
        await stopping.wait()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and run."""
    reader = parser()
    found = reader.parse_args(arguments)
    try:
        refusal(found.mode)
    except ValueError as error:
        reader.error(str(error))
    asyncio.run(serve(found))


if __name__ == "__main__":
    main()
