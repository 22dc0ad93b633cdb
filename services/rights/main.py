"""The rights process: the 360° view of what a person has, and of what they could have."""

import uvloop
from mesdroits.rights.v1.rights_service_pb2 import DESCRIPTOR
from mesdroits.rights.v1.rights_service_pb2_grpc import add_RightsServiceServicer_to_server

from chassis.outbox import Relay
from chassis.server import Service
from services.rights.api.servicer import RightsServicer
from services.rights.settings import Settings
from services.rights.wiring import Ground, make_parts, utc_now

NAME = DESCRIPTOR.services_by_name["RightsService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        ground = Ground(service.database(), service.vault(), service.minter, utc_now)
        parts = make_parts(settings, ground)
        for close in parts.closers:
            service.closing(close)
        bus = await service.bus()
        service.add(add_RightsServiceServicer_to_server, RightsServicer(parts.collector), NAME)
        service.background("relay", Relay(ground.database, bus).run)
        service.background("directory", parts.refresh.consumer(bus).run)
        service.background("applied", parts.applied.consumer(bus).run)
        service.background("keeper", parts.keeper.run)
        service.background("purge", parts.purge.run)
        await service.run()


def main() -> None:
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
