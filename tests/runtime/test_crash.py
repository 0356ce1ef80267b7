"""Crash points: nothing unless a test asks, and then the end at exactly the place that it named."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from cauce.crash import POINTS, crash_point, is_armed

CODE = """
from cauce.crash import crash_point
for number in range(1, 5):
    crash_point("P3")
    crash_point("P4")
    print(number, flush=True)
"""


@pytest.mark.parametrize(("order", "said"), [("P4:3", "1\n2\n"), ("P3", ""), ("P9:1", "1\n2\n3\n4\n")])
def test_the_process_ends_where_it_was_told(order, said):
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        capture_output=True, text=True, check=False, env={**os.environ, "CAUCE_CRASH_POINT": order},
    )  # fmt: skip
    assert done.stdout == said
    assert done.returncode == (0 if order == "P9:1" else -9)


def test_without_an_order_nothing_happens():
    assert is_armed is False
    for point in POINTS:
        crash_point(point)
