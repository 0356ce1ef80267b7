"""Names of files as strangers give them: good to be read, never to be gone by."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from cauce import clean

LONGEST = 120
"""How many letters of a name are kept, its ending among them."""

_FORBIDDEN = re.compile(r'[<>:"|?*;%\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def cleaned(name: str, suffix: str) -> str:
    """Return the last part of a name without what means something to a system, ending in what the file is.

    `../../etc/passwd` is `passwd.txt` of a text; a name of which nothing is left is `file.txt`.
    """
    last = re.split(r"[/\\]", clean(name, 1000))[-1]
    # Marks that turn the direction of writing make `gpj.exe` look like `exe.jpg`.
    plain = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cf", "Cc", "Co", "Cn", "Cs"})
    stem = _FORBIDDEN.sub("_", plain).strip(" ._")
    head, dot, ending = stem.rpartition(".")
    if dot and ending.lower() in {suffix, *_SAME.get(suffix, ())}:
        suffix, stem = ending, head
    stem = stem.rstrip(" .")[: LONGEST - len(suffix) - 1]
    if not stem or _RESERVED.match(stem):
        stem = f"file{'_' if stem else ''}{stem}"
    return f"{stem}.{suffix}"


_SAME = {
    "jpg": ("jpeg", "jpe"),
    "tif": ("tiff",),
    "html": ("htm",),
    "mp4": ("m4v",),
    "ogg": ("oga", "opus"),
    "txt": ("csv", "log", "md"),
}


def disposition(name: str, *, inline: bool) -> str:
    """Return the header that says under which name to keep a file, or that it may be shown."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
