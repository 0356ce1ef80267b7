"""Log lines: for people or machines, and never two out of one."""

from __future__ import annotations

import io
import json
import logging

import pytest

from cauce import log


@pytest.fixture
def written():
    """A function that logs with given settings and returns the lines; what pytest had set up is put back."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def write(call, **settings) -> list[str]:
        stream = io.StringIO()
        log.configure(stream=stream, **settings)
        call(logging.getLogger("cauce.test"))
        return stream.getvalue().splitlines()

    yield write
    root.handlers[:], root.level = before


def test_a_line_names_level_place_and_facts(written):
    [line] = written(lambda logger: logger.warning("no %s", "ink", extra={"conversation": 7}))
    assert line[8:] == " warning cauce.test: no ink (conversation=7)"


def test_what_a_person_wrote_cannot_start_a_line_of_its_own(written):
    [line] = written(lambda logger: logger.info("said %s", "a\n12:00:00 error cauce: fake\x1b[31m"))
    assert "\\n12:00:00" in line
    assert "\x1b" not in line


def test_machines_get_json_in_utc(written):
    [line] = written(lambda logger: logger.error("añó\n", extra={"reference": "x"}), as_json=True)
    found = json.loads(line)
    assert found["at"].endswith("Z")
    assert (found["level"], found["logger"], found["message"], found["reference"]) == (
        "error",
        "cauce.test",
        "añó\n",
        "x",
    )


def test_tracebacks_belong_to_their_line(written):
    def fail(logger):
        try:
            int("boom")
        except ValueError:
            logger.exception("failed")

    plain = written(fail)
    assert plain[1] == "  Traceback (most recent call last):"
    assert all(line.startswith("  ") for line in plain[1:])
    [line] = written(fail, as_json=True)
    assert "boom" in json.loads(line)["traceback"]


def test_the_level_decides(written):
    assert written(lambda logger: logger.info("x"), level="warning") == []
