"""The types of file that there are: what each is to people, what it ends in, and whether a browser may show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FileType:
    """A type. kind: `image audio video file`. inline: whether a browser may show it instead of keeping it."""

    mime: str
    kind: str
    suffix: str
    inline: bool = False


def _types() -> tuple[FileType, ...]:
    shown = (
        ("image/jpeg", "image", "jpg"),
        ("image/png", "image", "png"),
        ("image/gif", "image", "gif"),
        ("image/webp", "image", "webp"),
        ("audio/mpeg", "audio", "mp3"),
        ("audio/ogg", "audio", "ogg"),
        ("audio/wav", "audio", "wav"),
        ("audio/mp4", "audio", "m4a"),
        ("audio/aac", "audio", "aac"),
        ("audio/amr", "audio", "amr"),
        ("audio/flac", "audio", "flac"),
        ("audio/webm", "audio", "weba"),
        ("video/mp4", "video", "mp4"),
        ("video/webm", "video", "webm"),
        ("video/quicktime", "video", "mov"),
        ("video/3gpp", "video", "3gp"),
        ("video/x-msvideo", "video", "avi"),
        ("video/ogg", "video", "ogv"),
    )
    kept = (
        ("image/bmp", "image", "bmp"),
        ("image/tiff", "image", "tif"),
        ("image/heic", "image", "heic"),
        ("image/avif", "image", "avif"),
        ("video/x-matroska", "video", "mkv"),
        ("application/pdf", "file", "pdf"),
        ("text/plain", "file", "txt"),
        ("application/rtf", "file", "rtf"),
        ("application/msword", "file", "doc"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "file", "docx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "file", "xlsx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "file", "pptx"),
        ("application/vnd.oasis.opendocument.text", "file", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "file", "ods"),
        ("application/zip", "file", "zip"),
        ("application/gzip", "file", "gz"),
        ("text/html", "file", "html"),
        ("image/svg+xml", "file", "svg"),
        ("application/xml", "file", "xml"),
        ("application/x-executable", "file", "bin"),
        ("application/octet-stream", "file", "bin"),
    )
    return (*(FileType(*one, inline=True) for one in shown), *(FileType(*one) for one in kept))


TYPES: Mapping[str, FileType] = MappingProxyType({one.mime: one for one in _types()})
"""Every type that content is told apart into. What is not listed is `application/octet-stream`."""

UNKNOWN = TYPES["application/octet-stream"]

ACTIVE = frozenset({"text/html", "image/svg+xml", "application/xml", "application/x-executable"})
"""What does something by itself where it is opened. Allowed by name only, and even then never shown."""

ALLOWED = tuple(
    one.mime
    for one in TYPES.values()
    if one.mime not in ACTIVE | {"application/zip", "application/gzip", "application/octet-stream", "image/tiff"}
)
"""What is taken where the settings say nothing else."""

SOUND_ONLY: Mapping[str, str] = MappingProxyType(
    {"video/mp4": "audio/mp4", "video/webm": "audio/webm", "video/quicktime": "audio/mp4", "video/3gpp": "audio/mp4"}
)
"""What a film without pictures is: phones and browsers record sounds so."""

KINDS = ("image", "audio", "video", "file")
