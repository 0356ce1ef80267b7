"""Load: what Cauce carries from signed webhook to reply, side by side with the same work written by hand, in one run.

`python tests/bench/load.py [--database sqlite|mariadb|both] [--only webhook,e2e,paced,queue,live,soak] [--seconds 5]
[--rounds 3]`. Each sample is a fresh process on a fresh database; Cauce and the limit take turns, server on one processor,
people and platform on another. Prints a line of JSON per sample, then a table beside the goals.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import inside_runs, soak
from bench.figures import Goal, Row, Sample, middle, table, tell, total
from bench.hand_stores import connect
from bench.inside_runs import FEW
from bench.machine import filesystem
from bench.sampling import flushes_per_s, pair, sample
from bench.servers import DEAF, Bench, cauce
from served import COUNTER

SECTIONS = ("webhook", "e2e", "paced", "queue", "live", "soak")
STATUSES = ("sent", "delivered", "read")


def webhook(bench: Bench, seconds: float, rounds: int) -> list[Row]:
    """Signed webhook, commit, acknowledgement: beside no more than the body stored, beside a turn, and answered by a flow."""
    rows = []
    for name, flow, mode in (("body", DEAF, "store"), ("stored", DEAF, "turn"), ("answered", COUNTER, "answer")):
        for at_once in (1, 64):
            plan = {"kind": "ack", "seconds": seconds, "at_once": at_once, "answered": mode == "answer"}
            ours, hand = pair(bench, f"webhook {name}", flow, mode, plan, rounds)
            rows += _webhook_rows(bench, f"webhook {name}, {at_once} conn.", ours, hand, at_once)
    return rows


def _webhook_rows(bench: Bench, section: str, ours: list[Sample], hand: list[Sample], at_once: int) -> list[Row]:
    many = at_once > 1
    return [
        _row(bench, section, "acknowledged", "/s", "acks_per_s", ours, hand, Goal(0.4, aim=0.7) if many else None),
        _row(
            bench, section, "p50", "ms", "ack_p50_ms", ours, hand, None if many else Goal(2.5, at_least=False, aim=1.5)
        ),
        _row(bench, section, "p99", "ms", "ack_p99_ms", ours, hand, Goal(1.5, at_least=False) if many else None),
        _row(bench, section, "max", "ms", "ack_max_ms", ours, hand),
        _row(bench, section, "server CPU", "us/message", "cpu_us", ours, hand),
        _row(bench, section, "the client's own CPU", "us/call", "client_us", ours, hand),
        _lost(bench, section, ours),
    ]


def _row(
    bench: Bench, section: str, what: str, unit: str, key: str, ours: list[Sample], hand: list[Sample],
    ratio: Goal | None = None,
) -> Row:  # fmt: skip
    return Row(section, bench.database, what, unit, middle(ours, key), middle(hand, key), ratio, of_ratio=True)


def _lost(bench: Bench, section: str, ours: list[Sample]) -> Row:
    """What was acknowledged and is not stored, stored twice, answered wrongly or refused."""
    lost = sum(abs(one["stored"] - one["acked_ever"]) for one in ours) + total(ours, "bad") + total(ours, "wrong")
    return Row(
        section, bench.database, "lost, doubled, out of order or refused", "", lost, goal=Goal(0, at_least=False)
    )


def e2e(bench: Bench, seconds: float, rounds: int) -> list[Row]:
    """Webhook, flow, reply at the Graph API, statuses back."""
    rows = []
    for told in (STATUSES[1:2], STATUSES):
        plan = {"kind": "cycle", "seconds": seconds, "statuses": told}
        ours, hand = pair(bench, f"e2e {len(told)}", COUNTER, "answer", plan, rounds)
        section = f"reply and {len(told)} status{'es' if len(told) > 1 else ''}, 64 at once"
        rows += [
            Row(
                section, bench.database, "messages", "/s", middle(ours, "messages_per_s"), middle(hand, "messages_per_s"),
                Goal(500, aim=1500),
            ),
            *(_row(bench, section, f"reply {p}", "ms", f"reply_{p}_ms", ours, hand) for p in ("p50", "p95", "p99")),
            _row(bench, section, "server CPU", "us/message", "cpu_us", ours, hand),
            _lost(bench, section, ours),
        ]  # fmt: skip
    plan = {"kind": "paced", "seconds": seconds, "statuses": STATUSES[1:2], "rate": 500.0}
    ours, hand = pair(bench, "e2e paced", COUNTER, "answer", plan, 1)
    return rows + _paced_rows(bench, "500 messages/s, reply and 1 status", ours, hand)


def _paced_rows(bench: Bench, section: str, ours: list[Sample], hand: list[Sample]) -> list[Row]:
    reply = Row(
        section, bench.database, "reply p95", "ms", middle(ours, "reply_p95_ms"), middle(hand, "reply_p95_ms"),
        Goal(500, at_least=False),
    )  # fmt: skip
    p99 = Row(
        section, bench.database, "ack p99", "ms", middle(ours, "ack_p99_ms"), middle(hand, "ack_p99_ms"),
        Goal(100, at_least=False),
    )  # fmt: skip
    return [
        _row(bench, section, "ack p50", "ms", "ack_p50_ms", ours, hand), p99,
        _row(bench, section, "ack max", "ms", "ack_max_ms", ours, hand), reply,
        _row(bench, section, "server", "cores", "cpu_cores", ours, hand), _lost(bench, section, ours),
    ]  # fmt: skip


def paced(bench: Bench, seconds: float, rounds: int) -> list[Row]:
    """320 webhook events a second, whatever comes back: a number at its ordinary limit, and four times as many texts."""
    rows = []
    for rate, told in ((80.0, STATUSES), (320.0, ())):
        plan = {"kind": "paced", "seconds": max(seconds, 10.0), "rate": rate, "statuses": told}
        ours, hand = pair(bench, "paced", COUNTER, "answer", plan, min(rounds, 2))
        section = f"320 events/s: {rate:.0f} texts, {rate * len(told):.0f} statuses"
        rows += _paced_rows(bench, section, ours, hand)
    return rows


def live(bench: Bench, seconds: float, many: int) -> list[Row]:
    """What a text and its reply cost from webhook to platform, among few live conversations and among many."""
    plan = {"kind": "cycle", "seconds": seconds, "people": FEW}
    few = sample(bench, "live", cauce(bench, COUNTER), plan, 0)
    lots = sample(bench, "live", cauce(bench, COUNTER), {**plan, "people": many}, 0)
    ratio, goal = lots["cpu_us"] / few["cpu_us"], Goal(1.3, at_least=False, aim=1.1)
    section = f"{many:,} live conversations, from webhook to platform"
    return [
        Row(section, bench.database, f"CPU beside {FEW:,} live", "times", ratio, goal=goal),
        Row(section, bench.database, "CPU", "us/message", lots["cpu_us"], few["cpu_us"]),
        _lost(bench, section, [few, lots]),
    ]


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "mariadb", "both"], default="sqlite")
    parser.add_argument("--only", default=",".join(SECTIONS), help="sections, with commas between")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each sample")
    parser.add_argument("--rounds", type=int, default=3, help="samples of each, the median counts")
    parser.add_argument("--minutes", type=float, default=10.0, help="of the soak")
    parser.add_argument("--rate", type=float, default=80.0, help="texts a second in the soak, each with three statuses")
    parser.add_argument("--live", type=int, default=100_000, help="conversations of the larger crowd")
    parser.add_argument("--texts", type=int, default=10_000, help="in the outgoing queue")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()), help="where databases lie: a real disk"
    )
    parser.add_argument("--mysql", default="mysql://root@127.0.0.1:3306", help="the MariaDB server")
    parser.add_argument(
        "--channel",
        default="pace = { per_second = 10000, person_seconds = 0 }",
        help="more settings of the WhatsApp channel, as TOML; the default lifts the platform's own limits",
    )
    parser.add_argument("--patience", type=float, default=0.0, help="seconds to wait for a quiet machine, each sample")
    parser.add_argument("--free", action="store_true", help="do not keep the server on one processor")
    chosen = parser.parse_args()
    unknown = set(chosen.only.split(",")) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}: {', '.join(SECTIONS)}")
    return chosen


def run(bench: Bench, chosen: argparse.Namespace) -> list[Row]:
    """Measure the chosen sections on one database."""
    wanted, rows = chosen.only.split(","), []
    measured = {"webhook": webhook, "e2e": e2e, "paced": paced}
    for name in SECTIONS:
        if name not in wanted:
            continue
        if name in measured:
            rows += measured[name](bench, chosen.seconds, chosen.rounds)
        elif name == "queue":
            rows += inside_runs.queue(bench, chosen.texts, chosen.rounds)
        elif name == "live":
            rows += live(bench, chosen.seconds, chosen.live) + inside_runs.live(bench, chosen.live, 2)
        else:
            rows += soak.soak(bench, chosen.minutes * 60, chosen.rate)
    return rows


def main() -> None:
    """Measure, and print the table."""
    chosen = options()
    # Whoever ends it expects that no server and no database is left behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = ["sqlite", "mariadb"] if chosen.database == "both" else [chosen.database]
    tell(
        cpus=os.cpu_count(), python=sys.version.split()[0], folder=filesystem(chosen.folder),
        fdatasync_per_s=flushes_per_s(chosen.folder), pinned=not chosen.free,
    )  # fmt: skip
    rows = []
    for name in names:
        mysql = chosen.mysql if name == "mariadb" else ""
        if mysql:
            _describe(mysql)
        rows += run(Bench(chosen.folder, mysql, None if chosen.free else 0, chosen.channel, chosen.patience), chosen)
    sys.stdout.write(f"\n{table(rows)}\n")


def _describe(mysql: str) -> None:
    with closing(connect(mysql, database=False)) as db, db.cursor() as cursor:
        cursor.execute("SELECT @@version, @@innodb_flush_log_at_trx_commit, @@log_bin, @@innodb_flush_method")
        tell(**dict(zip(("mariadb", "flush_at_commit", "log_bin", "flush_method"), cursor.fetchone(), strict=True)))


if __name__ == "__main__":
    main()
