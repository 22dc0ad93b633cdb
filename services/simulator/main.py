"""The simulator process: all benefits at once, computed with the law as code. It keeps nothing."""

import uvloop
from mesdroits.simulator.v1.simulator_service_pb2 import DESCRIPTOR
from mesdroits.simulator.v1.simulator_service_pb2_grpc import add_SimulatorServiceServicer_to_server

from chassis.server import Service
from services.simulator.api.servicer import SimulatorServicer
from services.simulator.settings import Settings

NAME = DESCRIPTOR.services_by_name["SimulatorService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        service.add(add_SimulatorServiceServicer_to_server, SimulatorServicer(), NAME)
        await service.run()


def main() -> None:
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
