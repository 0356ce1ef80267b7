"""Watching files: what is new, different or gone is told once."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from cauce import flow_files, watcher
from cauce.watcher import Watcher
from delivery_rig import until


def watching(folder: Path) -> Watcher:
    return Watcher(partial(flow_files.present, folder, {".flow"}))


def test_changes_are_told_once(tmp_path):
    (tmp_path / "a.flow").write_text("1")
    eye = watching(tmp_path)
    assert eye.changed() == []
    (tmp_path / "a.flow").write_text("12")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/b.flow").write_text("1")
    (tmp_path / "notes.txt").write_text("1")
    (tmp_path / ".a.flow").write_text("what an editor keeps beside it")
    assert eye.changed() == [tmp_path / "a.flow", tmp_path / "deep/b.flow"]
    assert eye.changed() == []
    (tmp_path / "a.flow").unlink()
    (tmp_path / "dangling.flow").symlink_to(tmp_path / "nowhere")
    assert eye.changed() == [tmp_path / "a.flow"]


def test_a_folder_that_is_not_there_is_empty(tmp_path):
    eye = watching(tmp_path / "flows")
    assert eye.changed() == []
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows/a.flow").write_text("1")
    assert len(eye.changed()) == 1


async def test_it_goes_on_looking_after_trouble(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(watcher, "EVERY", 0.01)
    told = []

    async def tell(changed) -> None:
        told.append(changed)
        if len(told) == 1:
            raise RuntimeError("boom")

    task = asyncio.ensure_future(watching(tmp_path).run(tell))
    await asyncio.sleep(0.03)
    (tmp_path / "a.flow").write_text("1")
    await until(lambda: told)
    (tmp_path / "b.flow").write_text("1")
    await until(lambda: len(told) == 2)
    task.cancel()
    assert "boom" in caplog.text
