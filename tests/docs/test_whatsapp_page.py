"""The page on WhatsApp is true: its settings are accepted and all told, its codes and limits those of the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

from cauce.schemas import compile_schema
from cauce.testing.graph import MODES
from cauce_plugins.transports.whatsapp_cloud import compose, routes
from cauce_plugins.transports.whatsapp_cloud.settings import SCHEMA, Number
from cauce_plugins.transports.whatsapp_cloud.transport import WhatsAppCloud

PAGE = (Path(__file__).parents[2] / "docs" / "whatsapp.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    [found] = re.findall(rf"^ *```{language}\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
    return dedent(found)


def test_the_settings_of_the_example_are_accepted():
    [channel] = tomllib.loads(block("toml"))["channels"]
    assert channel.pop("transport") == WhatsAppCloud.name
    assert channel.pop("name") == "linea1"
    assert compile_schema(SCHEMA)(channel) == ()
    assert Number(**channel).phone_number_id == "108700000000001"


def test_every_setting_is_told_with_what_holds_without_it():
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| `?(.*?)`? \|$", PAGE, re.MULTILINE))
    assert list(rows) == list(SCHEMA["properties"])
    for name, spec in SCHEMA["properties"].items():
        if spec.get("default"):
            assert rows[name] == spec["default"]
    assert (rows["mark_read"], Number("1", "x").mark_read) == ("false", False)
    defaults = {name: spec["default"] for name, spec in SCHEMA["properties"].items() if "default" in spec}
    read = Number("1", "x")
    assert {name: getattr(read, name) for name in defaults} == defaults


def test_secrets_stay_out_of_what_is_printed():
    shown = repr(Number("1", "a-token", "", "a-secret", "a-word"))
    assert not {"a-token", "a-secret", "a-word"} & set(re.findall(r"[\w-]+", shown))


def test_its_limits_are_those_of_the_code():
    can = WhatsAppCloud.capabilities
    assert f"up to {can.buttons}, of {can.button_text} characters" in PAGE
    assert f"up to {can.rows}, of {can.row_text}" in PAGE
    assert (can.buttons, can.button_text, can.rows, can.row_text, can.text) == (
        compose.BUTTONS, compose.BUTTON_TEXT, compose.ROWS, compose.ROW_TEXT, compose.TEXT,
    )  # fmt: skip
    assert f"{compose.BODY:,}" in PAGE
    assert routes.BODY == 3 * 1024 * 1024
    assert {route.path for route in WhatsAppCloud().routes()} == {"/webhooks/whatsapp", "/webhooks/whatsapp/{channel}"}


def test_its_python_runs_and_names_every_mode():
    exec(compile(block("python"), "whatsapp.md", "exec"), {"__name__": "page"})
    assert set(re.findall(r"\w+", block("python").split("# or ")[1].split("\n")[0])) == MODES - {"429"}
