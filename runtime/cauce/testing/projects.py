"""Throw-away projects for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

from cauce.project import Project


def make_project(folder: Path, files: Mapping[str, str], **plugins: Any) -> Project:
    """Write files into a folder (margins removed), and return the project in it with its flows read.

    `plugins` go to `PluginManager.load`. Raises SettingsError and PluginError.
    """
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    project = Project.open(folder, **plugins)
    folders = project.settings.flows_dir
    project.read([folders if folders.is_dir() else folder])
    return project
