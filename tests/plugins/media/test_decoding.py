"""The process that decodes: what it can do, and above all what it cannot, whatever the file makes it try."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile

import pytest

from cauce_plugins.media.decoding import limited
from cauce_plugins.media.decoding.limited import CHILD, Decoded, Decoder, Limits, understood
from media_rig import film, flood, picture, sound, told_apart

SCRIPT = """
import json, resource, socket, sys
sys.path.insert(0, {folder!r})
import child
child.confine({{"memory": 2**30, "seconds": 5, "output": 1000}})
child.seal()
def tried(work):
    try:
        work()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
print(json.dumps([
    tried(lambda: open("/etc/passwd")), tried(lambda: socket.socket()), tried(lambda: bytearray(2**31)),
    resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_CORE)[0],
]))
"""


async def decode(what, data, limits=None):
    with tempfile.TemporaryFile(buffering=0) as source, tempfile.TemporaryFile(buffering=0) as target:
        source.write(data)
        found = await Decoder(limits).decode(what, source, target)
        target.seek(0)
        return found, target.read()


async def test_pictures_sounds_and_films_are_measured_and_drawn_small():
    found, small = await decode("image", picture(800, 600, "JPEG"))
    assert (found, small[8:12]) == (Decoded(800, 600), b"WEBP")
    found, small = await decode("audio", sound(3.0))
    assert (found, small) == (Decoded(duration=3000), b"")
    found, small = await decode("video", film())
    assert ((found.width, found.height, found.error), small[8:12]) == ((96, 64, ""), b"WEBP")
    assert 900 <= found.duration <= 1100


async def test_a_sound_becomes_opus_and_no_longer_than_it_may_be():
    found, data = await decode("voice", sound(2.0))
    assert (found.error, data[:4], data[28:36]) == ("", b"OggS", b"OpusHead")
    assert (await decode("voice", sound(5.0), Limits(longest=2)))[0].error == "long"
    assert (await decode("voice", picture()))[0].error == "broken"


@pytest.mark.parametrize(("what", "data"), [("image", picture()[:200]), ("image", b"\xff\xd8\xff" + bytes(99)), ("video", b"\0\0\0\x18ftypisom" + bytes(99)), ("audio", b"RIFF\0\0\0\0WAVE")], ids=told_apart)  # fmt: skip
async def test_what_is_broken_is_told_so(what, data):
    assert (await decode(what, data))[0].error == "broken"


async def test_a_flood_of_pixels_is_not_decoded():
    assert (await decode("image", flood()))[0].error == "bomb"
    assert (await decode("image", picture(200, 200), Limits(pixels=1000)))[0].error == "bomb"


async def test_what_takes_too_long_is_killed(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(limited, "CHILD", slow)
    found, _ = await decode("image", picture(), Limits(seconds=0))
    assert found == Decoded(error="slow")


async def test_what_takes_too_much_of_the_processor_ends_by_itself(monkeypatch, tmp_path):
    busy = tmp_path / "busy.py"
    busy.write_text(
        f"import sys, json; sys.path.insert(0, {os.fspath(CHILD.parent)!r}); import child\n"
        "child.confine(json.loads(sys.argv[1])['limits'])\nwhile True: pass"
    )
    monkeypatch.setattr(limited, "CHILD", busy)
    monkeypatch.setattr(limited, "asyncio", asyncio)
    found, _ = await decode("image", picture(), Limits(seconds=1))
    assert found.error in {"broken", "slow"}


def test_the_process_can_open_nothing_and_take_no_more_memory_than_it_may():
    script = SCRIPT.format(folder=os.fspath(CHILD.parent))
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["OSError", "OSError", "MemoryError", 5, 0]


async def test_the_process_is_told_nothing_of_ours(monkeypatch, tmp_path):
    nosy = tmp_path / "nosy.py"
    nosy.write_text(
        "import os, json; print(json.dumps({'width': len([n for n in os.environ if n not in ('LC_CTYPE',)])}))"
    )
    monkeypatch.setattr(limited, "CHILD", nosy)
    monkeypatch.setenv("CAUCE_SECRET", "x")
    monkeypatch.setenv("HTTPS_PROXY", "x")
    assert (await decode("image", picture()))[0] == Decoded(width=0)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"width": -1}',
        b'{"width": "1"}',
        b'{"duration": 99999999999}',
        b'{"error": "<script>"}',
        b"\xff",
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(raw):
    assert understood(raw) == Decoded(error="broken")
