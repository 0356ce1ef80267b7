"""What a hook costs, side by side in one run: pluggy, our frozen tuples, and the plain loop that is the floor.

Nothing live goes through pluggy: at start each hook is asked once, and what plugins handed over is called directly.
Run it with `python tests/bench/hooks.py`; it prints nanoseconds of CPU per hook point, the median of several rounds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace

import pluggy

from cauce import Fact, hookimpl
from cauce.plugin_manager import PluginManager

ROUNDS = 7
CALLS = 20_000
WORDS = {"es": "Algo", "en": "Something"}


def cost(call: Callable[[], object]) -> float:
    """Return nanoseconds of CPU per call: the median of the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time_ns()
        for _ in range(CALLS):
            call()
        rounds.append((time.process_time_ns() - began) / CALLS)
    return statistics.median(rounds)


def by_pluggy(number: int) -> Callable[[], object]:
    """Return a hook call with that many plugins, by pluggy."""
    spec, mark = pluggy.HookspecMarker("bench"), pluggy.HookimplMarker("bench")
    manager = pluggy.PluginManager("bench")
    manager.add_hookspecs(SimpleNamespace(inbound=spec(lambda message, scene: None)))
    for index in range(number):
        manager.register(SimpleNamespace(inbound=mark(lambda message, scene: None)), name=f"plugin{index}")
    return lambda: manager.hook.inbound(message="m", scene=1)


def by_cauce(number: int) -> Callable[[], object]:
    """Return a walk over what that many plugins registered, as live code does it."""

    def plugin(index: int) -> object:
        fact = Fact(f"bench.fact{index}", WORDS, "text", lambda scene: None)
        return SimpleNamespace(__name__=f"plugin{index}", register_facts=hookimpl(lambda: [fact]))

    plugins = PluginManager.load(entry_points=False, plugins=[plugin(index) for index in range(number)])
    reads = tuple(fact.read for name, fact in plugins.facts.items() if name.startswith("bench."))
    assert len(reads) == number

    def call() -> None:
        for read in reads:
            read(1)

    return call


def by_hand(number: int) -> Callable[[], object]:
    """Return the plain loop: what physics allows."""
    functions = [lambda scene: None for _ in range(number)]

    def call() -> None:
        for function in functions:
            function(1)

    return call


def measure() -> dict[int, tuple[float, float, float]]:
    """Return (pluggy, ours, floor) in nanoseconds by the number of plugins."""
    return {number: (cost(by_pluggy(number)), cost(by_cauce(number)), cost(by_hand(number))) for number in (1, 7, 20)}


def main() -> None:
    """Print the table."""
    sys.stdout.write("plugins   pluggy ns   cauce ns   floor ns   cauce / pluggy\n")
    for number, (theirs, ours, floor) in measure().items():
        sys.stdout.write(f"{number:7}{theirs:12.0f}{ours:11.0f}{floor:11.0f}{ours / theirs:17.2f}\n")


if __name__ == "__main__":
    main()
