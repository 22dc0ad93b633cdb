"""Rights: what the person holds, what has to be done to keep it, and the days that nothing covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1 import view_pb2

from chassis.auth import Minter
from chassis.clients import Client
from services.notify.domain.profile import Duty, DutyKind, Gap, HeldRight, RightState
from services.notify.partners.reading import day_of, instant_of

if TYPE_CHECKING:
    from mesdroits.rights.v1.rights_service_pb2_grpc import RightsServiceAsyncStub

# The reason that the person reads in their access journal.
PURPOSE = "watch_rights"
_SECONDS = 8.0
_KINDS = {kind.value for kind in DutyKind}
_STATES = {state.value for state in RightState}


@dataclass(frozen=True, slots=True)
class Held:
    """`silent`: the organismes that said nothing; `old`: those of which an earlier answer is shown."""

    rights: tuple[HeldRight, ...]
    gaps: tuple[Gap, ...]
    silent: frozenset[str]
    old: frozenset[str]


class Rights:
    """Reads them, health included: what is told of it is hidden later, below the substantial level."""

    def __init__(self, client: "Client[RightsServiceAsyncStub]", minter: Minter) -> None:
        self._client, self._minter = client, minter

    async def read(self, person_id: str) -> Held:
        """The person's rights now. Raises the Problem of the call."""
        request = pb.GetHeldRightsRequest(person_id=person_id)
        token = self._minter.mint("rights", purpose=PURPOSE)
        answer = await self._client.call(self._client.stub.GetHeldRights, request, token=token, timeout=_SECONDS)
        return Held(
            rights=tuple(map(_right, answer.rights)),
            gaps=tuple(_gap(gap) for gap in answer.gaps if gap.period.HasField("start_date")),
            silent=_named(answer.sources, view_pb2.AVAILABILITY_UNAVAILABLE),
            old=_named(answer.sources, view_pb2.AVAILABILITY_STALE),
        )


def _named(sources: Iterable[view_pb2.SourceStatus], availability: "view_pb2.Availability.ValueType") -> frozenset[str]:
    return frozenset(source.organisme for source in sources if source.availability == availability)


def _right(message: view_pb2.Right) -> HeldRight:
    state = organisme_pb.RightState.Name(message.state).removeprefix("RIGHT_STATE_")
    period = message.period
    return HeldRight(
        benefit=message.benefit,
        organisme=message.organisme,
        state=RightState(state) if state in _STATES else RightState.UNKNOWN,
        start=day_of(period.start_date) if period.HasField("start_date") else None,
        end=day_of(period.end_date) if period.HasField("end_date") else None,
        duties=tuple(duty for line in message.duties if (duty := _duty(line))),
    )


def _duty(message: organisme_pb.Duty) -> Duty | None:
    kind = organisme_pb.DutyKind.Name(message.kind).removeprefix("DUTY_KIND_")
    if kind not in _KINDS or not message.HasField("due_date"):
        return None
    return Duty(
        kind=DutyKind(kind),
        due=day_of(message.due_date),
        open=day_of(message.open_date) if message.HasField("open_date") else None,
        done=instant_of(message.done_time) if message.HasField("done_time") else None,
        reference_months=tuple(map(day_of, message.reference_months)),
    )


def _gap(message: view_pb2.Gap) -> Gap:
    period = message.period
    return Gap(
        cover=message.cover,
        ended=message.ended_benefit,
        start=day_of(period.start_date),
        end=day_of(period.end_date) if period.HasField("end_date") else None,
        remedy=message.remedy_benefit,
        remedy_text=message.remedy,
        certain=message.certain,
    )
