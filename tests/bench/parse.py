"""How fast flows are read: ours beside Lark on the same text, and the worst that anybody might send.

`python tests/bench/parse.py [--lines 1000] [--runs 7]`. Times are CPU of this process, the median of the runs, everything warm.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from lark import Transformer, Tree

from bench.flows import realistic, worst
from cauce_dsl.automaton import Automaton
from cauce_dsl.parser import parse
from cauce_dsl.printer import print_document
from cauce_dsl.table import load
from dsl.lark_reference import reference


class Tuples(Transformer):
    """The least that an inline transformer can do."""

    def __default__(self, data, children, meta):
        return Tree(data, children) if data.startswith("_") else (data, children)


def cost(work: Callable[[], object], runs: int) -> float:
    """Return the median CPU time of a call, in seconds."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)


def say(line: str) -> None:
    """Write a line of the report."""
    sys.stdout.write(f"{line}\n")


def compare(lines: int, runs: int) -> None:
    """Print our speed beside Lark's on a realistic flow."""
    text = print_document(parse(realistic(lines)).document)
    rows, size = text.count("\n"), len(text.encode()) / 2**20
    bare, inline = reference(), reference(transformer=Tuples())
    assert parse(text).diagnostics == ()
    document = parse(text).document
    table = load()

    def cold() -> None:
        import cauce_dsl.automaton as home

        home.automaton.cache_clear()
        parse(text)

    figures = {
        "Lark, tree with positions": cost(lambda: bare.parse(text), runs),
        "Lark, inline transformer": cost(lambda: inline.parse(text), runs),
        "Cauce, document": cost(lambda: parse(text), runs),
        "Cauce, every shape new": cost(cold, runs),
        "Cauce, print": cost(lambda: print_document(document), runs),
    }
    base, second = list(figures.values())[:2]
    say(f"{rows} lines, {size * 1024:.0f} KiB, {runs} runs; automaton of {len(Automaton(table)._table.states)} states")
    say(f"{'':28}{'ms':>8}{'lines/s':>10}{'MiB/s':>8}{'of tree':>9}{'of inline':>10}")
    for name, spent in figures.items():
        say(
            f"{name:28}{spent * 1e3:8.1f}{rows / spent:10.0f}{size / spent:8.2f}{spent / base:9.2f}{spent / second:10.2f}"
        )


def endure(runs: int) -> None:
    """Print what 256 KiB of the worst cost."""
    say(f"\n{'256 KiB of':42}{'ms':>8}  diagnostics")
    for name, text in worst().items():
        spent = cost(lambda text=text: parse(text), runs)
        codes = sorted({one.code for one in parse(text).diagnostics})
        say(f"{name:42}{spent * 1e3:8.1f}  {' '.join(codes)}")


def main() -> None:
    """Measure everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=1000)
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    compare(chosen.lines, chosen.runs)
    endure(max(1, chosen.runs // 2))


if __name__ == "__main__":
    main()
