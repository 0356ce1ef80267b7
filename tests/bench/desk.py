"""The desk under weight: how long lists, messages and searches take with 100,000 conversations and 2 million messages.

`python tests/bench/desk.py [--database sqlite|mariadb|both] [--conversations 100000] [--messages 2000000] [--asked 60]`.
The database is made by bulk and thrown away; what is asked goes through `cauce run`, one request after the other. Prints a line
of JSON per kind of request, then a table beside the goals.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import servers
from bench.desk_corpus import OWN_WORD, Desk, build
from bench.figures import Goal, Row, shown, tell
from bench.machine import percentile
from bench.servers import Bench, fresh_database
from cauce.store.address import backend_at
from cauce.store.mysql import Mysql

LIST, SEARCH = Goal(150, at_least=False), Goal(300, at_least=False)
WHO = ("supervisor", "operator", "newcomer")

LISTS: dict[str, dict[str, Any]] = {
    "all": {}, "owner=human": {"owner": "human"}, "owner=bot": {"owner": "bot"}, "owner=paused": {"owner": "paused"},
    "area": {"area": "Area 5"}, "foreign area": {"area": "Area 0"}, "assignee=me": {"assignee": "me"}, "closed": {"opened": "false"},
    "closed, owner=human": {"opened": "false", "owner": "human"}, "area, owner=queue": {"area": "Area 12", "owner": "queue"},
    "assignee=me, owner=human, area": {"assignee": "me", "owner": "human", "area": "Area 5"},
}  # fmt: skip


def words(desk: Desk, kind: str, chance: random.Random) -> str:
    """Return something to look for, another one each time."""
    from_rank = desk.vocabulary
    common, rare = chance.choice(from_rank[:5]), chance.choice(from_rank[-10_000:])
    frequent = chance.choice(from_rank[20:200])
    return {
        "a rare word": f"{rare} {rare}", "a common word": f"{common} {common}", "a frequent word": f"{frequent} {frequent}",
        "two common words": f"{common} {chance.choice(from_rank[5:10])}", "a rare and a common word": f"{rare} {common}",
        "a beginning of 3": chance.choice(from_rank[:500])[:3], "a beginning of 5": chance.choice(from_rank[:5000])[:5],
        "no such word": f"nunca{chance.randrange(999)}", "a word of one area": f"{OWN_WORD} {OWN_WORD}",
    }[kind]  # fmt: skip


KINDS = (
    "a rare word", "a common word", "a frequent word", "two common words", "a rare and a common word", "a beginning of 3",
    "a beginning of 5", "no such word", "a word of one area",
)  # fmt: skip


class Caller:
    """Asks as somebody, their twins in turns, and takes the time of what was answered."""

    def __init__(self, port: int, desk: Desk) -> None:
        self._to = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._turns = {who: itertools.cycle(cookies) for who, cookies in desk.cookies.items()}

    def __call__(self, who: str, path: str, query: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        while True:
            began = time.perf_counter()
            self._to.request("GET", f"{path}?{urlencode(query)}", headers={"Cookie": f"cauce={next(self._turns[who])}"})
            answer = self._to.getresponse()
            body = json.loads(answer.read())
            took = (time.perf_counter() - began) * 1000
            if answer.status != 429:
                assert answer.status == 200, (answer.status, path, query, body)
                return took, body
            time.sleep(0.2)


def lists(ask: Caller, who: str, count: int) -> Iterator[tuple[str, list[float]]]:
    """Ask for lists, each filter, the first page and deep ones."""
    for name, query in LISTS.items():
        yield f"list, {who}: {name}", [ask(who, "/api/conversations", query)[0] for _ in range(count)]
    took, cursor = [], None
    for _ in range(count):
        one, body = ask(who, "/api/conversations", {"limit": 100, **({"cursor": cursor} if cursor else {})})
        took.append(one)
        cursor = body["next"]
    yield f"list, {who}: page after page", took


def messages(ask: Caller, who: str, count: int) -> Iterator[tuple[str, list[float]]]:
    """Ask for what was said in those that they see."""
    area = "Area 19" if who == "newcomer" else "Area 5"
    seen = [one["id"] for one in ask(who, "/api/conversations", {"limit": 100, "area": area})[1]["items"]]
    yield f"messages, {who}", [ask(who, f"/api/conversations/{one}/messages", {})[0] for one in seen[:count]]


def searches(ask: Caller, desk: Desk, who: str, count: int) -> Iterator[tuple[str, list[float]]]:
    """Ask for words."""
    for kind in KINDS:
        chance = random.Random(kind)
        asked = [words(desk, kind, chance) for _ in range(count)]
        yield f"search, {who}: {kind}", [ask(who, "/api/search/messages", {"q": one})[0] for one in asked]
    chance = random.Random(who)
    asked = [chance.choice(desk.vocabulary[:3000]) for _ in range(count)]
    yield f"contacts, {who}: a name", [ask(who, "/api/search/contacts", {"q": one})[0] for one in asked]
    yield f"contacts, {who}: 569", [ask(who, "/api/search/contacts", {"q": "569"})[0] for _ in range(count)]


def measure(port: int, desk: Desk, database: str, count: int) -> list[Row]:
    """Ask everything, and return the figures: the p95 of each, and the p50 in its name."""
    ask, rows = Caller(port, desk), []
    for who in WHO:
        for name, took in itertools.chain(
            lists(ask, who, count), messages(ask, who, count), searches(ask, desk, who, count)
        ):
            p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
            tell(database=database, what=name, p50_ms=p50, p95_ms=p95, max_ms=max(took), count=len(took))
            goal = LIST if name.startswith(("list", "messages")) else SEARCH
            rows.append(Row(name, database, "", "ms", p95, p50, goal))
    return rows


def table(rows: list[Row]) -> str:
    """Return the rows in Markdown."""
    lines = ["| | p50, ms | p95, ms | goal | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.section}, {row.database} | {shown(row.hand)} | {shown(row.cauce)} | {row.goal} | {row.verdict} |"
        for row in rows
    ]
    return "\n".join(lines)


def run(bench: Bench, chosen: argparse.Namespace) -> list[Row]:
    """Make the database, serve it and ask."""
    with fresh_database(bench) as (folder, url):
        address = url or f"sqlite:///{folder / 'cauce.db'}"
        place = backend_at(address)
        place = Mysql(place.address, 600) if isinstance(place, Mysql) else place
        began = time.perf_counter()
        place.prepare()
        desk = build(place, chosen.conversations, chosen.messages)
        place.release()
        tell(database=bench.database, built_in_s=time.perf_counter() - began)
        with servers.desk(bench, folder, address) as port:
            return measure(port, desk, bench.database, chosen.asked)


def main() -> None:
    """Read the options, measure, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=("sqlite", "mariadb", "both"), default="both")
    options.add_argument("--conversations", type=int, default=100_000)
    options.add_argument("--messages", type=int, default=2_000_000)
    options.add_argument("--asked", type=int, default=60)
    options.add_argument("--folder", type=Path, default=Path.cwd())
    options.add_argument("--mysql", default="mysql://root@127.0.0.1:3306")
    chosen = options.parse_args()
    rows = []
    for name in ("sqlite", "mariadb") if chosen.database == "both" else (chosen.database,):
        rows += run(Bench(chosen.folder, chosen.mysql if name == "mariadb" else ""), chosen)
    sys.stdout.write(f"\n{table(rows)}\n")


if __name__ == "__main__":
    main()
