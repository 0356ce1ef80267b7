"""`/api/contacts/import`, `/imports` and `/export`: contacts as files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from cauce import Acts, Host, Json, Request, Route, Stream, Text, rest
from cauce.desk import Conflict, Invalid
from cauce.rest import ID, MOST, PAGING, choice, parts, thing
from cauce.sql import Connection
from cauce_plugins.contacts import exporting, importing, imports, planning, shapes
from cauce_plugins.contacts.imports import Import
from cauce_plugins.contacts.people_routes import FILTERS, wanted

ROOT = "/api/contacts"
ONE = ROOT + "/imports/{id:[0-9]+}"
BYTES = 20 << 20
"""How many bytes a file may have."""
_YES = {"type": "boolean"}


async def upload(request: Request) -> Json:
    """Read a file and tell what would become of its rows; with `commit`, let it."""
    if not request.raw:
        raise Invalid("file", "El archivo está vacío.", "The file is empty.")
    host, merges = request.plugin, request.query.get("merge", False)
    number = await importing.check(host, request.caller, request.raw, merges=merges)
    if request.query.get("commit", False):
        await _commit(request, number)
    return Json(await _told(request, number), status=201)


async def commit(request: Request) -> dict[str, Any]:
    """Have what was read stored."""
    await _commit(request, request.params["id"])
    return await _told(request, request.params["id"])


async def _commit(request: Request, number: int) -> None:
    job = partial(importing.commit, who=request.caller, number=number)
    await request.plugin.act(job, request.caller, request.remote)
    request.plugin.nudge(importing.JOB)


async def get(request: Request) -> dict[str, Any]:
    """Show how far an import is."""
    return await _told(request, request.params["id"])


async def _told(request: Request, number: int) -> dict[str, Any]:
    found = await request.plugin.read(partial(imports.see, who=request.caller, one=number))
    host: Host = request.plugin
    return await host.read(partial(_shown, found=found))


def _shown(db: Connection, found: Import) -> dict[str, Any]:
    return shapes.import_(found, imports.counts(db, found.id), imports.behind(db, found))


async def every(request: Request) -> dict[str, Any]:
    """List the imports that one sees, the last first."""
    limit = rest.limit_of(request.query)
    [before] = rest.read_cursor("imports", request.query, int) or (MOST,)
    found = await request.plugin.read(partial(imports.page, who=request.caller, before=before, limit=limit + 1))
    told = {one.id: await request.plugin.read(partial(_shown, found=one)) for one in found[:limit]}
    return rest.page(found, limit, "imports", lambda one: (one.id,), lambda one: told[one.id])


async def rows(request: Request) -> dict[str, Any]:
    """List the rows of an import, with what becomes of each."""
    number, limit = request.params["id"], rest.limit_of(request.query)
    await request.plugin.read(partial(imports.see, who=request.caller, one=number))
    [after] = rest.read_cursor("rows", request.query, int) or (0,)
    job = partial(imports.rows_of, one=number, after=after, limit=limit + 1, outcome=request.query.get("outcome"))
    return rest.page(
        await request.plugin.read(job),
        limit,
        "rows",
        lambda one: (one.number,),
        lambda one: shapes.row(one, request.language),
    )


async def report(request: Request) -> Stream:
    """Give all rows of an import as a file."""
    number = request.params["id"]
    await request.plugin.read(partial(imports.see, who=request.caller, one=number))
    chunks = exporting.report(request.plugin, number, request.language)
    return Stream(chunks, exporting.KINDS["csv"] + "; charset=utf-8", headers=_named(f"import-{number}.csv"))


async def remove(request: Request) -> Text:
    """Forget an import: what it stored stays."""
    number = request.params["id"]

    def job(acts: Acts) -> None:
        found = imports.hold(acts.db, request.caller, number)
        if found.state in {imports.COMMITTING, imports.READING}:
            raise Conflict("Se está guardando: espera a que termine.", "It is being stored: wait until it is done.")
        acts.record("contact_import.deleted", f"contact_import:{number}")

    await request.plugin.act(job, request.caller, request.remote)
    await importing.forget(request.plugin, number)
    return Text("", status=204)


async def export(request: Request) -> Stream:
    """Give the contacts that one sees as a file."""
    kind = request.query.get("format", "csv")
    asked = sorted(name for name in request.query if name != "format")

    def job(acts: Acts) -> None:
        acts.record("contacts.exported", "contacts", {"format": kind, "filters": asked})

    await request.plugin.act(job, request.caller, request.remote)
    written = exporting.as_csv if kind == "csv" else exporting.as_xlsx
    chunks = written(request.plugin, request.caller, wanted(dict(request.query)))
    content = exporting.KINDS[kind] + ("; charset=utf-8" if kind == "csv" else "")
    return Stream(chunks, content, headers=_named(f"contacts.{kind}"))


def _named(file: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}


def routes() -> Iterable[Route]:
    """Yield the routes."""
    which = parts(id=ID)
    yield Route(
        "POST", ROOT + "/import", "contacts.import", upload, raw=True, limit=BYTES, status=201, answer=shapes.IMPORT,
        query=thing({}, {"commit": _YES, "merge": _YES}), problems=("conflict",),
        summary={"es": "Leer un archivo y ver qué pasaría con cada fila", "en": "Read a file and see what would become of each row"},
    )  # fmt: skip
    yield Route(
        "GET", ROOT + "/imports", "contacts.import", every, query=thing({}, PAGING), answer=rest.page_of(shapes.IMPORT),
        summary={"es": "Las importaciones, la última primero", "en": "The imports, the last first"},
    )  # fmt: skip
    yield Route(
        "GET", ONE, "contacts.import", get, params=which, answer=shapes.IMPORT,
        summary={"es": "Una importación y cuánto lleva", "en": "An import and how far it is"},
    )  # fmt: skip
    yield Route(
        "DELETE", ONE, "contacts.import", remove, params=which, status=204, problems=("conflict",),
        summary={"es": "Olvidar una importación; los contactos quedan", "en": "Forget an import; the contacts stay"},
    )  # fmt: skip
    yield Route(
        "POST", ONE + "/commit", "contacts.import", commit, params=which, answer=shapes.IMPORT, problems=("conflict",),
        summary={"es": "Guardar lo que se leyó", "en": "Store what was read"},
    )  # fmt: skip
    yield Route(
        "GET", ONE + "/rows", "contacts.import", rows, params=which, answer=rest.page_of(shapes.ROW),
        query=thing({}, {"outcome": choice(planning.OUTCOMES), **PAGING}),
        summary={"es": "Las filas, y qué pasa con cada una", "en": "The rows, and what becomes of each"},
    )  # fmt: skip
    yield Route(
        "GET", ONE + "/report", "contacts.import", report, params=which,
        summary={"es": "Todas las filas como CSV", "en": "All rows as a CSV"},
    )  # fmt: skip
    yield Route(
        "GET", ROOT + "/export", "contacts.export", export, query=thing({}, {"format": choice([*exporting.KINDS]), **FILTERS}),
        summary={"es": "Los contactos como CSV o XLSX", "en": "The contacts as a CSV or XLSX"},
    )  # fmt: skip
