"""The long mode: the same loops from the command line, as long as anybody has patience, with figures at the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from faults.shop import environment

TESTS = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_prints_what_it_found():
    done = subprocess.run(
        [sys.executable, "-m", "faults", "--cycles", "2", "--database", "sqlite", "--seed", "7"],
        capture_output=True, text=True, check=False, timeout=800, env=environment(PYTHONPATH=str(TESTS)),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    [line] = done.stdout.splitlines()
    assert line.startswith("sqlite: cycles 2, acked ")
    assert "lost 0, duplicated 0, reordered 0" in line
    assert "violations 0" in line
    assert line.endswith("seed 7")
