"""Each code that a run may end in has its page, and the page's conversation meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cauce.engine
from engine_rig import Talk, library_of

ROOT = Path(cauce.engine.__file__).parents[1]
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted((ROOT / "catalogue").glob("E4*.md"))}
MET = {code: page for code, page in PAGES.items() if "```chat" in page}


def raised() -> set[str]:
    rooms = (file for room in ("engine", "nodes", "functions") for file in (ROOT / room).rglob("*.py"))
    return {code for file in rooms for code in re.findall(r'"(E4\d\d)"', file.read_text(encoding="utf-8"))}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert raised() == set(PAGES)


def blocks(page: str) -> tuple[str, list[str], str]:
    wrong, right = re.findall(r"```flow\n(.*?)```", page, re.DOTALL)
    [chat] = re.findall(r"```chat\n(.*?)```", page, re.DOTALL)
    return wrong, [line[2:] for line in chat.splitlines() if line.startswith("> ")], right


def codes(text: str, said: list[str]) -> list[str]:
    talk, met = Talk(library_of(text)), []
    for message in said:
        talk.hear(message)
        met += talk.errors
        if talk.state is None:
            break
    return met


@pytest.mark.parametrize("code", MET)
def test_the_conversation_of_a_page_meets_its_code(code: str) -> None:
    wrong, said, right = blocks(MET[code])
    assert code in codes(wrong, said)
    assert not codes(right, said)


def test_most_codes_are_met_by_a_conversation() -> None:
    assert len(MET) >= 14
