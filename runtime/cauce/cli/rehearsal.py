"""A conversation in the terminal: what the person writes, the slash commands, and what is shown of the flow."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Container
from copy import copy
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import click

from cauce import flow_files
from cauce.cli import report
from cauce.cli.bubbles import bubble
from cauce.cli.language import lang, say
from cauce.cli.terminal import ask
from cauce.engine.secrets import reveal, stand_in
from cauce.errors import UsageError
from cauce.model.diagnostic import NOWHERE, Diagnostic
from cauce.model.expression import Duration
from cauce.model.message import Outbound
from cauce.model.node_kind import Waits, Words
from cauce.model.run import Answer, Invoke
from cauce.project import Project
from cauce.schemas import did_you_mean
from cauce.transcript import reading
from cauce.transcript.cast import cast_of
from cauce.transcript.checking import check_line
from cauce.transcript.outside import given_of, given_only, really
from cauce.transcript.player import play
from cauce.transcript.printing import print_test, quote
from cauce.transcript.recorder import Recorder, is_plain
from cauce.transcript.script import Elapse, Given, GivenAnswer, GivenChannel, GivenStart, HandBack, Person, Step
from cauce.transcript.stage import Nobody, NoSuchOption, Stage, Unanswered, inbound
from cauce.transcript.suite import examine
from cauce.transcript.watching import watch
from cauce.transcript.world import World

SHORT = 10.0
"""Seconds of a `wait` that pass by themselves here; for longer ones the person moves the clock."""


class Rehearsal:
    """One conversation with a flow, its recorder, and the files that it came from."""

    def __init__(self, project: Project, channel: str, *, real: bool) -> None:
        self.project = project
        self.cast = cast_of(project)
        self.watcher = watch(project)
        self.real = real
        self.flow = ""
        if channel not in self.cast.channels:
            guess = did_you_mean(channel, self.cast.channels)
            raise UsageError(
                {
                    "es": f"No conozco el canal «{channel}»{guess['es']}",
                    "en": f"I do not know the channel “{channel}”{guess['en']}",
                }
            )
        self.channel = channel
        self.recorder = Recorder()
        self.stage = self._stage()

    def _stage(self) -> Stage:
        world = World(areas=copy(self.cast.areas))
        world.apply(GivenChannel(self.channel), self.cast.channels)
        return Stage(self.cast.library(), world, self.flow, self._outside)

    def open(self, flow: str, label: str | None) -> None:
        """Begin. Where no flow is named the person speaks first."""
        self.flow = self.stage.flow = flow
        self._greet()
        if label is not None:
            self.goto(label)
        else:
            self._begin()

    def take(self, line: str) -> bool:
        """Do what a line says. False when the person has had enough."""
        self._refresh()
        if line.startswith("/"):
            return self._command(line[1:])
        if line.strip():
            self._hear(line)
        return True

    def _greet(self) -> None:
        moment = f"{self.stage.world.now:%Y-%m-%d %H:%M}"
        told = {
            "es": f"Conversas con {self.flow or 'el proyecto'} ({self.channel}). Son las {moment}. /help muestra las órdenes.",
            "en": f"You talk to {self.flow or 'the project'} ({self.channel}). It is {moment}. /help shows the commands.",
        }
        self._note(told)

    def _begin(self) -> None:
        """Let the flow begin, or wait for the first words of the person."""
        self.recorder.begin(self.stage, GivenStart(triggers=not self.flow))
        if self.flow:
            self._do(None, self.stage.begin)

    def _hear(self, line: str) -> None:
        step = reading.read_step(f"> {line}")
        if isinstance(step, Diagnostic):
            self._complain(step)
            return
        assert isinstance(step, Person)
        try:
            message = inbound(step, self.stage.screen)
        except NoSuchOption as missing:
            screen = "  ".join(f"[{choice.key}] {choice.title}" for choice in missing.options) or "—"
            self._note(
                {
                    "es": f"Ese botón no está en pantalla. Hay: {screen}",
                    "en": f"That button is not on the screen. There is: {screen}",
                }
            )
            return
        self._do(step, lambda: self.stage.hear(message))

    def _do(self, step: Step | None, act: Callable[[], list[Outbound]]) -> None:
        """Let something happen, show what the bot says to it, and write both down."""
        before = len(self.stage.events)
        if step is not None:
            self.recorder.move(step)
        try:
            messages = act()
        except Nobody:
            self.recorder.undo()
            self._note(
                {
                    "es": "Ningún flujo contesta a eso. Di cuál: cauce chat NOMBRE; o /reset para empezar de nuevo.",
                    "en": "No flow answers that. Say which: cauce chat NAME; or /reset to begin anew.",
                }
            )
            return
        self.recorder.heard(messages)
        for message in messages:
            self._show(message)
        self._tell_trouble(before)
        self._let_pass()

    def _let_pass(self) -> None:
        """Let short waits pass, and tell where the conversation stands when it is not the person's turn."""
        stage = self.stage
        if stage.state is None and stage.begun:
            ended = stage.reason or "-"
            area = f" → {stage.handed.area}" if stage.handed else ""
            self._note({"es": f"Fin ({ended}){area}.", "en": f"The end ({ended}){area}."})
        elif stage.wait and stage.wait.kind is Waits.AREA and stage.handed:
            area, note = stage.handed.area, f": {stage.handed.note}" if stage.handed.note else ""
            self._note(
                {
                    "es": f"La atiende el área {area}{note}. /done la devuelve al flujo.",
                    "en": f"The area {area} has it{note}. /done gives it back to the flow.",
                }
            )
        elif stage.wait and stage.wait.kind is Waits.CLOCK and stage.wait.seconds is not None:
            seconds = stage.wait.seconds
            if seconds > SHORT:
                self._note(
                    {
                        "es": f"El flujo espera: /clock +{Duration.of(seconds).text}",
                        "en": f"The flow waits: /clock +{Duration.of(seconds).text}",
                    }
                )
                return
            self._note({"es": f"(pasan {seconds:g} s)", "en": f"({seconds:g} s pass)"})
            self._do(Elapse(seconds, Duration.of(seconds).text), lambda: stage.elapse(seconds))

    def _command(self, text: str) -> bool:
        from cauce.cli.slash import obey

        return obey(self, text)

    def elapse(self, seconds: float) -> None:
        """Let time pass."""
        self._do(Elapse(seconds, Duration.of(seconds).text), lambda: self.stage.elapse(seconds))

    def hand_back(self) -> None:
        """Let the operator give the conversation back."""
        self._do(HandBack(), self.stage.hand_back)

    def goto(self, target: str) -> bool:
        """Begin at a label, `label` or `flow.label`, with what is known so far. False where there is none."""
        flow, dot, label = target.partition(".")
        if not dot:
            flow, label = self.stage.current or self.flow, target
        labels = [section.label for section in self.cast.flows[flow].sections] if flow in self.cast.flows else []
        if label not in labels:
            guess = did_you_mean(label, labels or self.cast.flows)
            self._note(
                {
                    "es": f"No hay ninguna etiqueta «{target}»{guess['es']}",
                    "en": f"There is no label “{target}”{guess['en']}",
                }
            )
            return False
        self.flow = self.stage.flow = flow
        start = GivenStart(label=label)
        variables = {name: value for name, value in self.stage.variables.items() if is_plain(value)}
        self.recorder.begin(self.stage, start)
        self._do(None, lambda: self.stage.go(flow, label, variables))
        return True

    def reset(self) -> None:
        """Begin anew, with a person and a world of whom nothing is known."""
        self.stage = self._stage()
        self.recorder = Recorder()
        self._begin()

    def give(self, text: str) -> None:
        """Change the world as a `given` line does."""
        step = reading.read_step(f"given {text}")
        if isinstance(step, Diagnostic):
            self._complain(step)
            return
        assert isinstance(step, Given)
        wrong = list(check_line(step, self.flow, self.cast.names))
        if isinstance(step, GivenStart):
            self._note({"es": "Para empezar en otra parte: /goto ETIQUETA.", "en": "To begin elsewhere: /goto LABEL."})
        elif wrong:
            self._complain(wrong[0])
        else:
            self.stage.world.apply(step, self.cast.channels)
            self.stage.library = self.cast.library(self.stage.world.calls)
            self.recorder.given(step)

    def save(self, path: Path, name: str) -> None:
        """Write the conversation as a test, and play it. Raises CauceError."""
        source = flow_files.read(path) if path.is_file() else None
        if source and source.trouble:
            self._complain(source.trouble)
            return
        before = source.text if source else ""
        names = {test.name for test in reading.read(before).script.tests}
        test = self.recorder.test(_unused(name, names), self.stage)
        if path.stem != self.flow and self.flow:
            test = replace(test, steps=(GivenStart(flow=self.flow), *test.steps))
        text = f"{before.rstrip()}\n\n{print_test(test)}" if before.strip() else print_test(test)
        flow_files.write(path, text)
        script, found = examine(text, str(path), self.cast, path.stem)
        outcome = None if found else play(script.tests[-1], script, self.cast, path.stem)
        if outcome is not None and outcome.failure is None:
            self._note(
                {"es": f"Guardado en {path}: «{test.name}» pasa.", "en": f"Saved in {path}: “{test.name}” passes."}
            )
            return
        self._note(
            {
                "es": f"Guardado en {path}, pero «{test.name}» no pasa. Míralo con: cauce test {path}",
                "en": f"Saved in {path}, but “{test.name}” does not pass. See: cauce test {path}",
            }
        )

    def _outside(self, invoke: Invoke, world: World) -> Answer:
        """Answer in place of the outside: with what was given, else with what the person says, or for real."""
        kinds = self.cast.vocabulary.kinds
        if self.real:
            self._note({"es": f"Llamando: {_request(invoke)}", "en": f"Calling: {_request(invoke)}"})
            settings = self.project.settings
            answer = really(kinds[invoke.kind], invoke, world, settings.secret, settings.values.egress.allow)
            self.recorder.given(given_of(invoke, answer))
            return answer
        answer_given = given_only(kinds)
        while True:
            try:
                return answer_given(invoke, world)
            except Unanswered as unanswered:
                given = self._ask(unanswered, invoke)
            world.apply(given)
            self.recorder.given(given)

    def _ask(self, unanswered: Unanswered, invoke: Invoke) -> GivenAnswer:
        """Ask the person what a system answers."""
        self._note({"es": f"El flujo llama: {_request(invoke)}", "en": f"The flow calls: {_request(invoke)}"})
        prompt = {
            "es": '¿Qué contesta? (Intro: 200 {}; o 404, 201 {"id": 7}, error timeout) ',
            "en": 'What is the answer? (Enter: 200 {}; or 404, 201 {"id": 7}, error timeout) ',
        }
        while True:
            written = ask(say(prompt)).strip() or "{}"
            written = f"200 {written}" if written[0] in "{[" else written
            step = reading.read_step(f"given http {unanswered.method} {quote(unanswered.url)} {written}")
            if isinstance(step, GivenAnswer):
                return step
            if isinstance(step, Diagnostic):
                self._complain(step)

    def _refresh(self) -> None:
        """Take up what changed on disk since the last line; a broken edit leaves the last good flows on stage."""
        changed = self.watcher.changed()
        if not changed:
            return
        files = self.project.reload(changed)
        unsound = [file for file in files if not file.is_sound]
        if unsound:
            report.write_text(unsound)
            self._note({"es": "Sigo con la última versión buena.", "en": "Going on with the last good version."})
            return
        self.cast = cast_of(self.project)
        self._note(
            {"es": "(los flujos cambiaron: sigo con los nuevos)", "en": "(the flows changed: going on with them)"}
        )
        if not self.stage.recast(self.cast.library(self.stage.world.calls)):
            self._note(
                {
                    "es": "El paso donde estabas ya no existe; empiezo de nuevo.",
                    "en": "The step you were at is gone; beginning anew.",
                }
            )
            self.reset()

    def _tell_trouble(self, before: int) -> None:
        from cauce import catalogue

        for event in self.stage.events[before:]:
            if event.type == "run.error":
                code = str(event.data.get("code", ""))
                told = catalogue.message(Diagnostic(code, NOWHERE, args=event.data), lang())
                click.secho(f"! {code} {event.node}: {told}", fg="red")

    def _show(self, message: Outbound) -> None:
        first, *others = bubble(message) or [""]
        click.echo(f"{click.style('<', fg='cyan')} {first}", color=report.has_colours(sys.stdout))
        for line in others:
            click.echo(f"  {line}")

    def _note(self, words: Words) -> None:
        click.secho(f"  {say(words)}", dim=True)

    def _complain(self, diagnostic: Diagnostic) -> None:
        from cauce import catalogue

        message, hint = catalogue.sentence(diagnostic, lang())
        click.secho(f"  {diagnostic.code} {message}; {hint}", fg="yellow")


def _request(invoke: Invoke) -> str:
    params = reveal(dict(invoke.params), stand_in)
    if invoke.kind != "http":
        return f"{invoke.kind} {_plain(params)}"
    body = f" {_plain(params['json'])}" if "json" in params else ""
    return f"{params.get('method', '')} {params.get('url', '')}{body}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _unused(name: str, names: Container[str]) -> str:
    """Return the name, with a number where it is taken."""
    return next(each for number in count(1) if (each := name if number == 1 else f"{name} {number}") not in names)
