"""One sample: a fresh server on a fresh database, the world against it, and the books compared at the end."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from bench.figures import Sample, tell
from bench.hand_stores import connect
from bench.machine import wait_until_quiet
from bench.servers import HERE, Bench, Server, by_hand, cauce

FLUSHES = 300


def flushes_per_s(folder: Path) -> float:
    """Return how often the disk under a folder takes 4 KiB for good, in a second."""
    path = folder / f"cauce-flush-{os.getpid()}"
    handle = os.open(path, os.O_CREAT | os.O_WRONLY)
    try:
        began = time.perf_counter()
        for place in range(FLUSHES):
            os.pwrite(handle, b"x" * 4096, place * 4096)
            os.fdatasync(handle)
        return FLUSHES / (time.perf_counter() - began)
    finally:
        os.close(handle)
        path.unlink()


def pair(
    bench: Bench, section: str, flow: str, mode: str, plan: Mapping[str, Any], rounds: int
) -> tuple[list[Sample], list[Sample]]:
    """Return the samples of Cauce with a flow and of the limit in a mode, taken in turns."""
    ours: list[Sample] = []
    hand: list[Sample] = []
    for number in range(rounds):
        hand.append(sample(bench, section, by_hand(bench, mode), plan, number))
        ours.append(sample(bench, section, cauce(bench, flow), plan, number))
    return ours, hand


def sample(
    bench: Bench, section: str, serving: AbstractContextManager[Server], plan: Mapping[str, Any], number: int
) -> Sample:
    """Let the world do its plan against a server, and add what is stored in the end."""
    wait_until_quiet(bench.patience)
    with serving as server:
        with started(server, plan, bench) as world:
            found = json.loads(finished(world))
        found["stored"] = stored(server.database)
    about = {"section": section, "database": bench.database, "who": server.name, "round": number}
    tell(**about, **{key: plan[key] for key in ("at_once", "rate") if key in plan}, **found)
    return found


@contextmanager
def started(server: Server, plan: Mapping[str, Any], bench: Bench) -> Iterator[subprocess.Popen[str]]:
    """Run the world against a server; it does not outlive the block."""
    whole = {"port": server.port, "pid": server.process.pid, "graph_port": server.graph_port, **plan}
    cpu = "" if bench.cpu is None else "-1"
    command = [sys.executable, str(HERE / "world.py"), json.dumps(whole), cpu]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(world: subprocess.Popen[str]) -> str:
    """Return what the world printed, once it has ended."""
    told, _ = world.communicate()
    if world.returncode:
        raise SystemExit(f"the world ended with {world.returncode}")
    return told


def stored(database: str) -> int:
    """Return how many rows the inbox has."""
    return _count(database, "SELECT COUNT(*) FROM inbox")


def open_rows(database: str) -> int:
    """Return how many rows of Cauce's outbox are still to be done."""
    return _count(database, "SELECT COUNT(*) FROM outbox WHERE done_at IS NULL")


def _count(database: str, query: str) -> int:
    opened = connect(database) if database.startswith("mysql://") else sqlite3.connect(database, timeout=30)
    with closing(opened) as db, closing(db.cursor()) as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])
