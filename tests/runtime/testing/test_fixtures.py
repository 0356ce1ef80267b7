"""What `pytest_plugins = ["cauce.testing"]` brings, tried by a pytest of its own."""

from __future__ import annotations

import subprocess
import sys

FLOW = 'flow hola\n  lang = es\n  triggers = ["hola"]\n\nstart:\n  end "¡Hola!"\n'
TESTS = '''
def test_bot(bot):
    assert bot.talk("hola") == ["¡Hola!"]


def test_bot_of(bot_of):
    assert bot_of("""
        flow x

        start:
          say "hey"
    """).begin() == ["hey"]


def test_project_of(project_of):
    (file,) = project_of({"flows/y.flow": "flow y\\n\\nstart:\\n  end\\n"}).files
    assert file.is_sound


async def test_the_rest(fake_transport, frozen_clock, stub_server):
    before = frozen_clock.now()
    frozen_clock.advance(2)
    assert frozen_clock.now() - before == 2000
    assert fake_transport.sent == []
    assert stub_server.url.startswith("http://127.0.0.1:")
'''
CHAT = 'test "good"\n> hola\n< ¡Hola!\n\ntest "bad"\n> hola\n< Chao\n'


def pytest_in(folder, *arguments):
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-o", "asyncio_mode=auto", "-q", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_fixtures_work_and_chats_are_collected(tmp_path):
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "hola.flow").write_text(FLOW)
    (tmp_path / "flows" / "hola.chat").write_text(CHAT)
    (tmp_path / "flows" / "wrong.chat").write_text("hola\n")
    (tmp_path / "cauce.toml").write_text("")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["cauce.testing"]\n')
    (tmp_path / "test_it.py").write_text(TESTS)
    done = pytest_in(tmp_path)
    assert "5 passed" in done.stdout, done.stdout + done.stderr
    assert "2 failed" in done.stdout
    assert "hola.chat:7  the bot said something else" in done.stdout
    assert "expected  < Chao" in done.stdout
    assert "E501" in done.stdout
