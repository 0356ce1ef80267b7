"""Loading plugins: ours and strangers' through one door, and every broken one named with its author's own line."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest

from bench.hooks import by_cauce, by_pluggy, cost
from cauce import (
    AnswerType,
    AreaHours,
    Capabilities,
    Command,
    Fact,
    FileKeeper,
    Function,
    Job,
    Listener,
    NodeKind,
    Permission,
    Route,
    SettingsTable,
    Strategy,
    Tables,
    hookimpl,
    node,
)
from cauce.errors import PluginError
from cauce.plugin_manager import BUILT_IN, HOOKS, PluginManager

WORDS = {"es": "Algo", "en": "Something"}


def load(**given):
    return PluginManager.load(entry_points=False, **given)


def plugin(hook, *things):
    """A plugin that hands over things by one hook."""
    return SimpleNamespace(__name__="weather", **{hook: hookimpl(lambda: things)})


async def run(context):
    """Do nothing."""


def kind(name="weather.today", **more):
    return NodeKind(
        **{"name": name, "title": WORDS, "summary": WORDS, "schema": {"type": "object"}, "run": run, **more}
    )


class Postcards:
    """A transport that never delivers."""

    name = "postcards"
    title = WORDS
    settings = MappingProxyType({"type": "object"})
    capabilities = Capabilities()

    def routes(self):
        return ()

    async def open(self, channel, ingress): ...

    async def close(self, channel): ...

    async def send(self, channel, delivery): ...


class Shouted:
    """A flow format that understands nothing."""

    suffix = ".shout"

    def read(self, text, vocabulary, file=""): ...

    outline = name = format = to_graph = from_graph = read


GOOD = {
    "register_settings": SettingsTable(
        "weather", WORDS, {"type": "object", "properties": {"city": {"type": "string"}}}
    ),
    "register_tables": Tables("weather", "my_weather.tables", "my_weather.migrations"),
    "register_area_hours": AreaHours("weather.hours", WORDS, run),
    "register_strategies": Strategy("weather.driest", WORDS, run),
    "register_file_keepers": FileKeeper("weather.maps", WORDS, run, run, run, run),
    "register_listeners": Listener("weather.moods", WORDS, ("conversation.closed",), run),
    "register_jobs": Job("weather.fetch", WORDS, run, every=3600),
    "register_node_kinds": kind(),
    "register_answer_types": AnswerType("plate", WORDS, lambda message, options: message.text, WORDS),
    "register_functions": Function("weather.feels", WORDS, ("degrees",), lambda scene, degrees: degrees),
    "register_facts": Fact("weather.season", WORDS, "text", lambda scene: "winter"),
    "register_flow_formats": Shouted(),
    "register_transports": Postcards(),
    "register_permissions": Permission("weather.read", WORDS, ("OPERATOR",)),
    "register_routes": Route("GET", "/weather", "public", run),
    "register_commands": Command("weather", WORDS, "weather.cli:command"),
}


def test_every_built_in_plugin_is_there_and_starts():
    plugins = load().start()
    assert [one.name for one in plugins.plugins] == list(BUILT_IN)
    assert all(one.hooks for one in plugins.plugins)
    assert "say" in plugins.node_kinds
    assert ".flow" in plugins.flow_formats
    assert "webchat" in plugins.transports
    assert "check" in plugins.commands


def test_what_was_handed_over_cannot_be_changed_and_is_asked_for_once():
    plugins = load()
    with pytest.raises(TypeError):
        plugins.node_kinds["x"] = kind()
    assert plugins.node_kinds is plugins.node_kinds


@pytest.mark.parametrize("hook", list(HOOKS))
def test_a_strangers_thing_enters_by_every_hook(hook):
    plugins = load(plugins=[plugin(hook, GOOD[hook])])
    held = getattr(plugins, HOOKS[hook])
    assert GOOD[hook] in (held.values() if hasattr(held, "values") else held)
    assert plugins.owner(GOOD[hook]) == "weather"
    assert plugins.plugins[-1].hooks == (hook,)


def test_nobody_owns_what_nobody_handed_over():
    assert load().owner(object()) == ""


@pytest.mark.parametrize(
    ("hook", "thing", "complaint"),
    [
        ("register_node_kinds", "say", "it must return NodeKind objects, not str"),
        ("register_node_kinds", kind("two words.x"), "is not a name"),
        ("register_node_kinds", kind("today"), "names without a dot are the core's"),
        ("register_node_kinds", kind(title="Today"), "its words must be given by language"),
        ("register_node_kinds", kind(run=None), "has nothing that can be called"),
        ("register_node_kinds", kind(schema={"type": "objec"}), "its schema is not a JSON Schema: type"),
        ("register_node_kinds", kind(schema={"x-positional": ["city"]}), "x-positional names “city”"),
        (
            "register_node_kinds",
            node("weather.x", title="X", schema={}, ports={"a b": "No"})(run),
            "“a b” is not a name",
        ),
        ("register_settings", SettingsTable("a.b", WORDS, {}), "is not a name"),
        ("register_settings", SettingsTable("a", WORDS, {"type": "objec"}), "its schema is not a JSON Schema"),
        (
            "register_settings",
            SettingsTable("a", WORDS, {"type": "object"}, {"CITY": "city"}),
            "the variable CITY is for “city”, which is not among its properties",
        ),
        ("register_tables", Tables("cauce", "a", "b"), "“cauce” is not a name"),
        ("register_area_hours", AreaHours("weather.hours", WORDS, None), "has nothing that can be called"),
        ("register_strategies", Strategy("weather.driest", {}, run), "its words must be given by language"),
        (
            "register_file_keepers",
            FileKeeper("weather.maps", WORDS, run, run, None, run),
            "has nothing that can be called",
        ),
        ("register_listeners", Listener("weather.moods", WORDS, (), run), "does not say what it wants to hear"),
        ("register_jobs", Job("weather.fetch", WORDS, run, every=0), "every how many seconds"),
        ("register_jobs", Job("weather.fetch", WORDS, run, at="24:10"), "or at what time, like “03:30”"),
        ("register_answer_types", 3, "it must return AnswerType objects, not int"),
        ("register_functions", 3, "it must return Function objects, not int"),
        ("register_facts", 3, "it must return Fact objects, not int"),
        ("register_routes", 3, "it must return Route objects, not int"),
        ("register_commands", 3, "it must return Command objects, not int"),
        ("register_answer_types", AnswerType("", WORDS, run, WORDS), "is not a name"),
        ("register_answer_types", AnswerType("plate", WORDS, run, {}), "its words must be given by language"),
        ("register_answer_types", AnswerType("plate", WORDS, None, WORDS), "has nothing that can be called"),
        ("register_functions", Function("f", WORDS, (), None), "has nothing that can be called"),
        ("register_facts", Fact("weather.x", WORDS, "text", "winter"), "has nothing that can be called"),
        ("register_flow_formats", SimpleNamespace(suffix=".x"), "is not a FlowFormat: it lacks read(), outline()"),
        ("register_flow_formats", type("Odd", (Shouted,), {"suffix": "flow"})(), "is not a suffix like “.flow”"),
        ("register_transports", SimpleNamespace(), "is not a Transport: it lacks name, title, settings"),
        (
            "register_transports",
            type("Odd", (Postcards,), {"capabilities": 3})(),
            "capabilities must be a Capabilities",
        ),
        ("register_transports", type("Odd", (Postcards,), {"settings": {"type": 3}})(), "is not a JSON Schema"),
        ("register_transports", type("Odd", (Postcards,), {"name": "a b"})(), "is not a name"),
        ("register_permissions", "weather.read", "it must return Permission objects, not str"),
        ("register_permissions", Permission("read", WORDS), "“read” is not a name for a permission: it has a dot"),
        ("register_permissions", Permission("weather.", WORDS), "is not a name"),
        ("register_permissions", Permission("weather.read", {}), "its words must be given by language"),
        ("register_permissions", Permission("weather.read", WORDS, ("Operator",)), "“Operator” is not a role of Cauce"),
        ("register_routes", Route("GET", "/weather", "", run), "GET /weather has no permission"),
        ("register_routes", Route("GET", "weather", "public", run), "does not begin with “/”"),
        ("register_routes", Route("GET", "/weather", "public", None), "has nothing that can be called"),
        ("register_commands", Command("Weather", WORDS, "a:b"), "is not a name for a command"),
        ("register_commands", Command("weather", WORDS, "a.b"), "its target must look like “package.module:attribute”"),
        ("register_commands", Command("weather", {}, "a:b"), "its words must be given by language"),
    ],
)
def test_a_wrong_thing_stops_the_start_and_names_the_plugin(hook, thing, complaint):
    with pytest.raises(PluginError) as caught:
        load(plugins=[plugin(hook, thing)]).start()
    told = caught.value.say("en")
    assert "“weather”" in told
    assert hook in told
    assert complaint in told
    assert "«weather»" in caught.value.say("es")


@pytest.mark.parametrize("hook", list(HOOKS))
def test_two_things_of_one_name_stop_the_start(hook):
    with pytest.raises(PluginError, match="is already registered by the plugin “weather”"):
        load(plugins=[plugin(hook, GOOD[hook], GOOD[hook])]).start()


def test_a_stranger_cannot_replace_what_another_brought():
    twin = SimpleNamespace(__name__="twin", register_node_kinds=hookimpl(lambda: [kind()]))
    with pytest.raises(PluginError, match=r"“weather.today” is already registered by the plugin “weather”"):
        load(plugins=[plugin("register_node_kinds", kind()), twin]).start()


@pytest.mark.parametrize("returned", [None, "say", {"a": 1}, 3])
def test_what_is_not_a_list_is_refused(returned):
    with pytest.raises(PluginError, match="it must return a list or a tuple, not"):
        load(plugins=[SimpleNamespace(__name__="weather", register_facts=hookimpl(lambda: returned))]).start()


def test_a_misspelt_hook_stops_the_start_with_the_right_name():
    with pytest.raises(PluginError) as caught:
        load(plugins=[SimpleNamespace(__name__="weather", register_node_kind=hookimpl(lambda: [kind()]))])
    assert "did you mean “register_node_kinds”?" in caught.value.say("en")
    assert "«weather»" in caught.value.say("es")
    assert "¿quisiste decir «register_node_kinds»?" in caught.value.say("es")


def test_a_hook_without_its_mark_is_not_silently_dead():
    with pytest.raises(PluginError, match="register_facts: @hookimpl is missing above it"):
        load(plugins=[SimpleNamespace(__name__="weather", register_facts=list)])


def test_a_hook_that_takes_what_is_not_given_is_refused():
    with pytest.raises(PluginError, match=r"(?s)“weather”.*register"):
        load(plugins=[SimpleNamespace(__name__="weather", register_facts=hookimpl(lambda app: []))])


def test_hooks_that_wrap_others_are_refused():
    @hookimpl(wrapper=True)
    def register_facts():
        return (yield)

    with pytest.raises(PluginError, match="wrappers of hooks are not called"):
        load(plugins=[SimpleNamespace(__name__="weather", register_facts=register_facts)])


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_local_file_is_a_plugin(tmp_path):
    file = write(
        tmp_path,
        "mine.py",
        """
from cauce import Fact, hookimpl

@hookimpl
def register_facts():
    return [Fact("mine.answer", {"en": "The answer"}, "number", lambda scene: 42)]
""",
    )
    plugins = load(files=[file])
    assert plugins.facts["mine.answer"].read(None) == 42
    assert plugins.plugins[-1].origin == "file"
    assert plugins.plugins[-1].place == str(file)


def test_a_local_folder_is_a_plugin_and_may_import_its_own_files(tmp_path):
    write(
        tmp_path,
        "shop/facts.py",
        "from cauce import Fact\nOPEN = Fact('shop.open', {'en': 'Open'}, 'bool', lambda scene: True)\n",
    )
    write(
        tmp_path,
        "shop/__init__.py",
        "from cauce import hookimpl\nfrom . import facts\n@hookimpl\ndef register_facts():\n    return [facts.OPEN]\n",
    )
    assert "shop.open" in load(files=[tmp_path / "shop"]).facts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\ny = x / 0\n", "ZeroDivisionError: division by zero\n  {file}:2: y = x / 0"),
        (
            "import nothing_of_that_name\n",
            "No module named 'nothing_of_that_name'\n  {file}:1: import nothing_of_that_name",
        ),
        ("def broken(:\n", "SyntaxError: invalid syntax\n  {file}:1: def broken(:"),
        ("raise SystemExit(4)\n", "SystemExit: 4\n  {file}:1: raise SystemExit(4)"),
        ("import json\njson.loads('{')\n", "{file}:2: json.loads('{{')"),
    ],
)
def test_a_module_that_breaks_on_import_is_named_with_its_line(tmp_path, text, told):
    file = write(tmp_path, "mine.py", text)
    with pytest.raises(PluginError) as caught:
        load(files=[file])
    message = caught.value.say("en")
    assert f"“mine” (file: {file}) is broken, in import" in message
    assert told.format(file=file) in message
    assert 'disable = ["mine"]' in message
    assert "cauce_local_mine" not in sys.modules


def test_a_hook_that_raises_is_named_with_its_line(tmp_path):
    file = write(
        tmp_path,
        "mine.py",
        "from cauce import hookimpl\n\n@hookimpl\ndef register_facts():\n    return [][0]\n",
    )
    with pytest.raises(PluginError) as caught:
        load(files=[file]).start()
    assert "in register_facts: IndexError" in caught.value.say("en")
    assert f"{file}:5: return [][0]" in caught.value.say("en")


def test_what_breaks_later_is_blamed_on_who_brought_it():
    plugins = load(plugins=[plugin("register_flow_formats", GOOD["register_flow_formats"])])
    assert ".shout" in plugins.flow_formats
    try:
        raise ValueError("not today")  # noqa: TRY301 - it stands for the stranger's line
    except ValueError as error:
        blamed = plugins.blame(GOOD["register_flow_formats"], error)
    assert "“weather”" in blamed.say("en")
    assert "ValueError: not today" in blamed.say("en")
    nowhere = plugins.blame(GOOD["register_flow_formats"], ValueError("not raised"))
    assert "ValueError: not raised\n  Mend it" in nowhere.say("en")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PluginError, match="FileNotFoundError"):
        load(files=[tmp_path / "nothing.py"])


def test_any_plugin_can_be_switched_off_by_name():
    plugins = load(disable=["cauce_plugins.transports.webchat"])
    assert "webchat" not in plugins.transports


def test_switching_off_what_is_not_there_is_an_error_with_a_guess():
    with pytest.raises(PluginError, match=r"“cauce.node”, and no plugin is called that; did you mean “cauce.nodes”"):
        load(disable=["cauce.node"])


def test_two_plugins_of_one_name_are_refused(tmp_path):
    files = [write(tmp_path, "a/mine.py", ""), write(tmp_path, "b/mine.py", "")]
    with pytest.raises(PluginError, match="Two plugins have the same name"):
        load(files=files)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package with an entry point, as pip would leave it."""
    write(tmp_path, "weather_pkg/__init__.py", "")
    write(
        tmp_path,
        "weather_pkg/plugin.py",
        "from cauce import Fact, hookimpl\n@hookimpl\ndef register_facts():\n"
        "    return [Fact('weather.season', {'en': 'Season'}, 'text', lambda scene: 'winter')]\n",
    )
    write(tmp_path, "weather_pkg-1.2.dist-info/METADATA", "Metadata-Version: 2.1\nName: weather-pkg\nVersion: 1.2\n")
    write(tmp_path, "weather_pkg-1.2.dist-info/entry_points.txt", "[cauce]\nweather = weather_pkg.plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield tmp_path
    for name in ("weather_pkg", "weather_pkg.plugin"):
        sys.modules.pop(name, None)


def test_an_installed_package_is_found_by_its_entry_point(installed):
    plugins = PluginManager.load()
    assert "weather.season" in plugins.facts
    (found,) = (one for one in plugins.plugins if one.name == "weather")
    assert (found.origin, found.version) == ("entry point", "1.2")
    assert found.place == "weather-pkg 1.2, weather_pkg.plugin"


def test_an_installed_package_can_be_kept_out(installed):
    assert "weather.season" not in PluginManager.load(disable=["weather"]).facts
    assert "weather.season" not in PluginManager.load(allow=[]).facts
    assert "weather.season" in PluginManager.load(allow=["weather"]).facts
    assert "weather.season" not in PluginManager.load(entry_points=False).facts


def test_an_installed_package_that_breaks_is_named_with_its_own_line(installed):
    write(installed, "weather_pkg/plugin.py", "from weather_pkg import deep\n")
    write(installed, "weather_pkg/deep.py", "\nprint(missing)\n")
    with pytest.raises(PluginError) as caught:
        PluginManager.load()
    told = caught.value.say("es")
    assert "«weather» (instalado: weather-pkg 1.2, weather_pkg.plugin)" in told
    assert f"{installed}/weather_pkg/deep.py:2: print(missing)" in told


@pytest.mark.parametrize("value", ["nothing_of_that_name.plugin", "sys", "weather_pkg.nothing"])
def test_an_entry_point_that_leads_nowhere_is_named(installed, value):
    write(installed, "weather_pkg-1.2.dist-info/entry_points.txt", f"[cauce]\nweather = {value}:plugin\n")
    importlib.invalidate_caches()
    with pytest.raises(
        PluginError, match=f"“weather” .installed: weather-pkg 1.2, {value}:plugin. is broken, in import"
    ):
        PluginManager.load()


def test_loading_plugins_imports_nothing_heavy():
    heavy = {"aiohttp", "tortoise", "jsonschema", "jsonschema_rs", "socketio", "apscheduler", "phonenumbers", "lark"}
    code = (
        "import sys; from cauce.plugin_manager import PluginManager; PluginManager.load(entry_points=False).start();"
        f"print(sorted({heavy!r} & set(sys.modules) - {{'jsonschema_rs'}}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_hook_point_costs_less_than_pluggy():
    seven = 7
    assert cost(by_cauce(seven)) < cost(by_pluggy(seven))
