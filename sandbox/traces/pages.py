"""The HTML of the trace viewer: rendered here entirely, no script is ever sent."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape

from sandbox.traces import french
from sandbox.traces.questions import Database, Key, Question, Trace
from sandbox.traces.reader import EVERYTHING, parse_trace_id
from sandbox.traces.views import trace_lines

PAGE = 50
COLOURS = 10
TICKS = (0, 25, 50, 75)

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")
templates.env.trim_blocks = templates.env.lstrip_blocks = True
templates.env.filters |= {
    "number": french.number,
    "ms": french.milliseconds,
    "instant": french.instant,
    "plain": french.plain,
    "breakable": lambda name: escape(name).replace(".", Markup(".<wbr>")).replace("/", Markup("/<wbr>")),
    "measured": french.measured,
    "kind": french.KINDS.__getitem__,
    "status": french.STATUSES.__getitem__,
    "metric": french.METRICS.__getitem__,
}


@router.get("/")
def latest(request: Request, reader: Database, question: Question, before: Key = EVERYTHING, q: str = "") -> Response:
    """The latest traces; a whole id leads straight to its trace."""
    if whole := parse_trace_id(q):
        return RedirectResponse(f"/traces/{whole}", 303)
    lines = trace_lines(reader, question.page(before, PAGE))
    context = {"lines": lines, "services": reader.services(), "asked": question, "older": None}
    if len(lines) == PAGE:
        kept = {name: value for name, value in request.query_params.items() if name != "before"}
        context["older"] = "?" + urlencode(kept | {"before": lines[-1].page_key})
    return templates.TemplateResponse(request, "traces.html", context)


@router.get("/traces/{trace_id}")
def trace(request: Request, view: Trace) -> Response:
    """The waterfall of one trace, its log lines and the traces it is linked to."""
    context = {
        "trace": view,
        "colours": {line.service: place % COLOURS for place, line in enumerate(view.services)},
        "names": {span.span_id: f"{span.service} · {span.name}" for span in view.spans},
        "others": {line.trace_id: f"{line.service} · {line.name}" for line in view.linked_traces},
        "scale": 100 / view.duration_ms if view.duration_ms else 0.0,
        "ticks": TICKS,
    }
    return templates.TemplateResponse(request, "trace.html", context)


@router.get("/metrics")
def metrics(request: Request, reader: Database, name: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The last value of every metric."""
    return templates.TemplateResponse(request, "metrics.html", {"metrics": reader.metrics(name), "name": name})
