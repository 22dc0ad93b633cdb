"""Metrics: the SDK's instruments, and durations counted in place, which the SDK's histogram would charge to every call."""

import time
from bisect import bisect_left
from dataclasses import replace
from typing import Any

from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricExportResult,
    MetricsData,
    PeriodicExportingMetricReader,
    ScopeMetrics,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

# Milliseconds; the last bucket holds what is longer.
BOUNDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 1500.0, 2000.0, 5000.0, 10_000.0)
_PERIOD_MS = 5000.0
# Not the scope of the SDK's own instruments: the encoder keeps one group for each.
_SCOPE = InstrumentationScope("mesdroits.durations")
# In all, retries included: a back end that is away must not keep a process that stops.
_SEND_SECONDS = 2


class _Series:
    __slots__ = ("counts", "highest", "lowest", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total, self.lowest, self.highest = 0.0, float("inf"), 0.0


class Durations:
    """A histogram in milliseconds, one series for each set of label values. Recorded by one thread, read by another."""

    def __init__(self, name: str, description: str, labels: tuple[str, ...]) -> None:
        self.name, self._description, self._labels = name, description, labels
        self._series: dict[tuple[str, ...], _Series] = {}
        self._since = time.time_ns()

    def record(self, milliseconds: float, *values: str) -> None:
        """Counts one call; `values` follow the order of the labels, and are few by design."""
        series = self._series.get(values)
        if series is None:
            series = self._series.setdefault(values, _Series())
        series.counts[bisect_left(BOUNDS, milliseconds)] += 1
        series.total += milliseconds
        series.lowest = min(series.lowest, milliseconds)
        series.highest = max(series.highest, milliseconds)

    def collect(self) -> Metric:
        """What was counted since the start, as the SDK's exporters read it."""
        now = time.time_ns()
        points = [self._point(values, series, now) for values, series in list(self._series.items())]
        return Metric(self.name, self._description, "ms", Histogram(points, AggregationTemporality.CUMULATIVE))

    def _point(self, values: tuple[str, ...], series: _Series, now: int) -> HistogramDataPoint:
        counts = tuple(series.counts)
        return HistogramDataPoint(
            attributes=dict(zip(self._labels, values, strict=True)), start_time_unix_nano=self._since, time_unix_nano=now,
            count=sum(counts), sum=series.total, bucket_counts=counts, explicit_bounds=BOUNDS, min=series.lowest,
            max=series.highest,
        )  # fmt: skip


class _WithDurations(OTLPMetricExporter):
    """Adds the durations to what the SDK has collected."""

    def __init__(self, endpoint: str, durations: dict[str, Durations]) -> None:
        super().__init__(endpoint=endpoint, insecure=not endpoint.startswith("https://"), timeout=_SEND_SECONDS)
        self._durations = durations

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> MetricExportResult:
        told = [metric for metric in (one.collect() for one in self._durations.values()) if metric.data.data_points]
        resources = metrics_data.resource_metrics
        if told and resources:
            scope = ScopeMetrics(_SCOPE, told, "")
            first = replace(resources[0], scope_metrics=[*resources[0].scope_metrics, scope])
            metrics_data = replace(metrics_data, resource_metrics=[first, *resources[1:]])
        return super().export(metrics_data, timeout_millis, **kwargs)


def provider(endpoint: str, resource: dict[str, str], durations: dict[str, Durations]) -> MeterProvider:
    """Sends every metric of the process to an OTLP endpoint, every five seconds."""
    reader = PeriodicExportingMetricReader(_WithDurations(endpoint, durations), export_interval_millis=_PERIOD_MS)
    return MeterProvider([reader], resource=Resource(resource), shutdown_on_exit=False)
