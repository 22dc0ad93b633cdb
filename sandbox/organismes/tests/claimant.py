"""What requests_tracking and documents ask of a played organisme, for the tests."""

import hashlib
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp
from mesdroits.organisme.v1 import claims_pb2 as pb

from sandbox.organismes.claims.player import Instructor
from sandbox.organismes.tests.played import PSEUDONYM, Played

CONTENT = b"%PDF-1.7 a document of the tests" * 5000
FIRST_DEPOSIT = Timestamp(seconds=1_790_000_000)


@dataclass(frozen=True)
class Claimant:
    """A person known to an organisme."""

    played: Played
    pseudonym: str = PSEUDONYM

    @property
    def organisme(self) -> str:
        return self.played.audience.partition(".")[2]

    async def known_as(self, persona: str) -> "Claimant":
        await self.played.identify(persona, self.pseudonym)
        return self

    async def submit(self, benefit: str, **fields: Any) -> pb.SubmitClaimResponse:
        request = {"request_id": str(uuid.uuid4()), "pseudonym": self.pseudonym, "benefit": benefit}
        client = self.played.caller("requests_tracking")
        answer: pb.SubmitClaimResponse = await client.call(
            client.stub.SubmitClaim, pb.SubmitClaimRequest(**(request | fields)), idempotent=False
        )
        return answer

    async def withdraw(self, reference: str, **fields: Any) -> pb.WithdrawClaimResponse:
        request = {"request_id": str(uuid.uuid4()), "pseudonym": self.pseudonym, "organisme_reference": reference}
        client = self.played.caller("requests_tracking")
        answer: pb.WithdrawClaimResponse = await client.call(
            client.stub.WithdrawClaim, pb.WithdrawClaimRequest(**(request | fields)), idempotent=False
        )
        return answer

    async def claims(self, **fields: Any) -> pb.ListClaimsResponse:
        client = self.played.caller("requests_tracking")
        request = pb.ListClaimsRequest(**({"pseudonym": self.pseudonym} | fields))
        answer: pb.ListClaimsResponse = await client.call(client.stub.ListClaims, request, idempotent=False)
        return answer

    async def claim(self, reference: str) -> pb.OrganismeClaim:
        return next(one for one in (await self.claims()).claims if one.organisme_reference == reference)

    async def deliver(self, piece_type: str, content: bytes = CONTENT, **fields: Any) -> pb.ReceiveDocumentResponse:
        client = self.played.caller("documents")
        announced: dict[str, Any] = {
            "request_id": str(uuid.uuid4()),
            "pseudonym": self.pseudonym,
            "type": piece_type,
            "media_type": "application/pdf",
            "deposit_time": FIRST_DEPOSIT,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        parts = _parts(pb.ReceiveDocumentRequest(**(announced | fields)), content)
        receipts = [one async for one in client.stream(client.stub.ReceiveDocument, parts)]
        assert len(receipts) == 1
        receipt: pb.ReceiveDocumentResponse = receipts[0]
        return receipt

    def live(self, days: int) -> int:
        """So many days pass; how many steps they brought, in all organismes' claims here."""
        self.played.office.days.advance(days)
        return Instructor(self.organisme, self.played.office, self.played.conduct.switches[self.organisme]).catch_up()

    def told(self) -> list[pb.ClaimMoved]:
        """What waits to be published, in its order."""
        return [
            pb.ClaimMoved.FromString(event.data) for _, event in self.played.office.books.outbox.unsent(self.organisme)
        ]

    def under(self, pseudonym: str) -> "Claimant":
        return replace(self, pseudonym=pseudonym)


async def _parts(announced: pb.ReceiveDocumentRequest, content: bytes) -> AsyncIterator[pb.ReceiveDocumentRequest]:
    yield announced
    for start in range(0, len(content), 32_768):
        yield pb.ReceiveDocumentRequest(request_id=announced.request_id, content=content[start : start + 32_768])


def kinds(steps: Any) -> list[str]:
    """`STATE recue`, `PIECE_EXPECTED rib`, in their order."""
    return [
        f"{pb.ClaimStepKind.Name(step.kind).removeprefix('CLAIM_STEP_KIND_')} {step.piece_type or step.state}".strip()
        for step in steps
    ]
