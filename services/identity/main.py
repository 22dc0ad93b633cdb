"""The identity process: who the person is, and under which names the organismes know them."""

from functools import partial

import uvloop
from mesdroits.identity.v1.identity_service_pb2 import DESCRIPTOR
from mesdroits.identity.v1.identity_service_pb2_grpc import add_IdentityServiceServicer_to_server

from chassis.outbox import Relay
from chassis.server import Service
from services.identity.api.servicer import IdentityServicer
from services.identity.events.handlers import consumers
from services.identity.settings import Settings
from services.identity.usecases.tasks import certify_for_ever, purge_for_ever, rotate_for_ever
from services.identity.wiring import make_parts

NAME = DESCRIPTOR.services_by_name["IdentityService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        parts = make_parts(service, settings)
        bus = await service.bus()
        service.add(add_IdentityServiceServicer_to_server, IdentityServicer(parts), NAME)
        service.background("relay", Relay(parts.database, bus).run)
        for stream, consumer in consumers(parts.database, bus).items():
            service.background(f"journal-{stream.lower()}", consumer.run)
        for name, task in {"certify": certify_for_ever, "rotate": rotate_for_ever, "purge": purge_for_ever}.items():
            service.background(name, partial(task, parts))
        await service.run()


def main() -> None:
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
