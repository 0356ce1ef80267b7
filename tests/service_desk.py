"""The service desk of the language's specification: the sample flow that tests of the language read."""

from __future__ import annotations

from pathlib import Path

SERVICE_DESK = (Path(__file__).parents[1] / "flows" / "mesa_ayuda.flow").read_text(encoding="utf-8")
