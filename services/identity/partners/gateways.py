"""The organismes' gateways: the only door through which a NIR leaves, and only towards who is listed in the rules."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from mesdroits.common.v1 import date_pb2
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceStub

from chassis.auth import Minter
from chassis.clients import Client
from chassis.errors import NotFound, Problem
from chassis.settings import ProcessSettings
from services.identity.domain.attachments import Attachment, Quality, Regime
from services.identity.domain.certification import Answer, Verdict
from services.identity.domain.nir import Nir
from services.identity.domain.pivot import Pivot
from services.identity.domain.pseudonyms import Pseudonym

if TYPE_CHECKING:
    from mesdroits.organisme.v1.organisme_gateway_service_pb2_grpc import OrganismeGatewayServiceAsyncStub

_log = logging.getLogger(__name__)
ANSWER_SECONDS = 1.5

# A name, not a letter.
_LONGEST_OFFICE = 120
_VERDICTS = {
    pb.IDENTIFICATION_VERDICT_MATCH: Verdict.MATCH,
    pb.IDENTIFICATION_VERDICT_MISMATCH: Verdict.MISMATCH,
    pb.IDENTIFICATION_VERDICT_UNKNOWN: Verdict.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Question:
    """The identity to look for, and under which name each organisme may know it."""

    nir: Nir = field(repr=False)
    pivot: Pivot
    pseudonyms: Mapping[str, Pseudonym]


class Replaced(Enum):
    """What became of a pseudonym to replace."""

    DONE = "DONE"
    NOT_KNOWN = "NOT_KNOWN"
    LATER = "LATER"


class Gateways:
    """One client per organisme that has an address."""

    def __init__(self, settings: ProcessSettings, addresses: Mapping[str, str], minter: Minter) -> None:
        self._clients: dict[str, Client[OrganismeGatewayServiceAsyncStub]] = {
            organisme: Client(settings, address, OrganismeGatewayServiceStub, f"organisme.{organisme}", minter)
            for organisme, address in addresses.items()
        }

    @property
    def organismes(self) -> frozenset[str]:
        """Those that have an address."""
        return frozenset(self._clients)

    async def ask(self, organismes: Iterable[str], question: Question, patience: float) -> list[Answer]:
        """Asks all at once; who does not answer within `patience` seconds is UNREACHABLE."""
        return await asyncio.gather(*(self._ask_one(organisme, question, patience) for organisme in organismes))

    async def _ask_one(self, organisme: str, question: Question, patience: float) -> Answer:
        client, born = self._clients[organisme], question.pivot.birthdate
        request = pb.IdentifyPersonRequest(
            nir=question.nir.value,
            given_names=" ".join(question.pivot.given_names),
            family_name=question.pivot.family_name,
            birth_date=date_pb2.Date(year=born.year, month=born.month, day=born.day),
            pseudonym=question.pseudonyms[organisme].value,
        )
        try:
            response = await client.call(client.stub.IdentifyPerson, request, timeout=patience)
            return _answer(organisme, response)
        except Problem as problem:
            _log.warning("organisme not reached", extra={"organisme": organisme, "reason": problem.reason})
        except ValueError:
            _log.error("organisme broke the contract", extra={"organisme": organisme})
        return Answer(organisme, Verdict.UNREACHABLE)

    async def replace_pseudonym(self, old: Pseudonym, new: Pseudonym, request_id: str) -> Replaced:
        """Tells an organisme the new name of a person; the same `request_id` may be sent again."""
        client = self._clients.get(old.organisme)
        if client is None:
            return Replaced.LATER
        request = pb.ReplacePseudonymRequest(request_id=request_id, old_pseudonym=old.value, new_pseudonym=new.value)
        try:
            await client.call(client.stub.ReplacePseudonym, request)
        except NotFound:
            return Replaced.NOT_KNOWN
        except Problem as problem:
            _log.warning("pseudonym not replaced", extra={"organisme": old.organisme, "reason": problem.reason})
            return Replaced.LATER
        return Replaced.DONE

    async def close(self) -> None:
        """Closes every channel."""
        await asyncio.gather(*(client.close() for client in self._clients.values()))


def _answer(organisme: str, response: pb.IdentifyPersonResponse) -> Answer:
    verdict = _VERDICTS.get(response.verdict)
    if verdict is None:
        raise ValueError("verdict")
    attachments = tuple(_attachment(organisme, each) for each in response.attachments)
    return Answer(organisme, verdict, attachments if verdict is Verdict.MATCH else ())


def _attachment(organisme: str, said: person_pb2.Attachment) -> Attachment:
    """The organisme speaks for itself: whatever it writes in `organisme`, the file is its own."""
    quality = person_pb2.Quality.Name(said.quality).removeprefix("QUALITY_")
    regime = person_pb2.Regime.Name(said.regime).removeprefix("REGIME_").replace("UNSPECIFIED", "NONE")
    period = said.period
    end = _date(period.end_date) if period.HasField("end_date") else None
    office = said.office[:_LONGEST_OFFICE]
    return Attachment(organisme, _date(period.start_date), Quality(quality), Regime(regime), end, office)


def _date(said: date_pb2.Date) -> date:
    return date(said.year, said.month, said.day)
