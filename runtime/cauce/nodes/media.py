"""`media "https://..."`: send a file."""

from __future__ import annotations

from urllib.parse import urlsplit

from cauce.engine.build import Build
from cauce.engine.running import Running
from cauce.engine.step import Enter, Next
from cauce.model.message import Media, Outbound
from cauce.model.node_kind import NodeKind
from cauce.model.run import Say

_SUFFIXES = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic"),
    "audio": ("mp3", "ogg", "oga", "opus", "m4a", "aac", "wav", "amr"),
    "video": ("mp4", "webm", "mov", "3gp", "mkv"),
}
_KINDS = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes}


def kind_of(url: str) -> str:
    """Tell the kind of a file by the suffix of its address: `image`, `audio`, `video` or `file`."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return "file"
    return _KINDS.get(path.rsplit(".", 1)[-1].lower(), "file")


def build(build: Build) -> Enter:
    """Send the file."""
    url, caption, name, kind = build.text("url"), build.text("caption"), build.text("name"), build.value("kind")
    node, follows = build.node.id, build.follows

    def enter(run: Running) -> Next:
        address, wanted = url(run), kind(run)
        file = Media(kind_of(address) if wanted == "auto" else str(wanted), address, name=name(run))
        run.say(Say(Outbound(caption(run), media=file), node))
        return follows

    return enter


KIND = NodeKind(
    name="media",
    title={"es": "Enviar archivo", "en": "Send a file"},
    summary={
        "es": "Envía una imagen, un audio, un video o un documento y sigue.",
        "en": "Sends an image, an audio, a video or a document and goes on.",
    },
    icon="paperclip",
    schema={
        "type": "object",
        "required": ["url"],
        "x-positional": ["url"],
        "properties": {
            "url": {"type": "string", "title": "Address", "x-kind": "text"},
            "caption": {"type": "string", "title": "Caption", "x-kind": "text", "default": ""},
            "kind": {
                "enum": ["auto", "image", "audio", "video", "file"],
                "title": "Kind; auto tells by the address",
                "default": "auto",
            },
            "name": {"type": "string", "title": "File name shown", "x-kind": "text", "default": ""},
        },
    },
    example='media "https://cdn.andina.example/planes.pdf" caption="Planes vigentes"',
    build=build,
)
