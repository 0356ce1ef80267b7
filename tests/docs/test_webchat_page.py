"""The page on the web chat is true: its settings are accepted, its attributes read, its addresses served."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from cauce.schemas import compile_schema
from cauce_plugins.transports.webchat import assets
from cauce_plugins.transports.webchat.settings import SCHEMA, Site
from cauce_plugins.transports.webchat.transport import Webchat

PAGE = (Path(__file__).parents[2] / "docs" / "webchat.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return found


def first_column(after: str) -> list[str]:
    table = re.split(r"\|(?:---\|)+\n", PAGE.split(after)[1])[1].split("\n\n")[0]
    return re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)


def test_the_settings_of_the_example_are_accepted() -> None:
    [channel] = tomllib.loads(block("toml"))["channels"]
    settings = {key: value for key, value in channel.items() if key not in {"name", "transport"}}
    assert compile_schema(SCHEMA)(settings) == ()
    assert Site(**settings).title == "Andina Internet"


def test_every_setting_is_told_with_what_holds_without_it() -> None:
    assert first_column("Your site must be allowed to") == list(SCHEMA["properties"])
    assert "| 30 |" in PAGE
    assert "| 60 |" in PAGE
    assert (Site().messages_per_minute, Site().visits_per_hour) == (30, 60)


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"origins": ["example.com"]}, "origins"),
        ({"origins": ["https://example.com/shop"]}, "origins"),
        ({"accent": "green"}, "accent"),
        ({"starters": [""]}, "starters"),
        ({"lang": "fr"}, "lang"),
        ({"visits_per_hour": 0}, "visits_per_hour"),
    ],
)
def test_settings_that_are_wrong_are_told_by_name(settings: dict[str, object], place: str) -> None:
    [problem] = compile_schema(SCHEMA)(settings)
    assert problem.path[0] == place


def test_every_attribute_is_one_that_the_widget_reads_and_none_is_kept_quiet() -> None:
    told = {name.removeprefix("data-") for name in first_column("## Options of the script line")}
    read = set(re.findall(r"\bdataset\.(\w+)", assets.read("boot.js")))
    assert told == read - {"page"}


def test_every_address_is_served_and_none_is_kept_quiet() -> None:
    told = {address.split("?")[0] for address in first_column("How it works, and what is kept")}
    served = {f"{route.method} {route.path}" for route in Webchat().routes()}
    assert told == served - {"GET /chat", "GET /webchat/icon.svg"}


def test_the_limits_of_menus_are_those_of_the_transport() -> None:
    able = Webchat.capabilities
    assert f"up to {able.buttons}, of {able.button_text} characters" in PAGE
    assert f"up to {able.rows}, of {able.row_text}" in PAGE
