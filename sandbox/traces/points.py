"""Metric data points as rows: the last value of each (service, name, attributes) is all the viewer keeps."""

import hashlib
import json
from collections.abc import Iterator

from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    ExponentialHistogramDataPoint,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    SummaryDataPoint,
)
from pydantic import JsonValue

from sandbox.traces.decode import attributes_of

Point = NumberDataPoint | HistogramDataPoint | ExponentialHistogramDataPoint | SummaryDataPoint
# id, service, name, kind, unit, description, attributes (JSON), value (JSON), exemplars (JSON), time (ns)
MetricRow = tuple[int, str, str, str, str, str, str, str, str, int]


def metric_rows(service: str, metric: Metric) -> Iterator[MetricRow]:
    """One row a data point; a metric without data gives none."""
    kind = metric.WhichOneof("data")
    if kind is None:
        return
    for point in getattr(metric, kind).data_points:
        attributes = json.dumps(attributes_of(point.attributes), ensure_ascii=False)
        yield (
            _identity(service, metric.name, attributes),
            service,
            metric.name,
            kind,
            metric.unit,
            metric.description,
            attributes,
            json.dumps(_value(point)),
            json.dumps(_exemplars(point), ensure_ascii=False),
            min(point.time_unix_nano, 2**63 - 1),
        )


def _identity(*parts: str) -> int:
    digest = hashlib.blake2b("\0".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _value(point: Point) -> JsonValue:
    if isinstance(point, NumberDataPoint):
        return point.as_int if point.WhichOneof("value") == "as_int" else point.as_double
    value: dict[str, JsonValue] = {"count": point.count, "sum": point.sum}
    if not isinstance(point, SummaryDataPoint):
        value |= {"min": point.min, "max": point.max}
    if isinstance(point, HistogramDataPoint):
        value |= {"p50_at_most": quantile(point, 0.5), "p95_at_most": quantile(point, 0.95)}
    return value


def quantile(point: HistogramDataPoint, share: float) -> float:
    """Upper bound of the bucket where `share` of the observations is reached, never above the largest one seen."""
    reached = 0
    for bound, count in zip(point.explicit_bounds, point.bucket_counts, strict=False):
        reached += count
        if reached >= share * point.count:
            return min(bound, point.max) if point.HasField("max") else bound
    return point.max


def _exemplars(point: Point) -> list[JsonValue]:
    if isinstance(point, SummaryDataPoint):
        return []
    return [
        {"trace_id": exemplar.trace_id.hex(), "attributes": dict(attributes_of(exemplar.filtered_attributes))}
        for exemplar in point.exemplars
    ]
