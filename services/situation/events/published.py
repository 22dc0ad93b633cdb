"""The events that leave this service: signed and filtered towards organismes, identifiers only towards the suite."""

from datetime import datetime

from google.protobuf.message import Message
from mesdroits.common.v1 import access_pb2
from mesdroits.organisme.v1 import events_pb2 as organisme_pb2
from mesdroits.situation.v1 import events_pb2, ledger_pb2

from chassis import telemetry
from chassis.bus import Event, new_event
from chassis.crypto import Signer
from services.situation.domain.catalogue import LegalBasis
from services.situation.domain.controls import Control
from services.situation.domain.declarations import Declaration
from services.situation.domain.delivery import Delivery
from services.situation.domain.facts import Verb
from services.situation.domain.permissions import CONTROLLED, subject
from services.situation.mapping.content import content_message
from services.situation.mapping.ledger import basis_message, control_message, kind_message, period_message, timestamp
from services.situation.usecases.context import Parcel

SIGNATURE = "mesdroits-signature"
_SOURCE = "situation"
_PREFIX = "mesdroits.situation.v1"
_PURPOSE = "tell_once"


class Published:
    """Makes the events; whoever asked for them writes them to the outbox."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def changed(self, parcel: Parcel) -> Event:
        """To an organisme: a change of situation, of which it sees only its own fields, under its own pseudonym."""
        version, delivery = parcel.version, parcel.delivery
        message = organisme_pb2.SituationChanged(
            delivery_id=delivery.delivery_id,
            pseudonym=parcel.pseudonym,
            fact_id=version.fact_id,
            version_id=version.version_id,
            number=version.number,
            verb=ledger_pb2.Verb.Value(f"VERB_{version.verb}"),
            kind=kind_message(version.kind),
            content=None if version.content is None else content_message(version.kind, version.content),
            validity=period_message(version.validity),
            previous_version_id=version.previous_version_id or "",
            legal_basis=basis_message(parcel.basis),
            controls=[control_message(control) for control in parcel.controls],
            declare_time=timestamp(parcel.declare_time),
        )
        return self._to_organisme(subject(delivery.organisme, version.kind, version.verb), message, delivery.event_id)

    def offered(self, control: Control, organisme: str, pseudonym: str) -> Event:
        """To an organisme: another one has checked what it received."""
        message = organisme_pb2.ControlOffered(pseudonym=pseudonym, control=control_message(control))
        return self._to_organisme(subject(organisme, control.kind, CONTROLLED), message)

    def declared(self, declaration: Declaration) -> Event:
        """To the suite: a change was confirmed."""
        version = declaration.version
        message = events_pb2.DeclarationRecorded(
            person_id=version.person_id,
            declaration_id=declaration.declaration_id,
            version_id=version.version_id,
            kind=kind_message(version.kind),
            verb=ledger_pb2.Verb.Value(f"VERB_{version.verb}"),
        )
        return new_event(f"{_PREFIX}.declaration.recorded", message, source=_SOURCE)

    def advanced(self, delivery: Delivery) -> Event:
        """To the suite: a delivery reached a new state."""
        message = events_pb2.DeliveryAdvanced(
            person_id=delivery.person_id,
            declaration_id=delivery.declaration_id,
            delivery_id=delivery.delivery_id,
            organisme=delivery.organisme,
            state=ledger_pb2.DeliveryState.Value(f"DELIVERY_STATE_{delivery.state}"),
        )
        return new_event(f"{_PREFIX}.delivery.advanced", message, source=_SOURCE)

    def controlled(self, control: Control) -> Event:
        """To the suite: an organisme checked a fact."""
        message = events_pb2.ControlRecorded(
            person_id=control.person_id, control_id=control.control_id, organisme=control.organisme
        )
        return new_event(f"{_PREFIX}.control.recorded", message, source=_SOURCE)

    def accessed(self, delivery: Delivery, basis: LegalBasis, time: datetime, verb: Verb | None) -> Event:
        """To the access journal: an organisme is sent a fact, or a check of it (no `verb`), by this basis."""
        message = access_pb2.AccessRecorded(
            person_id=delivery.person_id,
            reader=delivery.organisme,
            subject=delivery.kind.lower(),
            purpose=_PURPOSE,
            legal_basis=basis.reference,
            access_time=timestamp(time),
            trace_id=telemetry.current_trace_id(),
            verb=access_pb2.AccessVerb.Value(f"ACCESS_VERB_{verb or 'CONTROLLED'}"),
        )
        return new_event(f"{_PREFIX}.access.recorded", message, source=_SOURCE)

    def _to_organisme(self, addressed: str, message: Message, event_id: str | None = None) -> Event:
        # The relay sends the stored bytes: what is signed is what arrives.
        event = new_event(addressed, message, source=_SOURCE, event_id=event_id)
        return Event(
            event_id=event.event_id,
            subject=event.subject,
            data=event.data,
            source=event.source,
            time=event.time,
            traceparent=event.traceparent,
            headers={SIGNATURE: self._signer.sign(event.data)},
        )
