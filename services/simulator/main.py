"""The simulator process: all benefits at once, computed with the law as code. It keeps nothing."""

import uvloop
from mesdroits.simulator.v1.simulator_service_pb2 import DESCRIPTOR
from mesdroits.simulator.v1.simulator_service_pb2_grpc import add_SimulatorServiceServicer_to_server

from chassis.server import Service
from services.simulator.api.servicer import SimulatorServicer
from services.simulator.settings import Settings
from services.simulator.wiring import make_process

NAME = DESCRIPTOR.services_by_name["SimulatorService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        # Not before it is warm: the first person must not wait for the law to be loaded.
        await service.set_serving(able=False)
        process = make_process(settings, service.set_serving)
        service.add(add_SimulatorServiceServicer_to_server, SimulatorServicer(process.parts), NAME)
        service.background("pool", process.pool.run)
        await service.run()


def main() -> None:
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
