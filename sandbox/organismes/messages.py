"""What organismes write to persons: the events `organisme.<id>.message.v1.put` and `.withdrawn`."""

import uuid
from dataclasses import dataclass
from datetime import date

from mesdroits.organisme.v1 import messages_pb2 as pb
from pydantic import BaseModel, ConfigDict, Field

from sandbox.organismes.dates import timestamp, to_proto
from sandbox.organismes.errors import PersonUnknown
from sandbox.organismes.outbox import Outbox
from sandbox.organismes.register import Register
from sandbox.organismes.store import Store

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "message.organisme.mesdroits")
_DAY = 86_400.0


class Written(BaseModel):
    """A message, as whoever plays the organisme writes it. `valid_days`: from now on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str = Field(min_length=1)
    version: int = Field(default=1, ge=1)
    title: str = Field(min_length=1)
    body: str = Field(min_length=1)
    health: bool = False
    due: date | None = None
    valid_days: float = 60.0
    legal_effect: bool = False
    benefit: str = ""


@dataclass(frozen=True)
class Correspondence:
    """Of the ten. The same reference and version again is the same event."""

    store: Store
    register: Register
    outbox: Outbox

    def put(self, organisme: str, persona: str, written: Written, now: float) -> None:
        """Write to a person. Raises PersonUnknown when this organisme does not know them under any pseudonym."""
        message = pb.MessagePut(
            reference=written.reference,
            version=written.version,
            pseudonym=self._pseudonym(organisme, persona),
            title=written.title,
            body=written.body,
            health=written.health,
            due_date=to_proto(written.due) if written.due else None,
            valid_until_time=timestamp(now + written.valid_days * _DAY),
            legal_effect=written.legal_effect,
            benefit=written.benefit,
        )
        self._publish(organisme, f"{persona}/{written.reference}/{written.version}", "put", message)

    def withdraw(self, organisme: str, persona: str, reference: str, reason: str) -> None:
        """Take back what was written: `reason` is DONE or VOID."""
        message = pb.MessageWithdrawn(
            reference=reference,
            pseudonym=self._pseudonym(organisme, persona),
            reason=pb.WithdrawalReason.Value(f"WITHDRAWAL_REASON_{reason}"),
        )
        self._publish(organisme, f"{persona}/{reference}/{reason}", "withdrawn", message)

    def _pseudonym(self, organisme: str, persona: str) -> str:
        found = self.register.pseudonym_of(organisme, persona)
        if found is None:
            raise PersonUnknown
        return found

    def _publish(self, organisme: str, name: str, verb: str, message: pb.MessagePut | pb.MessageWithdrawn) -> None:
        event_id = str(uuid.uuid5(_NAMESPACE, f"{organisme}/{name}/{verb}"))
        with self.store.transaction():
            self.outbox.write(organisme, event_id, f"organisme.{organisme}.message.v1.{verb}", message)
