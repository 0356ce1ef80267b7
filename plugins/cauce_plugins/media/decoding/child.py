"""The process that decodes. Its input is the file at 0, its answer one line of JSON at 1, what it makes goes to a file.

Before it looks at a single byte it gives up memory, time and the right to open anything: no file, no connection.
Run by path and by itself, so nothing of Cauce is loaded into it.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import resource
import sys
from fractions import Fraction
from typing import Any, BinaryIO

VOICE_RATE = 48_000
VOICE_BITS = 32_000
MS = 1000


def confine(limits: dict[str, int]) -> None:
    """Give up what decoding does not need. From here on `open` and `socket` fail, whatever the decoder is made to do."""
    for name, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["output"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(name, (value, value))


def seal() -> None:
    """Let no further file or connection be opened."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def wake() -> None:
    """Load every part of the decoders now, for they load them late, and late nothing can be opened."""
    import av
    from PIL import Image

    Image.init()
    for part in pkgutil.walk_packages(av.__path__, "av."):
        if part.name.rpartition(".")[2] not in {"__main__", "datasets"}:
            importlib.import_module(part.name)
    # Its own modules first, then what the codec brings.
    av.CodecContext.create("libopus", "w")


def image(file: BinaryIO, out: BinaryIO, job: dict[str, Any]) -> dict[str, Any]:
    """Measure a picture and draw it small."""
    from PIL import Image, ImageOps

    Image.init()
    Image.MAX_IMAGE_PIXELS = job["pixels"]
    seal()
    with Image.open(file) as found:
        width, height = found.size
        if width * height > job["pixels"]:
            return {"error": "bomb"}
        found.draft("RGB", (2 * job["side"], 2 * job["side"]))
        small = ImageOps.exif_transpose(found.convert("RGBA" if found.has_transparency_data else "RGB"))
    small.thumbnail((job["side"], job["side"]))
    drawn = io.BytesIO()
    small.save(drawn, "WEBP", quality=75)
    out.write(drawn.getvalue())
    return {"width": width, "height": height}


def sound_or_film(file: BinaryIO, out: BinaryIO, job: dict[str, Any]) -> dict[str, Any]:
    """Measure sounds and films, and draw the first picture of a film small."""
    import av

    wake()
    seal()
    with av.open(file, "r", metadata_errors="ignore") as found:
        told: dict[str, Any] = {}
        if found.duration and found.duration > 0:
            told["duration"] = found.duration // (av.time_base // MS)
        elif found.streams.audio:
            told["duration"] = _counted(found)
        if not found.streams.video:
            return told if found.streams.audio else {"error": "broken"}
        stream = found.streams.video[0]
        stream.codec_context.thread_count = 1
        told |= {"width": stream.codec_context.width, "height": stream.codec_context.height}
        if told["width"] * told["height"] > job["pixels"]:
            return {"error": "bomb"}
        for frame in found.decode(stream):
            small = frame.to_image()  # type: ignore[no-untyped-call]
            small.thumbnail((job["side"], job["side"]))
            drawn = io.BytesIO()
            small.save(drawn, "WEBP", quality=75)
            out.write(drawn.getvalue())
            break
    return told


def _counted(found: Any) -> int:
    """Return how long a sound is that does not say so."""
    stream = found.streams.audio[0]
    end = Fraction(0)
    for packet in found.demux(stream):
        if packet.pts is not None and packet.time_base:
            end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
    return int(end * MS)


def voice(file: BinaryIO, out: BinaryIO, job: dict[str, Any]) -> dict[str, Any]:
    """Write a sound as a voice note: Opus in Ogg, one channel."""
    import av

    wake()
    seal()
    made = io.BytesIO()
    with av.open(file, "r", metadata_errors="ignore") as found, av.open(made, "w", format="ogg") as target:
        if not found.streams.audio:
            return {"error": "broken"}
        stream = target.add_stream("libopus", rate=VOICE_RATE, layout="mono")
        stream.bit_rate = VOICE_BITS
        resampler = av.AudioResampler(format="s16", layout="mono", rate=VOICE_RATE)
        samples = 0
        for frame in found.decode(found.streams.audio[0]):
            for part in resampler.resample(frame):
                samples += part.samples
                target.mux(stream.encode(part))
            if samples > job["longest"] * VOICE_RATE:
                return {"error": "long"}
        for part in resampler.resample(None):
            samples += part.samples
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    out.write(made.getvalue())
    return {"duration": samples * MS // VOICE_RATE} if samples else {"error": "broken"}


WORK = {"image": image, "audio": sound_or_film, "video": sound_or_film, "voice": voice}


def main() -> None:
    """Do the one thing that is asked for, and say how it went."""
    job = json.loads(sys.argv[1])
    confine(job["limits"])
    with os.fdopen(0, "rb", closefd=False) as file, os.fdopen(job["out"], "wb", closefd=False) as out:
        try:
            told = WORK[job["do"]](file, out, job)
        except ImportError:
            told = {"error": "missing"}
        except MemoryError:
            told = {"error": "bomb"}
        except Exception as error:  # noqa: BLE001 - a decoder may raise anything
            told = {"error": "bomb" if "Bomb" in type(error).__name__ else "broken"}
        out.flush()
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    # Whatever the libraries would still do has no right to be done.
    os._exit(0)


if __name__ == "__main__":
    main()
