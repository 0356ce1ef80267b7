"""A stranger's package: built as a wheel, installed in an environment of its own, at home everywhere at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent / "weather"

FLOW = """flow tiempo "El tiempo"
  triggers = ["tiempo"]

start:
  ask "¿De qué ciudad?" as ciudad type=weather_city
  weather.today ciudad as hoy unit=celsius
    on unknown
      end "No conozco {ciudad}."
  end "En {ciudad}: {hoy}. Estamos en {weather.season}."
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of an environment that has our own packages and, as a wheel, the stranger's."""
    folder = tmp_path_factory.mktemp("third_party")
    source = shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    ours = [path for path in sys.path if Path(path).is_dir() and "site-packages" in path]
    ours += [str(Path(__file__).parents[2] / room) for room in ("runtime", "dsl", "plugins")]
    (packages / "ours.pth").write_text("\n".join(ours) + "\n", encoding="utf-8")
    # To install a wheel of pure Python is to unpack it: no installer and no network is needed.
    zipfile.ZipFile(wheel).extractall(packages)
    return folder / "env" / "bin" / "python"


@pytest.fixture
def cauce(python, tmp_path):
    """A function that runs `cauce` in that environment, in a project with the flow."""
    (tmp_path / "cauce.toml").write_text("lang = 'es'\n", encoding="utf-8")
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "tiempo.flow").write_text(FLOW, encoding="utf-8")

    def run(*arguments, given="", code=0):
        command = [str(python), "-c", "import sys; from cauce.cli import main; sys.exit(main())", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin"},
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    return run


def test_its_own_page_shows_the_flow_that_is_tried_here():
    assert f"```flow\n{FLOW}```" in (PACKAGE / "README.md").read_text(encoding="utf-8")


def test_it_is_listed_with_where_it_comes_from_and_what_it_brings(cauce):
    listed = json.loads(cauce("plugins", "--json"))["plugins"]
    (weather,) = (one for one in listed if one["name"] == "weather")
    assert weather["origin"] == "entry point"
    assert weather["version"] == "1.2.0"
    assert weather["brings"] == {
        "node_kinds": ["weather.today"],
        "answer_types": ["weather_city"],
        "facts": ["weather.season"],
        "transports": ["postcards"],
        "commands": ["weather"],
    }


def test_its_statement_is_checked_like_ours(cauce, tmp_path):
    assert "sin problemas" in cauce("check")
    wrong = FLOW.replace("unit=celsius", "unit=celsios").replace("on unknown", "on unknwon").replace("_city", "_ciyt")
    (tmp_path / "flows" / "tiempo.flow").write_text(wrong, encoding="utf-8")
    told = cauce("check", code=1)
    for guess in ("celsius", "unknown", "weather_city"):
        assert f"«{guess}»" in told


def test_its_statement_is_formatted_like_ours(cauce, tmp_path):
    messy = FLOW.replace("weather.today ciudad as hoy unit=celsius", "weather.today   ciudad unit = celsius   as hoy")
    (tmp_path / "flows" / "tiempo.flow").write_text(messy, encoding="utf-8")
    cauce("fmt")
    assert (tmp_path / "flows" / "tiempo.flow").read_text(encoding="utf-8") == FLOW


def test_its_statement_is_in_the_graph(cauce):
    graph = json.loads(cauce("graph", "flows/tiempo.flow", "--json"))
    (node,) = (node for node in graph["nodes"].values() if node["type"] == "weather.today")
    assert node["params"]["unit"] == "celsius"


def test_its_things_are_in_the_reference(cauce, tmp_path):
    cauce("reference", "--out", "docs")
    kinds = (tmp_path / "docs" / "es" / "node-kinds.md").read_text(encoding="utf-8")
    assert "## `weather.today` · El tiempo de hoy" in kinds
    assert "`on unknown`" in kinds
    assert "`weather`" in kinds
    assert "weather_city" in (tmp_path / "docs" / "answer-types.md").read_text(encoding="utf-8")
    assert "weather.season" in (tmp_path / "docs" / "facts.md").read_text(encoding="utf-8")
    assert "## cauce weather" in (tmp_path / "docs" / "command-line.md").read_text(encoding="utf-8")


def test_its_command_is_one_of_ours(cauce):
    assert "Dice el tiempo de una ciudad" in cauce("--help")
    assert cauce("weather", "Valdivia") == "9 °C, lluvia\n"
    assert cauce("weather", "Atlantis", code=1) == "? Atlantis\n"


def test_one_can_talk_to_its_statement_its_type_and_its_fact(cauce):
    told = cauce("chat", "tiempo", "--real", given="12\nvaldivia\n")
    assert "Eso no parece una ciudad." in told
    assert "En Valdivia: 9 °C, lluvia. Estamos en primavera." in told


def test_its_transport_takes_channels_and_their_settings(python, tmp_path):
    script = f"""
import asyncio, pathlib
from cauce import Delivery, Outbound
from cauce.project import Project
project = Project.open(pathlib.Path({str(tmp_path)!r}))
channel, = project.settings.open_channels(project.plugins.transports)
postcards = project.plugins.transports[channel.transport]
delivery = Delivery("d1", 1, ("visitor", "ana"), Outbound("Hola"))
print(asyncio.run(postcards.send(channel, delivery)))
"""
    text = f"[[channels]]\nname = 'post'\ntransport = 'postcards'\nfolder = '{tmp_path}'\n"
    (tmp_path / "cauce.toml").write_text(text, encoding="utf-8")
    subprocess.run([str(python), "-c", script], check=True, capture_output=True)
    assert (tmp_path / "d1.txt").read_text(encoding="utf-8") == "Hola"
