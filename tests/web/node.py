"""The console's own tools. Where there is no Node they are skipped, or fail where the console is required."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
DIST = ROOT / "runtime/cauce/console/dist"


def missing(reason: str) -> None:
    """Skip, or fail where the console is required."""
    if os.environ.get("CAUCE_REQUIRE_CONSOLE") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def built() -> Path:
    """Return the folder of the build."""
    if not (DIST / "index.html").is_file():
        missing("the console is not built: ./run test builds it where Node 20.19 or newer is")
    return DIST


def npx(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the console's tools."""
    if not shutil.which("npx") or not (WEB / "node_modules").is_dir():
        missing("the console's tools are not installed: ./run test does so where Node 20.19 or newer is")
    return subprocess.run(["npx", "--no-install", *command], cwd=WEB, capture_output=True, text=True, check=False)
