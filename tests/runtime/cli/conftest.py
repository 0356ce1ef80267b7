"""What tests of commands share: a folder to be in, and `cauce` as people call it."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from cauce.cli import main

HELLO = 'flow hello\n\nstart:\n  say "Hello"\n'
WRONG = 'flow wrong\n\nstart:\n  sya "Hello"\n'


@dataclass
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that is the current one, in an environment that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("CAUCE_LANG", "LANG", "LC_ALL", "NO_COLOR", "CAUCE_PORT", "PORT", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def write(folder):
    """A function that writes a file below the folder."""

    def put(name: str, text: str | bytes = HELLO) -> Path:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    return put


@pytest.fixture
def cauce(folder, capfd, monkeypatch):
    """A function that runs `cauce` here."""

    def run(*arguments: str, given: str | bytes = "") -> Done:
        raw = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capfd.readouterr()
        code = main(list(arguments))
        sys.stdout.flush()
        told = capfd.readouterr()
        return Done(code, told.out, told.err)

    return run
