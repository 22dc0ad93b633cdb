"""What a reader asks over HTTP, understood once for the page and the JSON, and the words of each refusal."""

from typing import Annotated

from fastapi import Depends, Query, Request

from sandbox.traces.reader import EVERYTHING, Reader, Search, parse_trace_id
from sandbox.traces.views import TraceView, trace_view

NOT_AN_ID = "Un identifiant de trace compte 32 chiffres hexadécimaux (0 à 9, a à f)."
UNKNOWN = (
    "Aucune donnée reçue pour cette trace. Elle n’est peut-être pas encore arrivée (attendez une seconde), "
    "elle a pu être oubliée depuis, ou l’identifiant a été mal recopié."
)

Words = Annotated[str, Query(max_length=200)]
# An empty field of the form is not an error.
Flag = Annotated[str, Query(pattern="^(|0|1|true|false)$")]
Key = Annotated[int, Query(ge=0, le=EVERYTHING)]
Limit = Annotated[int, Query(ge=1, le=500)]


class NoTraceError(Exception):
    """There is no such trace; carries the HTTP status and the words for the reader."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def reader_of(request: Request) -> Reader:
    """The database of this application."""
    reader: Reader = request.app.state.reader
    return reader


Database = Annotated[Reader, Depends(reader_of)]


def asked_trace(trace_id: str, reader: Database) -> TraceView:
    """The trace of the address. Raises NoTraceError: 400 for what is no id, 404 for an unknown one."""
    wanted = parse_trace_id(trace_id)
    if wanted is None:
        raise NoTraceError(400, NOT_AN_ID)
    view = trace_view(reader, wanted)
    if view is None:
        raise NoTraceError(404, UNKNOWN)
    return view


class Asked:
    """The fields of the search, as the address gives them."""

    def __init__(self, service: Words = "", error: Flag = "", name: Words = "", q: Words = "") -> None:
        self.service = service
        self.error = error in ("1", "true")
        self.name = name.strip()
        self.prefix = parse_trace_id(q) or q.strip().lower()

    def page(self, before: int, limit: int) -> Search:
        """The search for one page of results."""
        return Search(self.service, self.error, self.name, self.prefix, before, limit)


Trace = Annotated[TraceView, Depends(asked_trace)]
Question = Annotated[Asked, Depends()]
