"""What the README shows is true: its commands exist and its flows run."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from house.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    return [body for name, body in BLOCK.findall(README) if name == language]


def cauce(*arguments, folder=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "cauce", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_two_commands_are_the_ones_of_the_script():
    script = (ROOT / "run").read_text()
    commands = re.findall(r"^\./run (\w+)", "\n".join(blocks("sh")), re.MULTILINE)
    assert commands[:2] == ["up", "test"]
    assert [name for name in commands if f"  {name})" not in script] == []


def test_the_flow_and_its_transcript_pass(tmp_path):
    (flow,), (chat,) = blocks("flow"), blocks("chat")
    (tmp_path / "hola.flow").write_text(flow, encoding="utf-8")
    (tmp_path / "hola.chat").write_text(chat, encoding="utf-8")
    for command in ("check", "test"):
        done = cauce(command, str(tmp_path))
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", [line for body in blocks("sh") for line in body.splitlines() if "cauce " in line])
def test_every_command_shown_exists(line):
    name = line.split("cauce ", 1)[1].split()[0]
    assert cauce(name, "--help").returncode == 0


def test_every_link_to_a_file_leads_somewhere():
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
