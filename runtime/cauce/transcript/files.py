"""Transcripts on disk: finding them, alone or beside the flow that each is for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cauce import flow_files

SUFFIX = ".chat"


def find(paths: Iterable[Path], languages: Iterable[str]) -> list[Path]:
    """Return the transcripts that paths mean, each once: files, those below folders, and those beside flow files.

    `languages` are the suffixes of flow files. Raises UsageError for a path that is not there or neither of both.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.suffix in tuple(languages) and path.is_file():
            beside = path.with_suffix(SUFFIX)
            found.update({beside: None} if beside.is_file() else {})
        else:
            found.update(dict.fromkeys(flow_files.find(path, {SUFFIX})))
    return list(found)
