"""The form by which a kind of fact is told."""

import asyncio
from datetime import datetime

from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.errors import NotFound
from services.bff import facts
from services.bff.clients import Voice
from services.bff.views.tell import TellView, tell_view

_MOST = 200


class NoSuchKind(NotFound):
    """The catalogue has no such kind."""

    reason = "NO_SUCH_KIND"
    default_message = "Cette information ne peut pas être déclarée ici."


async def tell(voice: Voice, kind: str, today: datetime) -> TellView:
    """The form of a kind, with what is true today."""
    service = voice.suite.situation
    wanted = facts.kind_value(kind)
    now = pb.ListFactsRequest(person_id=voice.person_id, page_size=_MOST)
    now.valid_date.year, now.valid_date.month, now.valid_date.day = today.year, today.month, today.day
    catalogue = pb.ListFactKindsRequest(person_id=voice.person_id, page_size=_MOST)
    kinds, told = await asyncio.gather(
        voice.ask(service, service.stub.ListFactKinds, catalogue), voice.ask(service, service.stub.ListFacts, now)
    )
    info = next((info for info in kinds.kinds if info.kind == wanted), None)
    if info is None:
        raise NoSuchKind
    return tell_view(info, next((fact for fact in told.facts if fact.kind == wanted), None))
