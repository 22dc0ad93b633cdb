"""What can be seen of the pool from outside: counts and durations, nothing of anybody."""

from collections.abc import Callable, Iterable

from opentelemetry.metrics import CallbackOptions, Observation

from chassis import telemetry


class Meters:
    """The instruments of the pool. `waiting` and `workers` are asked at each export."""

    def __init__(self) -> None:
        meter = telemetry.meter()
        self.waiting: Callable[[], int] = lambda: 0
        self.workers: Callable[[], int] = lambda: 0
        self.shed = meter.create_counter("simulator_shed", unit="{call}")
        self.restarts = meter.create_counter("simulator_restarts", unit="{process}")
        self.batch_size = meter.create_histogram("simulator_batch_size", unit="{household}")
        self.batch_duration = meter.create_histogram("simulator_batch_duration", unit="ms")
        meter.create_observable_gauge("simulator_waiting", [self._observe_waiting], unit="{household}")
        meter.create_observable_gauge("simulator_workers", [self._observe_workers], unit="{process}")

    def _observe_waiting(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(self.waiting())]

    def _observe_workers(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(self.workers())]
