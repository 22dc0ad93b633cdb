"""The whole catalogue, behind a played situation service."""

from collections.abc import Mapping

from google.protobuf.json_format import ParseDict
from mesdroits.situation.v1 import situation_service_pb2 as pb

from services.bff import samples_of_facts
from services.bff.tests.conftest import World

CATALOGUE: Mapping[str, pb.FactKindInfo] = {
    name: ParseDict(kind, pb.FactKindInfo()) for name, kind in samples_of_facts.kinds().items()
}


def serve(world: World) -> None:
    """Plays the whole catalogue, where the sample has an address alone."""
    world.played.answers["ListFactKinds"] = pb.ListFactKindsResponse(kinds=CATALOGUE.values())
