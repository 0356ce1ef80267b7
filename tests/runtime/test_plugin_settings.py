"""Tables of `cauce.toml` that plugins read: defaults, precedence, and errors with their line and remedy."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cauce import SettingsTable, hookimpl, plugin_settings
from cauce.errors import PluginError, SettingsError
from cauce.project import Project
from cauce.reference import pages
from cauce.settings_file import FILE

TITLE = {"es": "Visitas", "en": "Visits"}
SCHEMA = {
    "type": "object",
    "properties": {
        "minutes": {"type": "integer", "minimum": 1, "default": 30, "title": {"es": "Minutos.", "en": "Minutes."}},
        "share": {"type": "number", "maximum": 1},
        "loud": {"type": "boolean", "default": False},
        "places": {"type": "array", "items": {"type": "string"}, "default": ["mesa"]},
        "tone": {"enum": ["warm", "dry"], "default": "warm"},
        "token": {"type": "string", "minLength": 3, "title": "A token."},
        "way": {
            "type": "object",
            "properties": {"host": {"type": "string", "default": "x"}, "port": {"type": ["integer", "null"]}},
        },
        "rules": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["when"],
                "properties": {"when": {"type": "string"}, "weight": {"type": "number", "default": 1.5}},
            },
        },
        "strict": {"type": "object", "required": ["a"], "properties": {"b": {"type": "integer", "default": 1}}},
    },
}
VARIABLES = {
    "VISIT_MINUTES": "minutes",
    "CAUCE_VISIT_MINUTES": "minutes",
    "OLD_VISIT_MINUTES": "minutes",
    "VISIT_SHARE": "share",
    "VISIT_LOUD": "loud",
    "VISIT_PLACES": "places",
    "VISIT_TOKEN": "token",
}
DEFAULTS = {"minutes": 30, "loud": False, "places": ("mesa",), "tone": "warm", "way": {"host": "x"}}


def visits(*tables, name="counter"):
    told = tables or (SettingsTable("visits", TITLE, SCHEMA, VARIABLES),)
    return SimpleNamespace(__name__=name, register_settings=hookimpl(lambda: told))


def opened(folder, text="", environment=None, plugins=None, **more):
    if text:
        (folder / FILE).write_text(text, encoding="utf-8")
    plugins = [visits()] if plugins is None else plugins
    return Project.open(folder, environment or {}, entry_points=False, plugins=plugins, **more)


def found(*told, **more):
    return opened(*told, **more).plugin_settings("counter")


def test_without_a_table_the_defaults_hold_also_those_within_objects(tmp_path):
    assert found(tmp_path) == DEFAULTS
    assert found(tmp_path, "port = 4001\n") == DEFAULTS


def test_a_plugin_that_reads_no_settings_has_none(tmp_path):
    assert opened(tmp_path).plugin_settings("cauce.nodes") == {}
    assert opened(tmp_path).plugin_settings("") == {}


def test_what_the_file_says_holds_and_the_rest_is_filled_in(tmp_path):
    text = """
[visits]
minutes = 5
places = []
[visits.way]
port = 81
[[visits.rules]]
when = "rain"
[[visits.rules]]
when = "sun"
weight = 2
"""
    assert found(tmp_path, text) == {
        **DEFAULTS,
        "minutes": 5,
        "places": (),
        "way": {"host": "x", "port": 81},
        "rules": ({"when": "rain", "weight": 1.5}, {"when": "sun", "weight": 2}),
    }


def test_what_was_found_cannot_be_changed_and_is_read_once(tmp_path):
    project = opened(tmp_path, "[visits.way]\nport = 1\n")
    values = project.plugin_settings("counter")
    for part in (values, values["way"]):
        with pytest.raises(TypeError):
            part["port"] = 2
    assert isinstance(values["places"], tuple)
    assert project.plugin_settings("counter") is values


def test_variables_win_over_the_file_with_the_type_of_what_they_are_for(tmp_path):
    text = "[visits]\nminutes = 5\nloud = false\nplaces = ['x']\n"
    environment = {
        "VISIT_MINUTES": "7",
        "VISIT_SHARE": "0.5",
        "VISIT_LOUD": "true",
        "VISIT_PLACES": "a, b,",
        "VISIT_TOKEN": "007",
    }
    told = {"minutes": 7, "share": 0.5, "loud": True, "places": ("a", "b"), "token": "007"}
    assert found(tmp_path, text, environment) == {**DEFAULTS, **told}
    assert found(tmp_path, text, {"VISIT_MINUTES": ""})["minutes"] == 5, "an empty variable is none"


def test_of_several_variables_ours_wins_and_then_the_first(tmp_path):
    every = {"VISIT_MINUTES": "1", "CAUCE_VISIT_MINUTES": "2", "OLD_VISIT_MINUTES": "3"}
    assert found(tmp_path, "", every)["minutes"] == 2
    del every["CAUCE_VISIT_MINUTES"]
    assert found(tmp_path, "", every)["minutes"] == 1


def test_what_refers_to_a_variable_is_looked_up_wherever_it_stands(tmp_path):
    text = "[visits]\ntoken = 'env:T'\nminutes = 'env:M'\nplaces = ['env:P', 'b']\n[visits.way]\nhost = 'env:H'\n"
    values = found(tmp_path, text, {"T": "t0k", "M": "9", "P": "a", "H": "h"})
    assert (values["token"], values["minutes"], values["places"]) == ("t0k", 9, ("a", "b"))
    assert values["way"] == {"host": "h"}


def test_a_reference_that_a_variable_replaces_is_not_looked_up(tmp_path):
    assert found(tmp_path, "[visits]\ntoken = 'env:NOPE'\n", {"VISIT_TOKEN": "abc"})["token"] == "abc"


def test_commands_that_need_no_secrets_work_without_them(tmp_path):
    project = opened(tmp_path, "[visits]\ntoken = 'env:NOPE'\n")
    assert project.read([]) == ()
    with pytest.raises(SettingsError, match="NOPE is not set"):
        project.plugin_settings("counter")


@pytest.mark.parametrize(
    ("text", "es", "en"),
    [
        (
            "\n[visits]\nminutes = 'x'",
            "cauce.toml, línea 3: «visits.minutes» debe ser un número entero.",
            "cauce.toml, line 3: “visits.minutes” must be a whole number.",
        ),
        ("[visits]\nminutes = 0", "línea 2: «visits.minutes» debe ser 1 o más.", "must be 1 or more."),
        ("[visits]\nshare = nan", "línea 2: «visits.share» debe ser un número.", "must be a number."),
        ("[visits]\nminutes = 09:30:00", "línea 2: «visits.minutes» debe ser un número entero.", "whole number."),
        ("[visits]\ntone = 'rude'", "línea 2: «visits.tone» debe ser warm o dry.", "must be warm or dry."),
        (
            "[visits]\nplaces = ['a', 3]",
            "línea 2: «visits.places[2]» debe ser un texto.",
            "“visits.places[2]” must be a text.",
        ),
        (
            "[visits]\nminuts = 3",
            "línea 1: «visits» no conozco «minuts»; ¿quisiste decir «minutes»?",
            "“minuts” is not known; did you mean “minutes”?",
        ),
        ("[[visits.rules]]\nweight = 1", "línea 1: «visits.rules[1]» falta «when».", "“when” is missing."),
        ("[visits.strict]\nb = 2", "línea 1: «visits.strict» falta «a».", "“a” is missing."),
        ("visits = 3", "línea 1: «visits» debe ser una tabla.", "line 1: “visits” must be a table."),
        ("[[visits]]\nminutes = 3", "línea 1: «visits» debe ser una tabla.", "must be a table."),
        (
            "[visits]\ntoken = 'env:NOPE'",
            "línea 2: «visits.token» la variable de entorno NOPE no está definida",
            "line 2: “visits.token” the environment variable NOPE is not set",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_remedy(tmp_path, text, es, en):
    with pytest.raises(SettingsError) as caught:
        found(tmp_path, text)
    assert es in caught.value.say("es")
    assert en in caught.value.say("en")


def test_what_has_to_be_said_and_is_not_is_told_without_a_line(tmp_path):
    table = SettingsTable("visits", TITLE, {**SCHEMA, "required": ["token"]})
    with pytest.raises(SettingsError) as caught:
        found(tmp_path, plugins=[visits(table)])
    assert caught.value.say("es") == "cauce.toml: «visits» falta «token»."
    assert caught.value.say("en") == "cauce.toml: “visits” “token” is missing."


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"VISIT_MINUTES": "soon"}, "VISIT_MINUTES: must be a whole number."),
        ({"VISIT_MINUTES": "0"}, "VISIT_MINUTES: must be 1 or more."),
        ({"VISIT_LOUD": "maybe"}, "VISIT_LOUD: must be true or false."),
        ({"VISIT_TOKEN": "ab"}, "VISIT_TOKEN: must have 3 characters or more."),
    ],
)
def test_a_wrong_variable_is_named_and_its_value_is_not_told(tmp_path, environment, told):
    with pytest.raises(SettingsError) as caught:
        found(tmp_path, "", environment)
    assert caught.value.say("en") == told


def test_a_variable_that_is_nearly_a_plugins_is_told(tmp_path):
    with pytest.raises(SettingsError, match="CAUCE_VISIT_MINUTE; did you mean CAUCE_VISIT_MINUTES"):
        opened(tmp_path, "", {"CAUCE_VISIT_MINUTE": "3"})


def test_a_plugins_variable_is_not_taken_for_a_misspelt_one_of_ours(tmp_path):
    table = SettingsTable("visits", TITLE, SCHEMA, {"CAUCE_PORTS": "minutes"})
    assert found(tmp_path, "", {"CAUCE_PORTS": "3"}, plugins=[visits(table)])["minutes"] == 3
    with pytest.raises(SettingsError, match="did you mean CAUCE_PORT"):
        opened(tmp_path, "", {"CAUCE_PORTS": "3"}, plugins=[])


@pytest.mark.parametrize("text", ["[visit]\nminutes = 3", "visit = 3", "[[visit]]\nminutes = 3"])
def test_a_table_that_is_nobodys_is_told_with_that_which_was_meant(tmp_path, text):
    with pytest.raises(SettingsError) as caught:
        opened(tmp_path, text)
    told = "cauce.toml, línea 1: «visit» no es una clave conocida; ¿quisiste decir «visits»?"
    assert caught.value.say("es") == told


def test_the_table_of_a_plugin_that_is_switched_off_is_let_be(tmp_path):
    text = "[visits]\nminutes = 'wrong'\n[plugins]\ndisable = ['counter']\n"
    assert opened(tmp_path, text).plugin_settings("counter") == {}
    with pytest.raises(SettingsError, match="did you mean “visits”"):
        opened(tmp_path, text.replace("[visits]", "[visit]"))


def test_the_table_of_a_plugin_that_is_off_for_it_is_broken_is_let_be_by_its_name(tmp_path):
    (tmp_path / "broken.py").write_text("raise SystemExit(3)\n")
    text = "[broken]\nx = 1\n[plugins]\nfiles = ['broken.py']\ndisable = ['broken']\n"
    assert opened(tmp_path, text, plugins=[]).plugin_settings("broken") == {}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (SettingsTable("channels", TITLE, SCHEMA), "“channels”: that table of cauce.toml is the core's"),
        (SettingsTable("port", TITLE, SCHEMA), "“port”: that table of cauce.toml is the core's"),
        (SettingsTable("a.b", TITLE, SCHEMA), "“a.b” is not a name"),
        (SettingsTable("visits", TITLE, {"type": "objec"}), "its schema is not a JSON Schema"),
        (SettingsTable("visits", TITLE, SCHEMA, {"X": "nope"}), "the variable X is for “nope”"),
        (SettingsTable("visits", TITLE, SCHEMA, {"CAUCE_PORT": "minutes"}), "the variable CAUCE_PORT is the core's"),
        (
            SettingsTable("visits", TITLE, {"properties": {"a": {"type": "integer", "default": "x"}}}),
            "the default of “a” does not fit its schema",
        ),
    ],
)
def test_a_wrong_table_stops_the_start_and_names_the_plugin(tmp_path, table, told):
    with pytest.raises(PluginError) as caught:
        opened(tmp_path, plugins=[visits(table)])
    assert "“counter”" in caught.value.say("en")
    assert told in caught.value.say("en")
    assert "register_settings" in caught.value.say("es")


def test_a_plugin_has_one_table_and_a_variable_is_of_one_plugin(tmp_path):
    two = [SettingsTable(name, TITLE, SCHEMA) for name in ("visits", "more")]
    with pytest.raises(PluginError, match="one table of settings, and this one returns “visits” and “more”"):
        opened(tmp_path, plugins=[visits(*two)])
    other = visits(SettingsTable("more", TITLE, SCHEMA, {"VISIT_TOKEN": "token"}), name="other")
    with pytest.raises(PluginError, match=r"“other”.*“VISIT_TOKEN” is already registered by the plugin “counter”"):
        opened(tmp_path, plugins=[visits(), other])


def test_the_reference_lists_the_tables_of_plugins(tmp_path):
    project = opened(tmp_path)
    told = pages(project.plugins, "es")["settings.md"]
    assert "## `[visits]` · Visitas" in told
    variables = "`VISIT_MINUTES`, `CAUCE_VISIT_MINUTES`, `OLD_VISIT_MINUTES`"
    assert f"| `visits.minutes` | integer | `30` | {variables} | Minutos. |" in told
    assert "| `visits.token` | string |  | `VISIT_TOKEN` | A token. |" in told
    assert '| `visits.tone` | warm \\| dry | `"warm"` |' in told
    assert "| `visits.way.port` | integer \\| null |" in told
    assert "| `visits.rules[].weight` | number | `1.5` |" in told
    assert "Del plugin `counter`." in told
    assert "Minutes." in pages(project.plugins, "en")["settings.md"]


def test_a_property_may_be_called_title():
    schema = {"properties": {"title": {"type": "string", "title": {"es": "a", "en": "b"}}}}
    assert plugin_settings.plain(schema) == {"properties": {"title": {"type": "string", "title": "a"}}}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(SCHEMA["properties"])), VALUES) | VALUES)
def test_whatever_a_table_holds_comes_out_checked_or_is_refused_in_words(raw):
    table, told = SettingsTable("visits", TITLE, SCHEMA), ""
    try:
        values = plugin_settings.read(table, raw, "", {}, lambda value, place: value)
    except SettingsError as error:
        values, told = DEFAULTS, error.say("es")
    assert told.startswith("cauce.toml: «visits") or not told
    assert values.keys() >= DEFAULTS.keys()
    assert values["minutes"] >= 1
