"""`.chat` files as pytest tests: one item for each `test`, and one for each file that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from cauce.model.diagnostic import Diagnostic
from cauce.project import Project
from cauce.transcript import suite
from cauce.transcript.cast import Cast, cast_of
from cauce.transcript.files import SUFFIX
from cauce.transcript.player import Outcome, play
from cauce.transcript.report import failure_lines, say
from cauce.transcript.script import Script, Test

LANG = "en"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect transcripts."""
    return ChatFile.from_parent(parent, path=file_path) if file_path.suffix == SUFFIX else None


@lru_cache(maxsize=8)
def _cast(folder: Path) -> Cast:
    project = Project.open(folder)
    project.read([folder])
    return cast_of(project)


class ChatFile(pytest.File):
    """A transcript."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield its tests."""
        cast = _cast(self.path.parent)
        text = self.path.read_text(encoding="utf-8")
        script, found = suite.examine(text, str(self.path), cast, self.path.stem)
        if found:
            yield Unreadable.from_parent(self, name="reads", found=found, lines=text.split("\n"))
            return
        for test in script.tests:
            yield Chat.from_parent(self, name=test.name, played=(test, script, cast))


class Unreadable(pytest.Item):
    """A transcript with problems: it fails with them."""

    def __init__(self, *, found: tuple[Diagnostic, ...], lines: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.found = found
        self.lines = lines

    def runtest(self) -> None:
        """Fail."""
        from cauce import catalogue

        pytest.fail("\n".join(catalogue.render(each, self.lines, LANG, False) for each in self.found), pytrace=False)


class Chat(pytest.Item):
    """A test of a transcript."""

    def __init__(self, *, played: tuple[Test, Script, Cast], **more: Any) -> None:
        super().__init__(**more)
        self.played = played

    def runtest(self) -> None:
        """Play it."""
        test, script, cast = self.played
        outcome: Outcome = play(test, script, cast, self.path.stem)
        if failure := outcome.failure:
            head = f"{self.path}:{failure.span.line}  {say(failure.what, LANG)}"
            pytest.fail("\n".join([head, *failure_lines(failure, LANG)]), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the test stands."""
        return self.path, self.played[0].span.line - 1, self.name
