"""`cauce explain`: what a code means, with an example that gives it and one that is mended."""

from __future__ import annotations

from collections.abc import Iterable

import click

from cauce import catalogue
from cauce.catalogue import Example, Page
from cauce.cli import report, surface
from cauce.cli.language import lang, say
from cauce.cli.surface import format_option
from cauce.errors import UsageError
from cauce.schemas import did_you_mean


@surface.command(
    "explain",
    "Explica un código como E205\n\nQué pasa, por qué, un ejemplo que falla y el mismo ya arreglado. Sin código, los lista todos.",
    "Explain a code like E205\n\nWhat happens, why, an example that fails and the same mended. Without a code, lists them all.",
)
@click.argument("code", required=False, metavar="[CODE]")
@format_option
def command(*, code: str | None, as_json: bool) -> int:
    """Write the page of a code, or the list of all, and return the exit code."""
    if code is None:
        pages = [catalogue.page(one) for one in catalogue.codes()]
        _write_list(pages, as_json=as_json)
        return 0
    found = _find(code)
    if as_json:
        report.write_object(_as_json(found))
    else:
        click.echo("\n".join(_lines(found)))
    return 0


def _find(code: str) -> Page:
    known = catalogue.codes()
    wanted = code.strip().upper()
    if wanted in known:
        return catalogue.page(wanted)
    family = [one for one in known if one[:2] == wanted[:2]]
    guess = did_you_mean(wanted, family)
    raise UsageError(
        {
            "es": f"No hay ningún código {code}{guess['es']}. «cauce explain» los lista todos.",
            "en": f"There is no code {code}{guess['en']}. “cauce explain” lists them all.",
        }
    )


def _write_list(pages: Iterable[Page], *, as_json: bool) -> None:
    if as_json:
        report.write_object({"codes": [{"code": page.code, "title": page.title[lang()]} for page in pages]})
        return
    for page in pages:
        click.echo(f"{page.code}  {page.title[lang()]}")


def _as_json(page: Page) -> dict[str, object]:
    return {
        "code": page.code,
        "title": page.title[lang()],
        "explanation": page.explanation[lang()],
        "wrong": [example.text for example in page.wrong_examples],
        "right": [example.text for example in page.right_examples],
    }


def _lines(page: Page) -> Iterable[str]:
    yield from (f"{page.code}: {page.title[lang()]}", "", page.explanation[lang()], "")
    yield from _block(say({"es": "Mal:", "en": "Wrong:"}), page.wrong_examples)
    yield from _block(say({"es": "Bien:", "en": "Right:"}), page.right_examples)


def _block(heading: str, examples: Iterable[Example]) -> Iterable[str]:
    for example in examples:
        yield heading
        yield from (f"    {line}".rstrip() for line in example.text.rstrip("\n").split("\n"))
        yield ""
