"""The gateway of one organisme: the RPCs of `organisme/v1`, those about claims and documents as `claims` answers them."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.identity.v1 import person_pb2
from mesdroits.organisme.v1 import claims_pb2
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb
from mesdroits.organisme.v1 import organisme_gateway_service_pb2_grpc as pb_grpc

from sandbox.organismes.claims.counter import Counter
from sandbox.organismes.claims.office import Office
from sandbox.organismes.claims.post_room import PostRoom
from sandbox.organismes.claims.reception import Reception
from sandbox.organismes.conduct import Conduct
from sandbox.organismes.dates import period
from sandbox.organismes.duties import Duties
from sandbox.organismes.errors import PersonUnknown, PseudonymTaken
from sandbox.organismes.matching import is_same_person
from sandbox.organismes.paging import page
from sandbox.organismes.papers import attestation_key, attestations_of, statement_key, statements_of
from sandbox.organismes.payments import payment_key, payments_of
from sandbox.organismes.personas import OrganismeFile
from sandbox.organismes.register import Register
from sandbox.organismes.rights import right_key, rights_of
from sandbox.organismes.world import World

Context = grpc.aio.ServicerContext[Any, Any]
_UNKNOWN = pb.IdentifyPersonResponse(verdict=pb.IDENTIFICATION_VERDICT_UNKNOWN)
_MISMATCH = pb.IdentifyPersonResponse(verdict=pb.IDENTIFICATION_VERDICT_MISMATCH)


class Consultation(NamedTuple):
    """A file, on the day it is consulted."""

    persona: str
    file: OrganismeFile
    today: date


@dataclass(frozen=True)
class Holdings:
    """What the ten gateways share: the people, their pseudonyms, how to behave, the day it is, and where claims are instructed."""

    world: World
    register: Register
    conduct: Conduct
    today: Callable[[], date]
    office: Office
    duties: Duties


class Gateway(pb_grpc.OrganismeGatewayServiceServicer):
    """One organisme. `organisme` is its id."""

    def __init__(self, organisme: str, holdings: Holdings) -> None:
        self._organisme, self._holdings = organisme, holdings
        reception = Reception(organisme, holdings.office, holdings.conduct)
        self._counter, self._post_room = Counter(reception), PostRoom(reception)

    async def IdentifyPerson(self, request: pb.IdentifyPersonRequest, _: Context) -> pb.IdentifyPersonResponse:
        """Knows the number, and this identity under it; takes the pseudonym when both agree."""
        persona = self._holdings.world.holder_of(request.nir)
        file = self._holdings.world.file(self._organisme, persona.id) if persona else None
        await self._holdings.conduct.before_any_answer(self._organisme, file)
        if persona is None or file is None:
            return _UNKNOWN
        if not is_same_person(persona.identity, request.given_names, request.family_name, request.birth_date):
            return _MISMATCH
        self._bind(request.pseudonym, persona.id)
        verdict = pb.IDENTIFICATION_VERDICT_MATCH
        return pb.IdentifyPersonResponse(verdict=verdict, attachments=[self._attachment(file)])

    async def ReplacePseudonym(self, request: pb.ReplacePseudonymRequest, _: Context) -> pb.ReplacePseudonymResponse:
        """Takes the new pseudonym beside the old one; the same request again changes nothing."""
        persona = self._holdings.register.persona_of(self._organisme, request.old_pseudonym)
        await self._holdings.conduct.before_any_answer(
            self._organisme, self._holdings.world.file(self._organisme, persona)
        )
        if persona is None:
            raise PersonUnknown
        self._bind(request.new_pseudonym, persona)
        self._holdings.office.recall(self._organisme, persona, request.new_pseudonym)
        return pb.ReplacePseudonymResponse()

    async def ListRights(self, request: pb.ListRightsRequest, _: Context) -> pb.ListRightsResponse:
        """Rights, newest first."""
        persona, file, today = await self._consult(request.pseudonym)
        told = self._holdings.duties.told(self._organisme, persona)
        rights, following = page(rights_of(file, today, told), right_key, request.page_size, request.page_token)
        answer_time = Timestamp()
        answer_time.FromDatetime(datetime.now(UTC))
        return pb.ListRightsResponse(rights=rights, next_page_token=following, data_time=answer_time)

    async def ListPayments(self, request: pb.ListPaymentsRequest, _: Context) -> pb.ListPaymentsResponse:
        """Payments, newest first."""
        _persona, file, today = await self._consult(request.pseudonym)
        lines = payments_of(self._organisme, file, today)
        payments, following = page(lines, payment_key, request.page_size, request.page_token)
        return pb.ListPaymentsResponse(payments=payments, next_page_token=following)

    async def ListStatements(self, request: pb.ListStatementsRequest, _: Context) -> pb.ListStatementsResponse:
        """Statements, newest first."""
        _persona, file, today = await self._consult(request.pseudonym)
        statements, following = page(statements_of(file, today), statement_key, request.page_size, request.page_token)
        return pb.ListStatementsResponse(statements=statements, next_page_token=following)

    async def ListAttestations(self, request: pb.ListAttestationsRequest, _: Context) -> pb.ListAttestationsResponse:
        """Attestations, newest first."""
        _persona, file, today = await self._consult(request.pseudonym)
        lines = attestations_of(self._organisme, file, today)
        attestations, following = page(lines, attestation_key, request.page_size, request.page_token)
        return pb.ListAttestationsResponse(attestations=attestations, next_page_token=following)

    async def SubmitClaim(self, request: claims_pb2.SubmitClaimRequest, _: Context) -> claims_pb2.SubmitClaimResponse:
        """Takes a claim, once per request."""
        return await self._counter.submit(request)

    async def WithdrawClaim(
        self, request: claims_pb2.WithdrawClaimRequest, _: Context
    ) -> claims_pb2.WithdrawClaimResponse:
        """Takes back a claim that is not over."""
        return await self._counter.withdraw(request)

    async def ListClaims(self, request: claims_pb2.ListClaimsRequest, _: Context) -> claims_pb2.ListClaimsResponse:
        """Claims, newest first."""
        return await self._counter.list(request)

    async def ReceiveDocument(
        self, requests: AsyncIterator[claims_pb2.ReceiveDocumentRequest], _: Context
    ) -> AsyncIterator[claims_pb2.ReceiveDocumentResponse]:
        """Takes a document, once per delivery."""
        async for receipt in self._post_room.receive(requests):
            yield receipt

    async def _consult(self, pseudonym: str) -> Consultation:
        persona = self._holdings.register.persona_of(self._organisme, pseudonym)
        file = self._holdings.world.file(self._organisme, persona)
        if persona is None or file is None:
            await self._holdings.conduct.before_any_answer(self._organisme, None)
            raise PersonUnknown
        await self._holdings.conduct.before_consultation(self._organisme, persona, file)
        return Consultation(persona, file, self._holdings.today())

    def _bind(self, pseudonym: str, persona: str) -> None:
        if not self._holdings.register.bind(self._organisme, pseudonym, persona):
            raise PseudonymTaken

    def _attachment(self, file: OrganismeFile) -> person_pb2.Attachment:
        return person_pb2.Attachment(
            organisme=self._organisme,
            quality=person_pb2.Quality.Value(f"QUALITY_{file.quality}"),
            period=period(file.since, file.until, self._holdings.today()),
            regime=person_pb2.Regime.Value(f"REGIME_{file.regime}"),
            office=file.office,
        )
