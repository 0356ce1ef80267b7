"""What can go wrong with an operation. Trouble in an author's document is a Diagnostic instead."""

from __future__ import annotations

from collections.abc import Mapping


class CauceError(Exception):
    """An operation failed for a reason that the person who asked can mend. The message says what, where and how.

    `words` holds the message by language; a message given as one text is the same in every language.
    """

    exit_code = 1

    def __init__(self, message: str | Mapping[str, str] = "") -> None:
        self.words = {"es": message, "en": message} if isinstance(message, str) else dict(message)
        super().__init__(self.words["en"])

    def say(self, lang: str) -> str:
        """Return the message in a language, in English where it is not known in that one."""
        return self.words.get(lang, self.words["en"])


class UsageError(CauceError):
    """The command was called in a way that it does not understand."""

    exit_code = 2


class SettingsError(CauceError):
    """A setting is wrong. The message names the file or variable, the key and the remedy."""

    exit_code = 2


class PluginError(CauceError):
    """A plugin is broken. The message names it."""


class Unavailable(CauceError):
    """The store cannot take this now; the caller may try again later."""
