"""What the platform takes: how long, how many, how often. The transport promises it, the composer keeps to it."""

from __future__ import annotations

from collections.abc import Mapping

TEXT = 4096
BUTTONS, BUTTON_TEXT, BUTTON_ID = 3, 20, 256
ROWS, ROW_TEXT, ROW_ID = 10, 24, 200

FILES: Mapping[str, str] = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "document",
    "sticker": "sticker",
}
"""What the platform calls each kind of file that can be sent."""

KINDS = frozenset({"location", "contacts", "reaction", "template"})
"""What can be sent besides texts and files."""

WINDOW_HOURS = 24
"""For how long after a person's last message anything may be said."""

PERSON_SECONDS = 6.0
"""The platform's own spacing of messages to one person."""
