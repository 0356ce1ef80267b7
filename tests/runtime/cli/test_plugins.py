"""`cauce plugins`: what is loaded, from where, and what each brings."""

from __future__ import annotations

import json

MINE = """from cauce import Route, Fact, hookimpl

async def today(request): ...

@hookimpl
def register_facts():
    return [Fact("mine.answer", {"en": "The answer"}, "number", lambda scene: 42)]

@hookimpl
def register_routes():
    return [Route("GET", "/today", "public", today)]
"""


def test_ours_are_listed(cauce):
    done = cauce("plugins")
    assert done.code == 0
    assert "cauce.nodes 0.1.0  (de fábrica: cauce.nodes)" in done.out
    assert "  instrucciones: say, ask, menu" in done.out
    assert "built-in" in cauce("plugins", "--lang", "en").out


def test_a_local_one_is_listed_with_all_that_it_brings(cauce, write):
    write("cauce.toml", "[plugins]\nfiles = ['mine.py']\n")
    file = write("mine.py", MINE)
    hooks = "register_facts, register_routes"
    assert (
        f"mine  (archivo: {file})\n  hooks: {hooks}\n  hechos: mine.answer\n  rutas: GET /today\n"
        in cauce("plugins").out
    )
    listed = json.loads(cauce("plugins", "--json").out)["plugins"]
    assert listed[-1] == {
        "name": "mine",
        "origin": "file",
        "place": str(file),
        "version": "",
        "hooks": ["register_facts", "register_routes"],
        "brings": {"facts": ["mine.answer"], "routes": ["GET /today"]},
    }


def test_one_that_is_broken_anywhere_is_found_here(cauce, write):
    write("cauce.toml", "[plugins]\nfiles = ['mine.py']\n")
    write("mine.py", "from cauce import hookimpl\n@hookimpl\ndef register_routes():\n    return 3\n")
    done = cauce("plugins")
    assert done.code == 1
    assert "«mine»" in done.err
    assert "debe devolver una lista o una tupla, no int" in done.err
