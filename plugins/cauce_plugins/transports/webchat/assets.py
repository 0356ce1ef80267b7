"""The files that browsers load. The widget's parts are joined into one script when it is first asked for."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from functools import cache
from importlib.resources import files

PARTS = ("words.js", "text.js", "message.js", "vault.js", "line.js", "panel.js", "boot.js")
"""The widget's scripts in the order they build on each other; they share one scope."""


_PAGE_WORDS = {
    "es": {"title": "Chat", "noscript": "Este chat necesita JavaScript. Actívalo en tu navegador y vuelve a cargar."},
    "en": {"title": "Chat", "noscript": "This chat needs JavaScript. Switch it on in your browser and load again."},
}
_TEXT = re.compile(r'("(?:\\.|[^"\\])*"|`[^`]*`)')
_LOOSE = re.compile(r" ?(=>|[!=]==|[-+|&?]*=|&&|\|\||\?\?|[?:,<>*(){}]|[<>]=) ?")


def read(name: str) -> str:
    """Return the text of a file of the widget."""
    return files(__package__).joinpath("static", name).read_text("utf-8")


@cache
def widget() -> bytes:
    """Return the whole widget as one script: its own scope, its style inside, without comments and indentation."""
    style = json.dumps(_plain_style(read("widget.css")), ensure_ascii=False)
    scripts = "\n".join(_plain_script(read(part)) for part in PARTS)
    return f'(() => {{"use strict";const STYLE = {style};\n{scripts}}})();\n'.encode()


def _plain_style(style: str) -> str:
    style = re.sub(r"/\*.*?\*/|\s+", " ", style, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*|(?<=[:,])\s+", r"\1", style).strip()


def _plain_script(script: str) -> str:
    """Take comments, indentation, spaces and ends of lines away, where they are what they seem to be without parsing."""
    script = re.sub(r"^\s*(?://[^\n]*|/\*\*.*?\*/)$", "", script, flags=re.MULTILINE | re.DOTALL)
    script = re.sub(r"(?<=;) //[^\n]*$", "", script, flags=re.MULTILINE)
    lines = re.sub(r"\n\s*", "\n", script.strip()).split("\n")
    return re.sub(r"(?<=[;{(,])\n", "", "\n".join(map(_plain_line, lines)))


def _plain_line(line: str) -> str:
    """Take the spaces around operators away, but not in texts, nor on a line that could hold a pattern or a nested one."""
    parts = _TEXT.split(line)
    if line.count("`") > 2 or re.search("['`/]", "".join(parts[::2])):
        return line
    parts[::2] = [_LOOSE.sub(r"\1", code) for code in parts[::2]]
    return "".join(parts)


@cache
def squeezed() -> bytes:
    """Return the widget compressed, the same bytes each time."""
    return gzip.compress(widget(), 9, mtime=0)


@cache
def tag() -> str:
    """Return the ETag of the widget."""
    return f'"{hashlib.sha256(widget()).hexdigest()[:20]}"'


def page(channel: str, title: str, language: str) -> str:
    """Return the stand-alone page of a channel."""
    words = _PAGE_WORDS[language]
    values = {"lang": language, "channel": channel, "noscript": words["noscript"], "title": title or words["title"]}
    text = read("page.html")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", html.escape(value, quote=True))
    return text
