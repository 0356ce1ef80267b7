"""`cauce types` writes what the console knows, and tells when it is out of date."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_it_is_written_once_and_then_is_up_to_date(cauce):
    assert cauce("types", "--out", "gen/api.ts", "--check").code == 1
    assert "api.ts" in cauce("types", "--out", "gen/api.ts").out
    assert Path("gen/api.ts").read_text("utf-8") == (ROOT / "web/src/gen/api.ts").read_text("utf-8")
    assert cauce("types", "--out", "gen/api.ts").out == ""
    assert cauce("types", "--out", "gen/api.ts", "--check").code == 0
