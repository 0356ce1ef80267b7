"""From files to flows that answer: reading the project, publishing what is sound, telling what is not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

import cauce
from cauce import flow_files
from cauce.delivery.shelf import Shelf
from cauce.project import FlowFile, Project
from cauce.watcher import Watcher

log = logging.getLogger("cauce.flows")

Report = Callable[[Sequence[FlowFile]], None]
"""Shows what is wrong with flows."""


class Publisher:
    """The flows of a project, published. A file with errors leaves the last good revision of its flow serving."""

    def __init__(self, project: Project, shelf: Shelf, report: Report) -> None:
        self.folder = folder_of(project)
        self._project = project
        self._shelf = shelf
        self._report = report
        self._watcher = Watcher(partial(flow_files.present, self.folder, project.formats))
        self._busy = asyncio.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The flows that new conversations may start."""
        return self._shelf.library.names

    async def start(self) -> None:
        """Publish all that there is."""
        async with self._busy:
            found = [self.folder] if self.folder.is_dir() else []
            await self._publish(await asyncio.to_thread(self._project.read, found))

    async def watch(self) -> None:
        """Take up changes as files are saved, for ever."""
        await self._watcher.run(self._take_up)

    async def reload(self) -> None:
        """Take up what changed since the last look."""
        await self._take_up(self._watcher.changed())

    async def _take_up(self, changed: Sequence[Path]) -> None:
        async with self._busy:
            different = await asyncio.to_thread(self._project.reload, changed)
            await self._publish(self._project.files, different)

    async def _publish(self, all_files: Sequence[FlowFile], different: Sequence[FlowFile] | None = None) -> None:
        told = [one for one in (all_files if different is None else different) if one.diagnostics]
        if told:
            self._report(told)
        sound = [one for one in all_files if one.is_sound]
        broken = [name for one in all_files if not one.is_sound and (name := self._name(one))]
        changed = await self._shelf.publish(
            [(one.flow, one.path.suffix) for one in sound if one.flow is not None], broken
        )
        for name in changed:
            log.info("the flow %s is published", name)
        for name in broken:
            goes_on = name in self._shelf.library.names
            log.warning(
                "the flow %s has errors; %s", name, "the last good one goes on" if goes_on else "it is left out"
            )

    def _name(self, file: FlowFile) -> str | None:
        if file.flow is not None and file.flow.name:
            return file.flow.name
        language = self._project.formats.get(file.path.suffix)
        return language.name(file.text) if language and file.text else None


def folder_of(project: Project) -> Path:
    """Return the folder of the flows: the project's own, or the samples where there is no project at all."""
    settings = project.settings
    if settings.file is not None or settings.flows_dir.is_dir():
        return settings.flows_dir
    return samples()


def samples() -> Path:
    """Return the folder of the sample flows: in the wheel beside the code, in a checkout at its top."""
    shipped = Path(str(files(cauce))) / "samples"
    return shipped if shipped.is_dir() else Path(cauce.__file__).resolve().parents[2] / "flows"
