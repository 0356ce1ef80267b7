"""The line of a key in a TOML text."""

from __future__ import annotations

import pytest

from cauce.toml_places import line_of

TEXT = """# a comment
port = 1
"quoted key" = 2

[database]
url = "x"  # [not.a.table]

[areas.mesa]
title = "a = b"

[areas."la otra"]
open = true

[[channels]]
name = "a"

[[channels]]
name = "b"
[channels.inner]
deep.key = 3
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("port",), 2),
        (("quoted key",), 3),
        (("database",), 5),
        (("database", "url"), 6),
        (("areas",), 8),
        (("areas", "mesa", "title"), 9),
        (("areas", "la otra", "open"), 12),
        (("channels", 0), 14),
        (("channels", 0, "name"), 15),
        (("channels", 1, "name"), 18),
        (("channels", 1, "inner", "deep", "key"), 20),
        (("channels", 1, "transport"), 17),
        (("database", "missing"), 5),
        (("nothing",), 0),
        ((), 0),
    ],
)
def test_a_path_leads_to_its_line(path, line):
    assert line_of(TEXT, path) == line
