"""How long a whole check takes: parse, compile, inspect and print, and what one saved file costs a large project.

`python tests/bench/check.py [--lines 1000] [--runs 7] [--flows 1000]`. Times are CPU of this process, the median of the
runs, everything warm.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.flows import realistic, small, worst
from bench.parse import cost, say
from cauce.model.vocabulary import Vocabulary
from cauce.plugin_manager import PluginManager
from cauce.project import Project
from cauce_dsl.flow_format import FlowLanguage
from cauce_dsl.parser import parse
from dsl.lark_reference import reference


def vocabulary() -> Vocabulary:
    """Return the words of a project with all that comes with Cauce."""
    plugins = PluginManager.load()
    return Vocabulary(plugins.node_kinds, plugins.functions, plugins.answer_types, plugins.facts)


def compare(lines: int, runs: int) -> None:
    """Print what a check costs beside Lark's bare parse of the same text."""
    words, language, bare = vocabulary(), FlowLanguage(), reference()
    text = language.format(realistic(lines))[0]
    assert language.read(text, words).diagnostics == ()
    lark = cost(lambda: bare.parse(text), runs)
    own = cost(lambda: parse(text), runs)
    whole = cost(lambda: language.read(text, words), runs)
    rows = text.count("\n")
    say(f"{rows} lines: Lark's bare parse {lark * 1e3:.1f} ms; ours {own * 1e3:.1f} ms, {own / lark:.2f} of it;")
    say(f"the whole check {whole * 1e3:.1f} ms, {whole / lark:.2f} of it, {rows / whole:.0f} lines/s")


def reload(flows: int, runs: int) -> None:
    """Print what it costs to read one changed flow again, among many."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "cauce.toml").touch()
        (root / "flows").mkdir()
        for number in range(flows):
            (root / "flows" / f"f{number}.flow").write_text(small(number, flows), "utf-8")
        project = Project.open(root)
        assert not any(file.diagnostics for file in project.read())
        changed = root / "flows" / f"f{flows // 2}.flow"
        text, edits = changed.read_text("utf-8"), count()

        def save(comment: str) -> float:
            """Return the cost of a reload after an edit, below the first call or above it."""

            def again() -> None:
                assert len(project.reload([changed])) == 1

            spent = []
            for _ in range(runs):
                edited = text.replace("Listo", f"Listo {next(edits)}") + comment
                changed.write_text("\n" * (next(edits) % 7 if comment else 0) + edited, "utf-8")
                spent.append(cost(again, 1))
            return sorted(spent)[runs // 2]

        say(f"\nreload of one {text.count(chr(10))}-line flow among {flows}: {save('') * 1e3:.1f} ms,")
        say(f"{save('# ') * 1e3:.1f} ms where its call moves to another line")


def endure(runs: int) -> None:
    """Print what checking 256 KiB of the worst costs, worst first."""
    words, language = vocabulary(), FlowLanguage()
    found = []
    for name, text in worst().items():
        spent = cost(lambda text=text: language.read(text, words), runs)
        codes = Counter(one.code for one in language.read(text, words).diagnostics)
        found.append((spent, name, " ".join(f"{code}×{times}" for code, times in codes.most_common(4))))
    say(f"\n{'checking 256 KiB of':42}{'ms':>8}  diagnostics")
    for spent, name, told in sorted(found, reverse=True):
        say(f"{name:42}{spent * 1e3:8.1f}  {told}")


def main() -> None:
    """Measure everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=1000)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--flows", type=int, default=1000)
    chosen = options.parse_args()
    compare(chosen.lines, chosen.runs)
    reload(chosen.flows, chosen.runs)
    endure(max(1, chosen.runs // 2))


if __name__ == "__main__":
    main()
