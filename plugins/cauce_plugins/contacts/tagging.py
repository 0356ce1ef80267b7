"""Functions with which flows put tags on a person: `set contact.tags=contacts.tagged(contact.tags, "vip")`."""

from __future__ import annotations

from typing import Any

from cauce import Function
from cauce_plugins.contacts import names


def _tags(given: Any) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _tag(given: Any) -> str:
    tag = names.tidy(given)
    if not tag or len(tag) > 64:
        raise ValueError("a tag has 1 to 64 characters")
    return tag


def tagged(_scene: Any, tags: Any, tag: Any) -> list[str]:
    """Return tags with one more. Raises ValueError for too many, or for what is none."""
    from cauce_plugins.contacts.rows import TAGS

    found = list(dict.fromkeys([*_tags(tags), _tag(tag)]))
    if len(found) > TAGS:
        raise ValueError(f"somebody has {TAGS} tags at most")
    return found


def untagged(_scene: Any, tags: Any, tag: Any) -> list[str]:
    """Return tags without one."""
    gone = _tag(tag)
    return [one for one in _tags(tags) if one != gone]


FUNCTIONS = (
    Function(
        "contacts.tagged", {"es": "Las etiquetas, con una más", "en": "The tags, with one more"}, ("tags", "tag"), tagged,
        example="contacts.tagged(contact.tags, 'vip')", bounded=True,
    ),
    Function(
        "contacts.untagged", {"es": "Las etiquetas, sin una", "en": "The tags, without one"}, ("tags", "tag"), untagged,
        example="contacts.untagged(contact.tags, 'vip')", bounded=True,
    ),
)  # fmt: skip
