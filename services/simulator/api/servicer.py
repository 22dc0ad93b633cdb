"""SimulatorService, served: request → use case → response."""

from dataclasses import dataclass

from mesdroits.simulator.v1.simulator_service_pb2_grpc import SimulatorServiceServicer


@dataclass(frozen=True)
class SimulatorServicer(SimulatorServiceServicer):
    """One method per RPC."""
