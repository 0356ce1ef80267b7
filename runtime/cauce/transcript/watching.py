"""Noticing that the flow files of a project have changed."""

from __future__ import annotations

from pathlib import Path

from cauce import flow_files
from cauce.project import Project
from cauce.watcher import Watcher


def watch(project: Project) -> Watcher:
    """Return what tells which of the files that were read changed, and which are new in the project's own folder."""
    settings = project.settings

    def find() -> set[Path]:
        read = {file.path for file in project.files}
        return read if settings.file is None else read | flow_files.present(settings.flows_dir, project.formats)

    return Watcher(find)
