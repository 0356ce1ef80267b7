"""Every hook: documented with its exact signature, and shown at work by a test of its own."""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import pytest
from click.testing import CliRunner

from cauce import (
    AnswerType,
    AreaHours,
    Capabilities,
    Command,
    Fact,
    FileKeeper,
    Function,
    Inbound,
    Job,
    Listener,
    Media,
    Opening,
    Outbound,
    Permission,
    Reading,
    Route,
    SettingsTable,
    Strategy,
    hookimpl,
    hookspecs,
    node,
)  # fmt: skip
from cauce.cli import group
from cauce.delivery.files import Files
from cauce.errors import PluginError
from cauce.plugin_manager import HOOKS
from cauce.project import Project
from cauce.reference import signature
from cauce.store.database import Database
from plugin_packages import Package

WORDS = {"es": "Algo", "en": "Something"}
DOCS = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", list(HOOKS))
def test_every_hook_has_a_docstring_with_an_example(name):
    told = inspect.getdoc(getattr(hookspecs, name))
    assert told.startswith("Return ")
    assert f"def {name}():" in told.partition("Example:")[2]


@pytest.mark.parametrize("name", list(HOOKS))
def test_a_specification_itself_hands_over_nothing(name):
    assert getattr(hookspecs, name)() == ()


@pytest.mark.parametrize("page", ["hooks.md", "es/hooks.md"])
@pytest.mark.parametrize("name", list(HOOKS))
def test_every_hook_is_documented_with_its_exact_signature(name, page):
    assert f"`{signature(getattr(hookspecs, name))}`" in (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(HOOKS))
def test_every_hook_has_a_test_of_its_own(name):
    assert callable(globals().get(f"test_hook_{name}"))


@pytest.fixture
def project(tmp_path):
    """A function that opens a project with one plugin that hands over things by one hook."""

    def open_with(hook, *things):
        plugin = SimpleNamespace(__name__="mine", **{hook: hookimpl(lambda: things)})
        return Project.open(tmp_path, {}, entry_points=False, plugins=[plugin])

    return open_with


def check(project, text, suffix=".flow"):
    file = project.settings.root / f"a{suffix}"
    file.write_text(text, encoding="utf-8")
    return project.read([file])[0]


def test_hook_register_settings(project, tmp_path):
    (tmp_path / "cauce.toml").write_text("[mine]\nminutes = 5\n", encoding="utf-8")
    schema = {"type": "object", "properties": {"minutes": {"type": "integer"}, "tone": {"default": "warm"}}}
    opened = project("register_settings", SettingsTable("mine", WORDS, schema))
    assert opened.plugin_settings("mine") == {"minutes": 5, "tone": "warm"}


def test_hook_register_tables(project, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    shop = Package(tmp_path)
    database = Database(project("register_tables", shop.tables).database())
    database.prepare()
    database.release()
    assert database.backend.pending() == []
    with database.reading() as db:
        assert db.execute(f"SELECT id, name FROM {shop.table}").fetchall() == []


def test_hook_register_node_kinds(project):
    @node("mine.ping", title="Ping", schema={"type": "object", "properties": {"times": {"type": "integer"}}})
    async def ping(context, times=1): ...

    file = check(project("register_node_kinds", ping), "flow a\n\nstart:\n  mine.ping times=2\n")
    assert file.is_sound
    assert file.flow.nodes["start/mine.ping"].kind == "mine.ping"


def test_hook_register_answer_types(project):
    plate = AnswerType("plate", WORDS, lambda message, options: message.text.upper(), WORDS)
    opened = project("register_answer_types", plate)
    assert check(opened, 'flow a\n\nstart:\n  ask "?" as p type=plate\n  say "{p}"\n').is_sound
    assert opened.vocabulary.types["plate"].parse(Inbound("ab12"), {}) == "AB12"


def test_hook_register_functions(project):
    double = Function("mine.double", WORDS, ("number",), lambda scene, number: number * 2)
    assert check(project("register_functions", double), 'flow a\n\nstart:\n  say "{mine.double(2)}"\n').is_sound


def test_hook_register_facts(project):
    season = Fact("mine.season", WORDS, "text", lambda scene: "winter")
    assert check(project("register_facts", season), 'flow a\n\nstart:\n  say "{mine.season}"\n').is_sound


def test_hook_register_flow_formats(project):
    class Shouted:
        suffix = ".shout"

        def read(self, text, vocabulary, file=""):
            return Reading(None, ())

        def outline(self, text):
            return None

        def name(self, text):
            return text.strip()

        def format(self, text, file=""):
            return text.upper(), ()

        def to_graph(self, flow, vocabulary):
            return {}

        def from_graph(self, graph, vocabulary):
            return ""

    opened = project("register_flow_formats", Shouted())
    assert check(opened, "hello", ".shout").diagnostics == ()
    assert opened.format_of(Path("x.shout")).format("hello") == ("HELLO", ())


class Postcards:
    """A transport whose channels need a folder."""

    name = "postcards"
    title = WORDS
    settings = MappingProxyType({"type": "object", "required": ["folder"]})
    capabilities = Capabilities(text=500)

    def routes(self):
        return ()

    async def open(self, channel, ingress): ...

    async def close(self, channel): ...

    async def send(self, channel, delivery): ...


def test_hook_register_transports(tmp_path, project):
    (tmp_path / "cauce.toml").write_text("[[channels]]\nname = 'post'\ntransport = 'postcards'\nfolder = 'out'\n")
    opened = project("register_transports", Postcards())
    (channel,) = opened.settings.open_channels(opened.plugins.transports)
    assert channel.settings == {"folder": "out"}


def test_hook_register_area_hours(project):
    siesta = AreaHours("mine.siesta", WORDS, lambda db, area, at, settings: Opening(open=False))
    assert project("register_area_hours", siesta).plugins.area_hours["mine.siesta"] is siesta


def test_hook_register_strategies(project):
    first = Strategy("mine.first", WORDS, lambda waiting, candidates: candidates[0])
    assert project("register_strategies", first).plugins.strategies["mine.first"] is first


async def test_hook_register_file_keepers(project):
    def find(db, who, file):
        return Media("image", mime="image/png", name="mapa.png", file=file) if file == "m1" else None

    async def bring(host, channel, media):
        return replace(media, id=f"up-{media.file}")

    async def address(host, file):
        return f"/maps/{file}"

    used = []
    keeper = FileKeeper("mine.maps", WORDS, find, lambda *one: used.append(one), bring, address)
    assert project("register_file_keepers", keeper).plugins.file_keepers["mine.maps"] is keeper
    files = Files(keeper)
    found = files.found(None, None, Media("image", file="m1"))
    assert (found.name, found.kind) == ("mapa.png", "image")
    message = Outbound("Mira", media=found)
    files.use(None, message, 1, 2, 3)
    assert used == [(None, "m1", 1, 2, 3)]
    assert (await files.brought(message, 3)).media.id == "up-m1"


def test_hook_register_permissions(project):
    shout = Permission("mine.shout", WORDS, ("SALES",))
    known = project("register_permissions", shout).plugins.permissions
    assert known["mine.shout"] is shout
    assert "conversations.read" in known


def test_hook_register_listeners(project):
    async def hear(host, happened): ...

    told = Listener("mine.moods", WORDS, ("conversation.closed",), hear)
    plugins = project("register_listeners", told).plugins
    assert plugins.listeners["mine.moods"] is told
    assert plugins.owner(told) == "mine"
    with pytest.raises(PluginError, match="does not say what it wants to hear"):
        _ = project("register_listeners", replace(told, types=())).plugins.listeners


def test_hook_register_jobs(project):
    async def fetch(host): ...

    job = Job("mine.fetch", WORDS, fetch, every=3600)
    plugins = project("register_jobs", job).plugins
    assert plugins.jobs["mine.fetch"] is job
    assert plugins.owner(job) == "mine"
    for wrong in (replace(job, every=0), replace(job, at="3:30")):
        with pytest.raises(PluginError, match="at what time, like"):
            _ = project("register_jobs", wrong).plugins.jobs


def test_hook_register_routes(project):
    async def today(request): ...

    assert project("register_routes", Route("GET", "/today", "public", today)).plugins.routes[-1].path == "/today"


def test_hook_register_commands(tmp_path, project):
    (tmp_path / "hooked_ping.py").write_text("import click\n@click.command()\ndef command():\n    click.echo('pong')\n")
    registered = Command("ping", WORDS, "hooked_ping:command")
    commands = project("register_commands", registered).plugins.commands
    assert commands["ping"] is registered
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        assert CliRunner().invoke(group.import_command(registered)).output == "pong\n"
