"""What a message from the stream says, once its signature is verified. Pure."""

from google.protobuf.message import DecodeError
from joserfc.jwk import KeySet
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1.facts_pb2 import FactKind
from mesdroits.situation.v1.ledger_pb2 import VERB_ANNULLED, Verb

from chassis.bus import Incoming
from chassis.crypto import verify_signature
from sandbox.organismes.ledger import kind_of

SIGNATURE = "mesdroits-signature"
_SENDER = "situation"
_CONTROLLED = "controlled"


class UnreadableError(Exception):
    """Nobody can be answered: not signed by the situation service, or no message of the contract."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def read(event: Incoming, trusted: KeySet) -> events_pb2.SituationChanged | events_pb2.ControlOffered:
    """The change, or the check offered, that the event carries. Raises UnreadableError."""
    if not verify_signature(trusted, _SENDER, event.data, event.headers.get(SIGNATURE, "")):
        raise UnreadableError("signature")
    try:
        if event.subject.rpartition(".")[2] == _CONTROLLED:
            return _offer(event.data)
        return _change(event.data)
    except DecodeError as broken:
        raise UnreadableError("undecodable") from broken


def incoherence(change: events_pb2.SituationChanged) -> str:
    """What is wrong with a change that can be answered, in plain French; empty when nothing is."""
    content = change.content.WhichOneof("content")
    if change.verb == VERB_ANNULLED:
        return "" if content is None else "Une information annulée ne porte pas de contenu."
    if content != kind_of(change):
        return "Le contenu reçu ne correspond pas au type d'information annoncé."
    return ""


def _change(data: bytes) -> events_pb2.SituationChanged:
    change = events_pb2.SituationChanged.FromString(data)
    named = change.delivery_id and change.version_id and change.fact_id
    if not (named and change.kind and change.kind in FactKind.values() and change.verb in Verb.values()):
        raise UnreadableError("incomplete")
    return change


def _offer(data: bytes) -> events_pb2.ControlOffered:
    offer = events_pb2.ControlOffered.FromString(data)
    if not (offer.control.control_id and offer.control.version_id):
        raise UnreadableError("incomplete")
    return offer
