"""The documents process: what cannot be accepted is refused before it is sent; what is sent is checked, kept and brought to its organisme."""

from contextlib import AsyncExitStack

import uvloop
from mesdroits.documents.v1.documents_service_pb2 import DESCRIPTOR
from mesdroits.documents.v1.documents_service_pb2_grpc import add_DocumentsServiceServicer_to_server

from chassis.outbox import Relay
from chassis.server import Service
from services.documents.api.servicer import DocumentsServicer
from services.documents.settings import Settings
from services.documents.wiring import consumers, make_parts, open_checks, workers

NAME = DESCRIPTOR.services_by_name["DocumentsService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service, AsyncExitStack() as stack:
        database, bus = service.database(), await service.bus()
        parts = make_parts(settings, service, await open_checks(settings, stack))
        service.add(add_DocumentsServiceServicer_to_server, DocumentsServicer(database, parts), NAME)
        service.background("relay", Relay(database, bus).run)
        for durable, consumer in consumers(database, bus, parts).items():
            service.background(durable, consumer.run)
        for name, run in workers(settings, database, parts).items():
            service.background(name, run)
        await service.run()


def main() -> None:
    """The process."""
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
