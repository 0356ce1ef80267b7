"""Broken flows without end: a good one, with pieces deleted, doubled, swapped, or replaced by what trips parsers.

Run it for long ones: `python tests/dsl/mutants.py --mutants 1000000 --seed 7`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from service_desk import SERVICE_DESK as SAMPLE

SNIPPETS = [
    '"', '"""', "'", "{", "}", "{{", "}}", "(", ")", "[", "]", "\\", "\\\\", "\\u{", "#", "# c", ":", "=", "==", "->", "=>",
    "→", "-", "--", "- ", ",", ".", "…", "“", "”", "«", "\t", "  ", "    ", "\u00a0", "\n", "\n\n", "\r", "\n  ", "\n    ", "\n#x\n",
    "if", "elif", "else", "on", "as", "not", "and", "or", "in", "true", "null", "if a\n", "else\n", "on x", "as y",
    "0", "007", "3,5", "10m", "1h", "1.", "9" * 20, "ñ", "n\u0303", "\u0301", "👩\u200d🚀", "\u2028", "\x00", "\ud800", "\ufeff",
    'say "x"', "-> fin", "fin:\n", "a = 1", '{"a": 1}', "f(x)", "a.b", "[1, 2]", "(", "\\'", "{a}", "{f('x')}",
]  # fmt: skip
"""What mutants get in unexpected places."""


def mutant(random: random.Random, text: str = SAMPLE) -> str:
    """Return the text after one to four small accidents."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        text = random.choice((_deleted, _doubled, _inserted, _replaced, _line_moved, _reindented))(random, text)
    return text


def _stretch(random, text, longest):
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.choice((1, 1, 2, 5, longest)))


def _deleted(random, text):
    start, end = _stretch(random, text, 60)
    return text[:start] + text[end:]


def _doubled(random, text):
    start, end = _stretch(random, text, 200)
    return text[:end] + text[start:]


def _inserted(random, text):
    start = random.randrange(len(text) + 1)
    return text[:start] + random.choice(SNIPPETS) + text[start:]


def _replaced(random, text):
    start, end = _stretch(random, text, 10)
    return text[:start] + random.choice(SNIPPETS) + text[end:]


def _line_moved(random, text):
    lines = text.split("\n")
    lines.insert(random.randrange(len(lines)), lines.pop(random.randrange(len(lines))))
    return "\n".join(lines)


def _reindented(random, text):
    lines = text.split("\n")
    row = random.randrange(len(lines))
    lines[row] = random.choice(("", " ", "  ", "   ", "      ", "\t", "\u00a0\u00a0")) + lines[row].lstrip()
    return "\n".join(lines)


def check(text: str) -> bool:
    """Read a text and, where its syntax is right, format it; raise AssertionError where a law breaks."""
    from cauce_dsl.parser import parse
    from cauce_dsl.printer import print_document

    parsed = parse(text)
    rows = text.count("\n") + text.count("\r") + 1
    for diagnostic in parsed.diagnostics:
        assert 1 <= diagnostic.span.line <= rows + 1, diagnostic
        assert diagnostic.span.line in parsed.broken, diagnostic
    assert list(parsed.diagnostics) == sorted(parsed.diagnostics, key=lambda one: one.span)
    printed = print_document(parsed.document)
    if parsed.diagnostics:
        return False
    again = parse(printed)
    assert again.diagnostics == (), again.diagnostics
    assert print_document(again.document) == printed
    return True


def main() -> int:
    """Check as many mutants as asked for, and write down the ones that break."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutants", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    source, failures, accepted, worst = random.Random(chosen.seed), 0, 0, 0.0
    for number in range(chosen.mutants):
        text = mutant(source)
        start = time.process_time()
        try:
            accepted += check(text)
        except Exception as error:  # noqa: BLE001 - any exception is what we are looking for
            failures += 1
            sys.stderr.write(f"mutant {number} of seed {chosen.seed}: {error!r}\n{text!r}\n")
        worst = max(worst, time.process_time() - start)
    sys.stdout.write(
        f"{chosen.mutants} mutants, {accepted} accepted, {failures} failures, worst {worst * 1e3:.1f} ms\n"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
