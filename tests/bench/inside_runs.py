"""The benches that run Cauce in a process of theirs, without HTTP: the outgoing queue, and many live conversations."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from bench.figures import Goal, Row, Sample, middle, tell, total
from bench.hand_queue import drain
from bench.machine import wait_until_quiet
from bench.servers import HERE, Bench, fresh_database

TEXTS = 10
"""Texts per person in the queue."""
ACTIVE = 2000
FEW = 1000


def _inside(bench: Bench, section: str, *arguments: object) -> Sample:
    wait_until_quiet(bench.patience)
    with fresh_database(bench) as (folder, url):
        environment = {**os.environ, "CAUCE_LOG_LEVEL": "warning", **({"CAUCE_DATABASE_URL": url} if url else {})}
        command = [sys.executable, str(HERE / "inside.py"), *map(str, arguments)]
        done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    tell(section=section, database=bench.database, who="cauce", arguments=" ".join(map(str, arguments)), **found)
    return found


def queue(bench: Bench, texts: int, rounds: int) -> list[Row]:
    """So many texts, ten to a person in order, to a provider that takes them at once."""
    rows = []
    kinds = (("twice", "each try committed before the next"), ("once", "provider drops second copies"))
    samples: dict[str, list[Sample]] = {"twice": [], "once": []}
    hand = []
    for _ in range(rounds):
        with fresh_database(bench) as (folder, url):
            hand.append(drain(url or str(folder / "hand.db"), texts // TEXTS, TEXTS))
        tell(section="queue", database=bench.database, who="hand", **hand[-1])
        for kind, _ in kinds:
            samples[kind].append(_inside(bench, "queue", "queue", kind, texts // TEXTS, TEXTS))
    for kind, words in kinds:
        ours, section = samples[kind], f"queue: {words}"
        rate, limit = middle(ours, "texts_per_s"), middle(hand, "texts_per_s")
        rows += [
            Row(section, bench.database, "texts", "/s", rate, limit, Goal(1000, aim=5000)),
            Row(section, bench.database, "CPU", "us/text", middle(ours, "cpu_us"), middle(hand, "cpu_us")),
            Row(section, bench.database, "people out of order", "", total(ours, "wrong"), goal=Goal(0, at_least=False)),
        ]
    return rows


def live(bench: Bench, many: int, rounds: int) -> list[Row]:
    """What a message costs among few live conversations and among many."""
    few = [_inside(bench, "live", "live", FEW, FEW, ACTIVE // FEW * 3) for _ in range(rounds)]
    lots = [_inside(bench, "live", "live", many, ACTIVE, 3)]
    ratio = middle(lots, "cpu_us") / middle(few, "cpu_us")
    section = f"{many:,} live conversations"
    return [
        Row(
            section, bench.database, f"CPU beside {FEW:,} live", "times", ratio, goal=Goal(1.3, at_least=False, aim=1.1)
        ),
        Row(section, bench.database, "CPU", "us/message", middle(lots, "cpu_us")),
        Row(section, bench.database, "memory", "MiB", middle(lots, "rss_mib")),
        Row(section, bench.database, "wrong", "", total([*few, *lots], "wrong"), goal=Goal(0, at_least=False)),
    ]
