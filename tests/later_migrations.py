"""The same Cauce with one migration more, in a package of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

import pytest

from cauce.store import migrations

NAMES = migrations.known()
"""Those that there are."""

LATER = f"{len(NAMES) + 1:04}_shoes"
"""The one that comes after them."""

NEXT = """
from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("cauce", {last!r})]
    operations = [ops.RunSQL("ALTER TABLE contacts ADD COLUMN shoe_size INT"), {more}]
"""


def _copy(package: Path, names: list[str]) -> None:
    package.mkdir(exist_ok=True)
    (package / "__init__.py").write_text("")
    for name in names:
        (package / f"{name}.py").write_text((files("cauce.store.migrations") / f"{name}.py").read_text("utf-8"))


@contextmanager
def leave_out(folder: Path, after: str) -> Iterator[None]:
    """Let Cauce know no migration after one, as it once was."""
    _copy(folder / "earlier", [name for name in NAMES if name <= after])
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setattr(migrations, "PACKAGE", "earlier")
        yield
    for name in [name for name in sys.modules if name.split(".")[0] == "earlier"]:
        del sys.modules[name]


def add_later(folder, monkeypatch, more: str = "") -> None:
    """Make the package below a folder, and let Cauce use it. more: a further operation."""
    package = folder / "later"
    _copy(package, NAMES)
    (package / f"{LATER}.py").write_text(NEXT.format(last=NAMES[-1], more=more))
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(migrations, "PACKAGE", "later")
