"""The situation process: a change told once, and what became of it at each organisme."""

from functools import partial

import uvloop
from mesdroits.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from mesdroits.situation.v1.situation_service_pb2 import DESCRIPTOR
from mesdroits.situation.v1.situation_service_pb2_grpc import add_SituationServiceServicer_to_server

from chassis.clients import Client
from chassis.crypto import Signer
from chassis.server import Service
from services.situation.api.identity import Identity
from services.situation.api.servicer import SituationServicer
from services.situation.catalogue.loader import load
from services.situation.events.published import Published
from services.situation.settings import Settings
from services.situation.usecases.context import Situation
from services.situation.usecases.lapse import lapse_daily
from services.situation.usecases.watch import Watch
from services.situation.wiring import consumers, relay

NAME = DESCRIPTOR.services_by_name["SituationService"].full_name


async def serve(settings: Settings) -> None:
    """Serves until asked to stop."""
    async with Service(settings) as service:
        database, bus = service.database(), await service.bus()
        client = Client(settings, settings.identity_address, IdentityServiceStub, "identity", service.minter)
        service.closing(client.close)
        situation = Situation(
            catalogue=load(),
            vault=service.vault(),
            events=Published(Signer.from_file(settings.signing_key_file)),
            identity=Identity(client),
        )
        service.add(add_SituationServiceServicer_to_server, SituationServicer(database, situation), NAME)
        service.background("relay", relay(database, bus, situation).run)
        service.background("lapse", partial(lapse_daily, database, situation))
        service.background("watch", Watch(database).run)
        for name, consumer in consumers(database, bus, situation).items():
            service.background(name, consumer.run)
        await service.run()


def main() -> None:
    """The process."""
    uvloop.run(serve(Settings()))


if __name__ == "__main__":
    main()
