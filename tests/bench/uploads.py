"""How much memory an upload takes: files of several sizes to `cauce run`, kept in a folder and in the database, the process watched.

`python tests/bench/uploads.py [--sizes 1,4,16,64] [--rounds 3] [--at-once 4] [--mysql mysql://root@127.0.0.1:3306]`. Prints a line of
JSON per store and size: by how many MB the process grew at its highest above what it held before, with one upload at a time and with
several at once, and how many MB a second it took; at the end how much more a large one takes than a small one. A document is not
decoded, so that all that is measured is the way in; what decodes is a process of its own anyway.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import servers
from bench.figures import tell
from bench.servers import Bench, Server

MB = 1024 * 1024
PIECE = 256 * 1024
PASSWORD = "un río que no vuelve"


def document(size: int) -> Iterator[bytes]:
    """Yield a PDF of a size."""
    yield b"%PDF-1.4\n"
    left = size - 9
    while left > 0:
        yield b"0" * min(PIECE, left)
        left -= min(PIECE, left)


def log_in(port: int) -> str:
    """Return the cookie of the administrator."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = json.dumps({"account": "admin", "password": PASSWORD})
    connection.request("POST", "/api/auth/login", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    return str(answer.headers["Set-Cookie"]).split(";")[0]


def upload(port: int, cookie: str, size: int) -> None:
    """Send one, as it is made."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Cookie": cookie, "Content-Length": str(size), "Content-Type": "application/pdf"}
    connection.request("POST", "/api/media?name=plan.pdf", document(size), headers)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    answer.read()
    connection.close()


def memory(server: Server, line: str) -> float:
    """Return what the system says of the process, in MB: `VmRSS` now, `VmHWM` at its highest."""
    told = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(one for one in told.splitlines() if one.startswith(line)).split()[1]) / 1024


def grown(server: Server, cookie: str, size: int, rounds: int, at_once: int) -> tuple[float, float]:
    """Return by how many MB the process grew at its highest, and the MB a second it took."""
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")
    before, began = memory(server, "VmRSS"), time.perf_counter()
    for _ in range(rounds):
        threads = [threading.Thread(target=upload, args=(server.port, cookie, size)) for _ in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    seconds = time.perf_counter() - began
    return memory(server, "VmHWM") - before, rounds * at_once * size / MB / seconds


def measure(bench: Bench, store: str, chosen: argparse.Namespace) -> None:
    """Print what one store takes."""
    toml = f'[media]\nstore = "{store}"\nfile_mb = 100\n'
    with servers.plain(bench, toml, {"ADMIN_PASSWORD": PASSWORD}) as server:
        cookie, found = log_in(server.port), {}
        for _ in range(3):
            upload(server.port, cookie, MB)
        for size in chosen.sizes:
            one, speed = grown(server, cookie, size * MB, chosen.rounds, 1)
            many, fast = grown(server, cookie, size * MB, chosen.rounds, chosen.at_once)
            found[size] = one
            told = {
                "store": store, "database": bench.database, "size_mb": size, "grew_mb": round(one, 1), "mb_per_s": round(speed, 1),
                "at_once": chosen.at_once, "grew_at_once_mb": round(many, 1), "mb_per_s_at_once": round(fast, 1),
            }  # fmt: skip
            tell(**told)
        first, last = min(found), max(found)
        tell(store=store, database=bench.database, sizes_mb=[first, last], more_mb=found[last] - found[first])


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=[1, 4, 16, 64])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--mysql", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cauce-uploads-") as folder:
        for mysql in ["", *([chosen.mysql] if chosen.mysql else [])]:
            for store in ("local", "database"):
                measure(Bench(Path(folder), mysql, cpu=None), store, chosen)


if __name__ == "__main__":
    main()
