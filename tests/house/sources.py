"""What the house looks at: its own files, as git knows them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = {"runtime": "cauce", "dsl": "cauce_dsl", "plugins": "cauce_plugins"}


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that is, or is about to be, part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted({path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()}))


@cache
def modules() -> tuple[Path, ...]:
    """Return every Python module of the three rooms."""
    homes = [ROOT / room / package for room, package in ROOMS.items()]
    return tuple(
        path for path in tracked() if path.suffix == ".py" and any(path.is_relative_to(home) for home in homes)
    )


@cache
def tree(path: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function and method of a module, inner ones too."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function below its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def short(path: Path) -> str:
    """Return the path as people say it."""
    return path.relative_to(ROOT).as_posix()
