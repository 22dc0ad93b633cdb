"""`python -m sandbox.traces.show TRACE_ID`: the waterfall of one trace in a terminal (behind `make trace TRACE=<id>`).

Exit codes: 0 shown, 1 unknown trace, 2 the viewer is off, answered nonsense, or the id is not one.
"""

import argparse
import shutil
import sys
from typing import Any

import httpx

from sandbox.traces.french import milliseconds
from sandbox.traces.reader import parse_trace_id

DEFAULT_URL = "http://127.0.0.1:8002"
TIMEOUT_S = 10.0
EIGHTHS = " ▏▎▍▌▋▊▉"
NARROWEST = 80
SERVICE_WIDTH = 16
RED, DIM, PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[0m"

Json = dict[str, Any]


class NotShownError(Exception):
    """The trace cannot be shown; carries the exit code and the reason in plain French."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def fetch(trace_id: str, url: str) -> Json:
    """The trace as the viewer's JSON gives it. Raises NotShownError."""
    try:
        answer = httpx.get(f"{url.rstrip('/')}/api/traces/{trace_id}", timeout=TIMEOUT_S, trust_env=False)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        hint = "Lancez « make run », ou donnez l’adresse de la page des traces avec --url."
        raise NotShownError(2, f"Aucune visionneuse de traces ne répond à {url}. {hint}") from error
    if answer.status_code == httpx.codes.NOT_FOUND and "problem+json" in answer.headers.get("content-type", ""):
        raise NotShownError(1, f"Trace {trace_id} inconnue. {answer.json()['detail']}")
    if not answer.is_success:
        raise NotShownError(
            2, f"{url} a répondu {answer.status_code} : ce n’est pas une visionneuse de traces en état."
        )
    found: Json = answer.json()
    return found


def render(trace: Json, width: int, colour: bool) -> list[str]:
    """The lines of the waterfall, `width` columns wide."""
    width = max(width, NARROWEST)
    step_width = (width - SERVICE_WIDTH - 22) * 3 // 5
    bar_width = width - SERVICE_WIDTH - 22 - step_width
    lines = _heading(trace)
    head = f"{'étape':<{step_width}} {'service':<{SERVICE_WIDTH}} {'début':>8} {'durée':>9}  (ms)"
    lines.append(_painted(head, DIM, colour))
    for span in trace["spans"]:
        lines.extend(_span_lines(span, trace["duration_ms"], (step_width, bar_width), colour))
    lines.extend(f"↗ trace liée {linked['trace_id']}  {linked['name']}" for linked in trace["linked_traces"])
    return lines


def _heading(trace: Json) -> list[str]:
    errors = trace["error_count"]
    facts = [
        f"{milliseconds(trace['duration_ms'])} ms",
        f"{trace['span_count']} étapes",
        "aucune erreur" if not errors else f"{errors} en erreur",
        f"{len(trace['services'])} services : " + ", ".join(line["service"] for line in trace["services"]),
    ]
    heading = [f"Trace {trace['trace_id']}  {trace['name']}", " · ".join(facts), ""]
    if trace["truncated"]:
        heading.insert(2, "Cette trace est très longue : seul son début est montré.")
    return heading


def _span_lines(span: Json, total_ms: float, widths: tuple[int, int], colour: bool) -> list[str]:
    step_width, bar_width = widths
    failed = span["status"] == "error"
    indent = "  " * min(span["depth"], step_width // 4)
    step = _cut(f"{indent}{'✗ ' if failed else ''}{span['name']}", step_width)
    service = _cut(span["service"], SERVICE_WIDTH)
    start, duration = milliseconds(span["start_ms"]), milliseconds(span["duration_ms"])
    drawn = bar(span["start_ms"], span["duration_ms"], total_ms, bar_width)
    line = f"{step:<{step_width}} {service:<{SERVICE_WIDTH}} {start:>8} {duration:>9}  {drawn}".rstrip()
    lines = [_painted(line, RED, colour and failed)]
    if failed and span["status_message"]:
        lines.append(_painted(f"{indent}  ↳ {span['status_message']}", RED, colour))
    return lines


def bar(start: float, duration: float, total: float, width: int) -> str:
    """A bar of eighths of a column; something shows however short the span."""
    if total <= 0:
        return EIGHTHS[1]
    begin = min(int(start / total * width), width - 1)
    eighths = max(1, round(duration / total * width * 8))
    full, rest = divmod(min(eighths, (width - begin) * 8), 8)
    return " " * begin + "█" * full + (EIGHTHS[rest] if rest else "")


def _cut(text: str, width: int) -> str:
    """The end of a long name says more than its middle: `mesdroits.sit…Service/DeclareFact`."""
    if len(text) <= width:
        return text
    kept = width // 3
    return f"{text[:kept]}…{text[len(text) - (width - kept - 1) :]}"


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{PLAIN}" if colour else text


def main(arguments: list[str] | None = None) -> int:
    """Show the trace named on the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="sandbox.traces.show", description="La cascade d’une trace, au terminal.")
    parser.add_argument("trace_id", help="identifiant (32 chiffres hexadécimaux) ou traceparent")
    parser.add_argument("--url", default=DEFAULT_URL, help="adresse de la page des traces (défaut : %(default)s)")
    asked = parser.parse_args(arguments)
    try:
        trace_id = parse_trace_id(asked.trace_id)
        if trace_id is None:
            raise NotShownError(2, "Un identifiant de trace compte 32 chiffres hexadécimaux (0 à 9, a à f).")
        lines = render(fetch(trace_id, asked.url), shutil.get_terminal_size().columns, sys.stdout.isatty())
    except NotShownError as error:
        sys.stderr.write(f"{error}\n")
        return error.code
    sys.stdout.write("\n".join([*lines, "", f"Page : {asked.url.rstrip('/')}/traces/{trace_id}", ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
