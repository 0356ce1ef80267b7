"""What a table of settings is: a part of `cauce.toml` that a plugin reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cauce.model.node_kind import Words


@dataclass(frozen=True, slots=True)
class SettingsTable:
    """`[name]` of `cauce.toml`. A plugin has one at most, and is given its values as `Host.settings`.

    schema: a JSON Schema of an object; the `default` of each property holds where it is not given, and its `title` (text, or
        by language) says what it is. variables: environment variables that win over the file, with the property that each
        is for: `{"AUTO_CLOSE_MINUTES": "minutes"}`. A text `env:NAME` is looked up there too.
    """

    name: str
    title: Words
    schema: Mapping[str, Any]
    variables: Mapping[str, str] = field(default_factory=dict)
