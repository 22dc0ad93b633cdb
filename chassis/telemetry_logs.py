"""Log records over OTLP, each with the trace it belongs to, through the SDK's own logger: there are few of them."""

import logging
from collections.abc import Mapping

from opentelemetry import context as otel_context
from opentelemetry._logs import Logger, SeverityNumber
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

_SEVERITIES = (
    (logging.CRITICAL, SeverityNumber.FATAL),
    (logging.ERROR, SeverityNumber.ERROR),
    (logging.WARNING, SeverityNumber.WARN),
    (logging.INFO, SeverityNumber.INFO),
    (logging.NOTSET, SeverityNumber.DEBUG),
)
# In all, retries included: a back end that is away must not keep a process that stops.
_SEND_SECONDS = 2
_provider: LoggerProvider | None = None
_logger: Logger | None = None


def start(endpoint: str, resource: Mapping[str, str]) -> None:
    """Sends records to an OTLP endpoint from now on."""
    global _provider, _logger
    exporter = OTLPLogExporter(endpoint=endpoint, insecure=not endpoint.startswith("https://"), timeout=_SEND_SECONDS)
    _provider = LoggerProvider(Resource(dict(resource)), shutdown_on_exit=False)
    _provider.add_log_record_processor(BatchLogRecordProcessor(exporter, schedule_delay_millis=1000))
    _logger = _provider.get_logger("mesdroits")


def emit(severity: int, message: str, attributes: Mapping[str, str], failure: str) -> None:
    """Sends one record, under the trace under way; `severity` is one of the logging module's."""
    if _logger is None:
        return
    number = next(told for level, told in _SEVERITIES if severity >= level)
    extra = {"exception.stacktrace": failure} if failure else {}
    _logger.emit(
        context=otel_context.get_current(), severity_number=number, severity_text=logging.getLevelName(severity),
        body=message, attributes={**attributes, **extra},
    )  # fmt: skip


def shutdown() -> None:
    """Sends what is left."""
    global _provider, _logger
    _logger = None
    if _provider:
        _provider.shutdown()
        _provider = None
