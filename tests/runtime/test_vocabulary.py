"""`import cauce`: everything a plugin author needs, and nothing loaded before it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import cauce


def test_every_name_of_the_vocabulary_is_there():
    for name in cauce.__all__:
        assert getattr(cauce, name) is not None
    assert set(cauce.__all__) <= set(dir(cauce))


def test_every_name_is_promised_with_its_type():
    source = Path(cauce.__file__).read_text(encoding="utf-8")
    for name in set(cauce.__all__) - {"__version__"}:
        assert f"import {name} as {name}\n" in source


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        cauce.Nonsense  # noqa: B018


def test_importing_it_loads_nothing():
    code = "import sys, cauce; print(sorted(name for name in sys.modules if name.startswith('cauce.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
