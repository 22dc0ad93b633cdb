"""Who has seen my data, my logins, and both as a file to keep."""

import csv
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from chassis.clients import deadline
from services.bff.access import Access, TheEdge, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, Page, router
from services.bff.screens import journal as screens
from services.bff.views.journal import ConnectionsView, ConnectionView, EntryView, JournalView

routes = router("journal")
_DECLARED = declared(Access.PERSON, "read_journal")
_EXPORT_SECONDS = 60.0
_MEDIA = {"csv": "text/csv", "jsonl": "application/jsonl"}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Le fichier, ligne par ligne.",
        "content": {media: {"schema": {"type": "string"}} for media in _MEDIA.values()},
    }
}
_COLUMNS = ("type", "date", "qui", "quoi", "pourquoi", "base légale", "trace", "action")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Line = EntryView | ConnectionView


class Export(BaseModel):
    """Which kind of file."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["csv", "jsonl"] = "csv"


@routes.get("/journal", responses=OF_A_PERSON, openapi_extra=_DECLARED)
async def list_journal(voice: ThePerson, page: Annotated[Page, Query()]) -> JournalView:
    """Who received or read what, newest first, over twelve months."""
    return await screens.journal(voice, page.page_size, page.page_token)


@routes.get("/connections", responses=OF_A_PERSON, openapi_extra=_DECLARED)
async def list_connections(voice: ThePerson, page: Annotated[Page, Query()]) -> ConnectionsView:
    """The person's logins through FranceConnect, newest first."""
    return await screens.connections(voice, page.page_size, page.page_token)


@routes.get(
    "/journal/export",
    response_class=StreamingResponse,
    responses={**OF_A_PERSON, **_FILE},
    openapi_extra=_DECLARED,
)
async def export_journal(edge: TheEdge, voice: ThePerson, query: Annotated[Export, Query()]) -> StreamingResponse:
    """The whole journal and all logins, as a file to keep."""
    deadline.set(time.monotonic() + _EXPORT_SECONDS)
    lines = screens.exported(voice)
    # The first line before the first byte: a refusal is still a refusal then, and not half a file.
    first = await anext(lines, None)
    name = f"journal-{edge.clock().date().isoformat()}.{query.format}"
    written = _csv(first, lines) if query.format == "csv" else _jsonl(first, lines)
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(written, media_type=_MEDIA[query.format], headers=headers)


async def _all(first: Line | None, rest: AsyncIterator[Line]) -> AsyncIterator[Line]:
    if first is not None:
        yield first
        async for line in rest:
            yield line


async def _jsonl(first: Line | None, rest: AsyncIterator[Line]) -> AsyncIterator[str]:
    async for line in _all(first, rest):
        kind = "access" if isinstance(line, EntryView) else "connection"
        yield json.dumps({"type": kind, **line.model_dump()}, ensure_ascii=False) + "\n"


async def _csv(first: Line | None, rest: AsyncIterator[Line]) -> AsyncIterator[str]:
    # The mark by which spreadsheets know UTF-8.
    yield "\ufeff" + _row(_COLUMNS)
    async for line in _all(first, rest):
        yield _row(_cells(line))


def _cells(line: Line) -> tuple[str, ...]:
    if isinstance(line, ConnectionView):
        return ("connexion", line.begin_time, "vous", line.assurance_text, line.text, "", "", "")
    basis = line.legal_basis or ""
    who, why = (line.access_time, line.reader_name, line.subject_text), line.purpose_text
    return ("accès", *who, why, basis, line.trace_id, line.verb_text)


def _row(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()
