"""JSON log lines on standard output, one per event, with the trace they belong to and with personal data struck out."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

from chassis import telemetry

_STRUCK = "[masqué]"
_OWN = ("opentelemetry", "chassis.telemetry", "grpc")
_PERSONAL = re.compile(
    r"\b[1-478][ .]?\d{2}[ .]?\d{2}[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b"  # NIR
    r"|\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}[ ]?[A-Z0-9]{0,3}\b"  # IBAN
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"  # e-mail
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]+"  # a signed token
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # user:password in an address
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redact(text: str) -> str:
    """`text` without whatever looks like a NIR, an IBAN, an e-mail address, a token or a password: the last net, not the first."""
    return _PERSONAL.sub(_STRUCK, text)


def describe(failure: BaseException) -> str:
    """Where a failure comes from and what each link of its chain is called; never its message, which may quote what somebody typed."""
    named = f"{type(failure).__module__}.{type(failure).__qualname__}"
    text = "".join(traceback.format_tb(failure.__traceback__)) + named
    cause = failure.__cause__ or (None if failure.__suppress_context__ else failure.__context__)
    return f"{describe(cause)}\n\n{text}" if cause else text


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time (UTC), level, service, logger, message, trace_id, then what the call added with `extra`."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The line, redacted."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace_id := telemetry.current_trace_id():
            line["trace_id"] = trace_id
        line.update((key, value) for key, value in vars(record).items() if key not in _STANDARD)
        if record.exc_info and record.exc_info[1]:
            line["exception"] = describe(record.exc_info[1])
        return redact(json.dumps(line, ensure_ascii=False, default=str))


class ToTraces(logging.Handler):
    """Sends records, redacted, to where traces go. What the exporters themselves say stays on standard output: it would feed itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """One record."""
        if record.name.startswith(_OWN):
            return
        extra = {key: redact(str(value)) for key, value in vars(record).items() if key not in _STANDARD}
        failure = redact(describe(record.exc_info[1])) if record.exc_info and record.exc_info[1] else ""
        telemetry.log(record.levelno, redact(record.getMessage()), extra | {"logger": record.name}, failure)


def start(service: str, level: str) -> None:
    """Sends every logger of the process to standard output, as JSON lines."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler, ToTraces()], force=True)
    # SQLAlchemy and uvicorn print statements and paths, in which values stand.
    for chatty in ("sqlalchemy.engine", "uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
