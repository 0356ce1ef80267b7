"""What is measured, as processes: `cauce run` on a project of its own, and the limit written by hand; each on a fresh database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from bench.hand_stores import connect
from bench.world import NUMBER_ID, SECRET, TOKEN
from served import Port

HERE = Path(__file__).parent
STARTING = 60.0

DEAF = """
flow sordo
  triggers = ["nadie dice esto"]

start:
  end "No."
"""
"""Answers nobody, so that what comes in is stored and nothing else."""

_START = "import sys; from bench.machine import pin; pin({cpu}); from cauce.cli import main; raise SystemExit(main())"


@dataclass(frozen=True)
class Bench:
    """What holds for all that is measured. mysql: address of a server without database, "" for SQLite. cpu: None is any."""

    folder: Path
    mysql: str = ""
    cpu: int | None = 0
    channel: str = ""
    """More settings of the channel, as lines of TOML."""
    patience: float = 0.0
    """How long to wait for a quiet machine before each sample, in seconds."""

    @property
    def database(self) -> str:
        """How the database is called in a report."""
        return "mariadb" if self.mysql else "sqlite"


@dataclass
class Server:
    """A process that serves. database: the file or the address of what it writes into."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    graph_port: int
    database: str
    log: Path = field(default_factory=Path)


@contextmanager
def two_ports() -> Iterator[tuple[int, int]]:
    """Give two ports that nobody else is given meanwhile."""
    with closing(Port()) as one, closing(Port()) as other:
        yield one.number, other.number


@contextmanager
def fresh_database(bench: Bench) -> Iterator[tuple[Path, str]]:
    """Give an empty folder, and the address of an empty database: both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="cauce-load-", dir=bench.folder))
    name = f"cauce_load_{os.getpid()}_{folder.name[-8:]}".lower()
    try:
        if bench.mysql:
            _sql(bench.mysql, f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        yield folder, f"{bench.mysql.rstrip('/')}/{name}" if bench.mysql else ""
    finally:
        if bench.mysql:
            _sql(bench.mysql, f"DROP DATABASE IF EXISTS `{name}`")
        shutil.rmtree(folder, ignore_errors=True)


def _sql(url: str, statement: str) -> None:
    with closing(connect(url, database=False)) as db, db.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def cauce(bench: Bench, flow: str) -> Iterator[Server]:
    """Run the product on a project with one number and one flow."""
    with fresh_database(bench) as (folder, url), two_ports() as (port, graph_port):
        (folder / "flows").mkdir()
        (folder / "flows" / f"{flow.split()[1]}.flow").write_text(flow, "utf-8")
        (folder / "cauce.toml").write_text(settings(graph_port, bench.channel), "utf-8")
        command = [sys.executable, "-c", _START.format(cpu=bench.cpu), "run", "--port", str(port)]
        more = {"CAUCE_DATABASE_URL": url} if url else {}
        with _process("cauce", command, folder, port, more) as process:
            database = url or str(folder / "data/cauce.db")
            yield Server("cauce", process, port, graph_port, database, folder / "cauce.log")


@contextmanager
def desk(bench: Bench, folder: Path, address: str) -> Iterator[int]:
    """Run the product on a database that is there already, without channels of its own, and give its port."""
    (folder / "flows").mkdir()
    (folder / "cauce.toml").write_text("", "utf-8")
    with closing(Port()) as port:
        command = [sys.executable, "-c", _START.format(cpu=bench.cpu), "run", "--port", str(port.number)]
        with _process("cauce", command, folder, port.number, {"CAUCE_DATABASE_URL": address}):
            yield port.number


@contextmanager
def plain(bench: Bench, toml: str, more: dict[str, str]) -> Iterator[Server]:
    """Run the product on a project of nothing but settings. more: variables of its environment."""
    with fresh_database(bench) as (folder, url), closing(Port()) as port:
        (folder / "flows").mkdir()
        (folder / "cauce.toml").write_text(toml, "utf-8")
        command = [sys.executable, "-c", _START.format(cpu=bench.cpu), "run", "--port", str(port.number)]
        variables = {**more, **({"CAUCE_DATABASE_URL": url} if url else {})}
        with _process("cauce", command, folder, port.number, variables) as process:
            yield Server("cauce", process, port.number, 0, url or str(folder / "data/cauce.db"), folder / "cauce.log")


def settings(graph_port: int, more: str = "") -> str:
    """Return the settings of a project with one number, whose platform is on this machine."""
    return (
        f'[[channels]]\nname = "linea1"\ntransport = "whatsapp_cloud"\nphone_number_id = "{NUMBER_ID}"\n'
        f'access_token = "{TOKEN}"\napp_secret = "{SECRET}"\nverify_token = "palabra"\n'
        f'graph_url = "http://127.0.0.1:{graph_port}"\n{more}\n'
    )


@contextmanager
def by_hand(bench: Bench, mode: str) -> Iterator[Server]:
    """Run the limit."""
    with fresh_database(bench) as (folder, url), two_ports() as (port, graph_port):
        database = url or str(folder / "hand.db")
        command = [sys.executable, str(HERE / "hand.py"), database, mode, str(port), f"http://127.0.0.1:{graph_port}"]
        command += [] if bench.cpu is None else [str(bench.cpu)]
        with _process("hand", command, folder, port, {}) as process:
            yield Server("hand", process, port, graph_port, database, folder / "hand.log")


@contextmanager
def _process(
    name: str, command: list[str], folder: Path, port: int, more: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join([str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, **more, "PYTHONPATH": path, "CAUCE_LOG_LEVEL": "warning"}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait_until_it_serves(process, name, port, folder / f"{name}.log")
            yield process
        finally:
            _end(process)


def _wait_until_it_serves(process: subprocess.Popen[bytes], name: str, port: int, log: Path) -> None:
    last = time.monotonic() + STARTING
    while time.monotonic() < last and process.poll() is None:
        with suppress(OSError):
            if name == "hand":
                socket.create_connection(("127.0.0.1", port), 1).close()
            else:
                urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
            return
        time.sleep(0.02)
    raise SystemExit(f"{name} does not serve:\n{log.read_text('utf-8', 'replace')[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
