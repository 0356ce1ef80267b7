"""Cauce in this process, without HTTP: how fast its queue empties, and what a message costs among many live conversations.

`inside.py queue TRANSPORT PEOPLE TEXTS` or `inside.py live PEOPLE ACTIVE ROUNDS`, in an empty folder of its own; the
database is that of the environment. Prints one line of JSON. Run by `load.py`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.machine import memory_mib
from bench.mock_transport import Mock
from bench.sampling import open_rows
from cauce.app import Options, Service
from cauce.model.message import Inbound
from cauce.project import Project
from cauce.transport import Arrival
from served import COUNTER

BODY = 32
"""Arrivals per body where many are brought at once."""
AT_ONCE = 64


@asynccontextmanager
async def running(service: Service) -> Any:
    """Run a service while the block lasts."""
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


def make(flow: str, transport: str) -> tuple[Service, Mock]:
    """Return a service over a project with one flow and one channel, made in the working folder."""
    folder = Path.cwd()
    (folder / "flows").mkdir(exist_ok=True)
    (folder / "flows" / f"{flow.split()[1]}.flow").write_text(flow, "utf-8")
    plugin = Path(__file__).with_name("mock_transport.py").read_text("utf-8")
    (folder / "mock_transport.py").write_text(plugin, "utf-8")
    channel = f'[[channels]]\nname = "linea"\ntransport = "{transport}"\n'
    (folder / "cauce.toml").write_text(f'[plugins]\nfiles = ["mock_transport.py"]\n{channel}', "utf-8")
    project = Project.open(folder)
    service = Service(project, Options("127.0.0.1", 0), lambda _: None)
    service.prepare()
    return service, project.plugins.transports[transport]  # type: ignore[return-value]


def address() -> str:
    """Return the file or the address of the database."""
    return os.environ.get("CAUCE_DATABASE_URL") or "data/cauce.db"


class Crowd:
    """People who write straight to the ingress."""

    def __init__(self, mock: Mock) -> None:
        self._mock = mock
        self._ids = count()

    async def write(self, people: Sequence[int]) -> None:
        """Let each of them write once, in one body."""
        ingress = self._mock.ingress
        assert ingress is not None
        arrivals = [Arrival(f"in{next(self._ids)}", ("phone", f"549351{one:07d}"), Inbound("hola")) for one in people]
        await ingress.accept("linea", b"{}" * 200, arrivals)

    async def write_all(self, people: Iterator[Sequence[int]], at_once: int) -> None:
        """Let all of them write, so many bodies at a time."""

        async def one() -> None:
            for body in people:
                await self.write(body)

        await asyncio.gather(*(one() for _ in range(at_once)))


def bodies(people: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Cut people into bodies."""
    return (people[start : start + size] for start in range(0, len(people), size))


def talkative(texts: int) -> str:
    """Return a flow that says so many texts, counting them, to whoever writes."""
    lines = "\n".join(f'  say "{n}"' for n in range(1, texts))
    return f'flow cola\n  triggers = ["*"]\n\nstart:\n{lines}\n  end "{texts}"\n'


async def queue(service: Service, mock: Mock, people: int, texts: int) -> dict[str, Any]:
    """Fill the queue while the network takes nothing, then open it and see how fast it empties."""
    async with running(service):
        crowd, began = Crowd(mock), time.perf_counter()
        await crowd.write_all(bodies(range(people), BODY), 4)
        filled = time.perf_counter() - began
        cpu, began = time.process_time(), time.perf_counter()
        mock.open_gate.set()
        async with asyncio.timeout(300):
            await mock.until(people * texts)
            while await asyncio.to_thread(open_rows, address()):  # noqa: ASYNC110 - another thread stores
                await asyncio.sleep(0.01)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
    expected = [str(n) for n in range(1, texts + 1)]
    wrong = sum(said != expected for said in mock.said.values()) + (len(mock.said) != people)
    done = people * texts
    return {"texts": done, "texts_per_s": done / took, "cpu_us": cpu / done * 1e6, "filled_s": filled, "wrong": wrong}


async def live(service: Service, mock: Mock, people: int, active: int, rounds: int) -> dict[str, Any]:
    """Begin so many conversations, then let some of them go on, spread over all, and count what each message costs."""
    mock.open_gate.set()
    async with running(service):
        crowd, began = Crowd(mock), time.perf_counter()
        for page in bodies(range(people), 1000):
            await crowd.write_all(bodies(page, BODY), 4)
            await mock.until(page[-1] + 1)
        begun = people / (time.perf_counter() - began)
        some = range(0, people, max(1, people // active))[:active]
        spent = [await _turns(crowd, mock, some) for _ in range(rounds + 1)][1:]
    texts = [mock.said[f"549351{one:07d}"] for one in some]
    wrong = sum(said != [str(n) for n in range(1, rounds + 3)] for said in texts)
    figures = {"cpu_us": median(cpu for cpu, _ in spent), "messages_per_s": median(rate for _, rate in spent)}
    return {"live": people, **figures, "begun_per_s": begun, "rss_mib": memory_mib(os.getpid()), "wrong": wrong}


async def _turns(crowd: Crowd, mock: Mock, people: Sequence[int]) -> tuple[float, float]:
    """Return the CPU per message in us, and the messages per second, of one message of each."""
    gc.collect()
    target = mock.count + len(people)
    cpu, began = time.process_time(), time.perf_counter()
    await crowd.write_all(bodies(people, 1), AT_ONCE)
    async with asyncio.timeout(300):
        await mock.until(target)
    took = time.perf_counter() - began
    return (time.process_time() - cpu) / len(people) * 1e6, len(people) / took


def main() -> None:
    """Measure what the command line says."""
    kind, *rest = sys.argv[1:]
    if kind == "queue":
        transport, people, texts = rest[0], int(rest[1]), int(rest[2])
        found = asyncio.run(queue(*make(talkative(texts), transport), people, texts))
    else:
        people, active, rounds = map(int, rest)
        found = asyncio.run(live(*make(COUNTER, "twice"), people, active, rounds))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
