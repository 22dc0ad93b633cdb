"""The counter of one organisme: claims are made, taken back and listed there."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

from mesdroits.organisme.v1 import claims_pb2 as pb

from chassis import telemetry
from chassis.errors import InvalidInput, Violation
from sandbox.organismes.claims.reception import Reception, Visitor
from sandbox.organismes.claims.records import Dossier
from sandbox.organismes.dates import from_proto, seconds_of, timestamp, to_proto
from sandbox.organismes.errors import ClaimOver, ClaimsNotTaken, ClaimUnknown
from sandbox.organismes.moments import add_months
from sandbox.organismes.paging import page
from sandbox.organismes.rights import MONTHS_BACK

# The key under which a persona's file names the scenario of any appeal.
APPEAL = "appeal"


def claim_key(claim: pb.OrganismeClaim) -> tuple[str, ...]:
    """The order of the pages."""
    return f"{claim.submit_time.ToNanoseconds():020d}", claim.organisme_reference


class Counter:
    """Every method raises what the reception raises."""

    def __init__(self, reception: Reception) -> None:
        self._organisme, self._office, self._reception = reception.organisme, reception.office, reception

    async def submit(self, request: pb.SubmitClaimRequest) -> pb.SubmitClaimResponse:
        """Take a claim. Raises ClaimsNotTaken, ClaimUnknown (what it appeals against), InvalidInput."""
        visitor = await self._reception.for_an_act(request.pseudonym)
        with self._office.books.store.transaction():
            return self._office.answered.once(
                self._organisme, request, pb.SubmitClaimResponse, lambda: self._take(request, visitor)
            )

    async def withdraw(self, request: pb.WithdrawClaimRequest) -> pb.WithdrawClaimResponse:
        """Take a claim back. Raises ClaimUnknown, ClaimOver."""
        visitor = await self._reception.for_an_act(request.pseudonym)
        with self._office.books.store.transaction():
            return self._office.answered.once(
                self._organisme, request, pb.WithdrawClaimResponse, lambda: self._take_back(request, visitor)
            )

    async def list(self, request: pb.ListClaimsRequest) -> pb.ListClaimsResponse:
        """The claims that moved within the last 24 months, newest first."""
        visitor = await self._reception.for_a_consultation(request.pseudonym)
        today = datetime.fromtimestamp(self._office.clock(), UTC)
        oldest = datetime.combine(add_months(today.date(), -MONTHS_BACK), today.timetz()).timestamp()
        told = [self._told(dossier) for dossier in self._office.records.all(self._organisme, visitor.persona)]
        recent = [claim for claim in told if claim.steps[-1].step_time.seconds >= oldest]
        listed = sorted(recent, key=claim_key, reverse=True)
        claims, following = page(listed, claim_key, request.page_size, request.page_token)
        return pb.ListClaimsResponse(claims=claims, next_page_token=following)

    def _take(self, request: pb.SubmitClaimRequest, visitor: Visitor) -> pb.SubmitClaimResponse:
        self._check(request, visitor)
        playbook, named = self._office.books.world.playbook, visitor.file.scenarios
        appeal = bool(request.appeals_reference)
        scenario = playbook.of(
            self._organisme, request.benefit, appeal=appeal, named=named.get(APPEAL if appeal else request.benefit)
        )
        number = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._organisme}/{request.request_id}").hex[:8]
        effect = from_proto(request.effect_date) if request.HasField("effect_date") else None
        dossier = Dossier(
            self._organisme,
            f"{'RECOURS' if appeal else request.benefit}-{number}".upper(),
            visitor.persona,
            request.pseudonym,
            request.benefit,
            (seconds_of(request.submit_time) if request.HasField("submit_time") else None) or self._office.clock(),
            appeals=request.appeals_reference,
            effect=effect.isoformat() if effect else "",
            decided_by=scenario.decided_by,
            script=scenario.steps,
            traceparent=telemetry.current_traceparent(),
        )
        step = self._office.instruction.begin(dossier)
        return pb.SubmitClaimResponse(organisme_reference=dossier.reference, step=step)

    def _check(self, request: pb.SubmitClaimRequest, visitor: Visitor) -> None:
        if not self._office.words.instructs(self._organisme):
            raise ClaimsNotTaken
        if request.benefit not in self._office.books.world.benefits:
            raise InvalidInput([Violation("benefit", "Cette prestation n'existe pas.")])
        if request.HasField("effect_date") and from_proto(request.effect_date) is None:
            raise InvalidInput([Violation("effect_date", "Ce jour n'existe pas.")])
        if request.HasField("submit_time") and seconds_of(request.submit_time) is None:
            raise InvalidInput([Violation("submit_time", "Cet instant n'existe pas.")])
        if request.appeals_reference:
            self._find(visitor, request.appeals_reference)

    def _take_back(self, request: pb.WithdrawClaimRequest, visitor: Visitor) -> pb.WithdrawClaimResponse:
        dossier = self._find(visitor, request.organisme_reference)
        if dossier.is_over:
            raise ClaimOver
        clicked = replace(dossier, traceparent=telemetry.current_traceparent())
        return pb.WithdrawClaimResponse(step=self._office.instruction.withdraw(clicked))

    def _find(self, visitor: Visitor, reference: str) -> Dossier:
        found = self._office.find(self._organisme, visitor.persona, reference)
        if found is None:
            raise ClaimUnknown
        return found

    def _told(self, dossier: Dossier) -> pb.OrganismeClaim:
        effect = date.fromisoformat(dossier.effect) if dossier.effect else None
        return pb.OrganismeClaim(
            organisme_reference=dossier.reference,
            benefit=dossier.benefit,
            submit_time=timestamp(dossier.submitted),
            steps=self._office.records.steps(self._organisme, dossier.reference),
            appeals_reference=dossier.appeals,
            effect_date=to_proto(effect) if effect else None,
            whole_reference=dossier.part_of,
            decided_by=dossier.decided_by,
        )
