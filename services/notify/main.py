"""The notify process: the dates of each person's rights, the messages that come of them and those of organismes, and every way to the person."""

from functools import partial

import uvloop
from mesdroits.notify.v1.notify_service_pb2 import DESCRIPTOR
from mesdroits.notify.v1.notify_service_pb2_grpc import add_NotifyServiceServicer_to_server

from chassis.outbox import Relay
from chassis.server import Service
from services.notify.api.servicer import NotifyServicer
from services.notify.api.watching import as_they_stand
from services.notify.events.hub import Hub
from services.notify.settings import Settings
from services.notify.wiring import consumers, make_parts

NAME = DESCRIPTOR.services_by_name["NotifyService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        database = service.database()
        parts = make_parts(settings, database, service.vault(), service.minter)
        for close in parts.closers:
            service.closing(close)
        bus = await service.bus()
        hub = Hub(bus, parts.near, partial(as_they_stand, database, parts.notify))
        service.add(add_NotifyServiceServicer_to_server, NotifyServicer(database, parts.notify, hub), NAME)
        service.background("relay", Relay(database, bus).run)
        service.background("hub", hub.run)
        service.background("hub near", hub.run_near)
        for name, run in parts.background.items():
            service.background(name, run)
        for name, consumer in consumers(database, bus, parts.notify).items():
            service.background(name, consumer.run)
        await service.run()


def main() -> None:
    """The process."""
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
