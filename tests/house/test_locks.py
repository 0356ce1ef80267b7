"""The lists of dependencies: hashed, without addresses, and in step with what the project asks for."""

from __future__ import annotations

import re
import tomllib

import pytest

from house.sources import ROOT, tracked

LOCKS = ("requirements.lock", "requirements-test.lock")


def names(requirements):
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in requirements}


def locked(name):
    return [line for line in (ROOT / name).read_text().splitlines() if "==" in line]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name):
    assert "://" not in (ROOT / name).read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_hashed(name):
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / name).read_text().strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_locks_agree_with_each_other():
    pinned = {line.split(" ")[0] for line in locked("requirements.lock")}
    assert pinned <= {line.split(" ")[0] for line in locked("requirements-test.lock")}


def test_everything_the_project_asks_for_is_locked_and_has_a_floor():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"]
    assert names(wanted) <= names(locked("requirements.lock"))
    assert [line for line in wanted if ">=" not in line] == []


def test_npm_files_hold_no_address_of_a_registry():
    files = [path for path in tracked() if path.name in {"package-lock.json", ".npmrc"}]
    assert [path for path in files if "://" in path.read_text()] == []
