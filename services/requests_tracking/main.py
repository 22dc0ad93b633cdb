"""The requests_tracking process: what was asked of organismes, whom it waits for, and the day on which silence decides."""

import uvloop
from mesdroits.requests_tracking.v1.requests_tracking_service_pb2 import DESCRIPTOR
from mesdroits.requests_tracking.v1.requests_tracking_service_pb2_grpc import (
    add_RequestsTrackingServiceServicer_to_server,
)

from chassis.outbox import Relay
from chassis.server import Service
from services.requests_tracking.api.servicer import RequestsTrackingServicer
from services.requests_tracking.settings import Settings
from services.requests_tracking.wiring import consumers, make_parts

NAME = DESCRIPTOR.services_by_name["RequestsTrackingService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        database = service.database()
        parts = make_parts(settings, database, service.vault(), service.minter)
        for close in parts.closers:
            service.closing(close)
        bus = await service.bus()
        servicer = RequestsTrackingServicer(database, parts.tracking, parts.poller)
        service.add(add_RequestsTrackingServiceServicer_to_server, servicer, NAME)
        service.background("relay", Relay(database, bus).run)
        for name, run in parts.background.items():
            service.background(name, run)
        for name, consumer in consumers(database, bus, parts.tracking).items():
            service.background(name, consumer.run)
        await service.run()


def main() -> None:
    """The process."""
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
