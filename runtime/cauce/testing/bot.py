"""A bot in one line: flows on the real engine, in a world that a test makes up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cauce import settings
from cauce.errors import CauceError
from cauce.model.message import Choice, Inbound, Outbound
from cauce.model.run import Event
from cauce.plugin_manager import PluginManager
from cauce.project import FlowFile, Project
from cauce.testing.givens import read_given, read_line
from cauce.transcript.cast import Cast, cast_of
from cauce.transcript.outside import given_only
from cauce.transcript.player import last_request
from cauce.transcript.printing import shown
from cauce.transcript.script import Elapse, GivenChannel
from cauce.transcript.stage import Edge, Stage, press
from cauce.transcript.world import World


class UnsoundFlows(CauceError):
    """Flows that a test needs have errors. The message shows them; `diagnostics` holds them."""

    def __init__(self, files: Iterable[FlowFile]) -> None:
        from cauce import catalogue

        broken = [file for file in files if not file.is_sound]
        self.diagnostics = tuple(each for file in broken for each in file.diagnostics)
        lines = {file.file: file.text.split("\n") for file in broken}
        super().__init__(
            {
                lang: "\n".join(
                    catalogue.render(each, lines.get(each.file, []), lang, False) for each in self.diagnostics
                )
                for lang in ("es", "en")
            }
        )


class Bot:
    """One conversation with a project's flows.

    What is said comes back as texts, as a transcript writes them: a file first, numbered options last. The clock stands
    still until `advance`. Nothing outside is called: `given` says what it answers, in the words of `.chat` files.
    """

    def __init__(self, cast: Cast, flow: str = "", channel: str = "web") -> None:
        world = World(areas=copy(cast.areas))
        world.apply(GivenChannel(channel), cast.channels)
        self._cast = cast
        self._stage = Stage(cast.library(), world, flow, given_only(cast.vocabulary.kinds))

    @classmethod
    def load(cls, path: str | Path = "flows", *, flow: str = "", channel: str = "web", **plugins: Any) -> Bot:
        """Return a bot of the flows in a folder, or of one flow file, with the project that they lie in.

        Where no flow is named, the first message picks one by its triggers, as in real life. `plugins` go to
        `PluginManager.load`: `plugins=[my_plugin]`. Raises UnsoundFlows, and CauceError for a path that is not there.
        """
        path = Path(path)
        project = Project.open(path, **plugins)
        files = project.read([path])
        if any(not file.is_sound for file in files):
            raise UnsoundFlows(files)
        if path.is_file() and files[0].flow and not flow:
            flow = files[0].flow.name
        return cls(cast_of(project), flow, channel)

    @classmethod
    def of(cls, text: str, *, channel: str = "web", **plugins: Any) -> Bot:
        """Return a bot of one flow, given as text. Any area it names is there, and open. Raises UnsoundFlows."""
        nowhere = settings.load(Path(__file__).parent, {})
        project = Project(nowhere, PluginManager.load(**plugins))
        file = project.read_text(text.encode(), "test.flow")
        if not file.is_sound or file.flow is None:
            raise UnsoundFlows([file])
        return cls(cast_of(project), file.flow.name, channel)

    def given(self, *lines: str) -> Bot:
        """Change the world, as `given` lines do: `bot.given('area mesa closed', 'contact.vip = true')`.

        Returns the bot itself. Raises ValueError, with what is wrong, for a line that cannot be read.
        """
        for line in lines:
            self._stage.world.apply(read_given(line), self._cast.channels)
        self._stage.library = self._cast.library(self._stage.world.calls)
        return self

    def begin(self) -> list[str]:
        """Start the flow without a word of the person, and return what the bot says."""
        return _texts(self._stage.begin())

    def talk(self, text: str) -> list[str]:
        """Say something and return what the bot says to it.

        Raises Unanswered where the flow calls a system of which nothing was given, Nobody where no flow answers.
        """
        return _texts(self._stage.hear(Inbound(text)))

    def press(self, option: str) -> list[str]:
        """Press a button or a row of a list, by its key or its title. Raises NoSuchOption."""
        return _texts(self._stage.hear(press(option, self._stage.screen)))

    def send(self, message: Inbound) -> list[Outbound]:
        """Send any message, as a transport would hand it over, and return the bot's messages whole."""
        return self._stage.hear(message)

    def advance(self, time: str | float | timedelta) -> list[str]:
        """Let time pass (`"10m"`, seconds or a timedelta) and return what the bot says meanwhile."""
        if isinstance(time, timedelta):
            time = time.total_seconds()
        if isinstance(time, str):
            step = read_line(f"@ {time}")
            if not isinstance(step, Elapse):
                raise ValueError(f"{time}: not a length of time")  # noqa: TRY004 - the words are wrong, not their type
            time = step.seconds
        return _texts(self._stage.elapse(time))

    def hand_back(self) -> list[str]:
        """Let the operator give the conversation back to the flow."""
        return _texts(self._stage.hand_back())

    @property
    def node(self) -> str:
        """The step that waits: `soporte/rut`; `encuesta.start/nota` in a sub-flow; "" when nothing does."""
        return self._stage.node

    @property
    def flow(self) -> str:
        """The flow that runs, or ran last."""
        return self._stage.current

    @property
    def is_over(self) -> bool:
        """Whether the conversation has ended."""
        return self._stage.begun and self._stage.state is None

    @property
    def reason(self) -> str | None:
        """Why it was closed; None while it is open."""
        return self._stage.reason

    @property
    def area(self) -> str | None:
        """The area that has the conversation, None for none."""
        return self._stage.handed.area if self._stage.handed else None

    @property
    def note(self) -> str:
        """What the flow told the area."""
        return self._stage.handed.note if self._stage.handed else ""

    @property
    def options(self) -> tuple[Choice, ...]:
        """The options on the screen."""
        return self._stage.screen

    @property
    def tags(self) -> frozenset[str]:
        """The tags of the conversation."""
        return frozenset(self._stage.tags)

    @property
    def contact(self) -> Mapping[str, Any]:
        """What is known of the person."""
        return dict(self._stage.world.contact)

    @property
    def variables(self) -> Mapping[str, Any]:
        """What the running flow knows."""
        return dict(self._stage.variables)

    @property
    def request(self) -> Any:
        """The parameters of the last call to the outside, secrets by their names; None if there was none."""
        return last_request(self._stage)

    @property
    def errors(self) -> list[Event]:
        """What went wrong in the flow so far."""
        return [event for event in self._stage.events if event.type == "run.error"]

    @property
    def walked(self) -> frozenset[Edge]:
        """The edges taken so far: (flow, node, port)."""
        return frozenset(self._stage.walked)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self._stage.world.now


def _texts(messages: Iterable[Outbound]) -> list[str]:
    return [shown(message) for message in messages]
