"""Who may say and hear what on NATS: pure functions from a user to its subject permissions.

An organisme has no JetStream right but to pull from its own durable, to acknowledge what it pulled and to publish its
own receipts, what becomes of its own claims and its own messages to persons. NATS applies these lists at the server, whatever the client's code does.

The lists are not enough by themselves: NATS checks the subject of a request, not where the answer is asked to go, so a
user could have JetStream deliver to a subject that it may not publish to. Hence each organisme has an account of its
own, which imports exactly the subjects of its list: there, an answer cannot leave the account.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import yaml

from sandbox.suite.layout import REPOSITORY
from services.situation.catalogue.loader import load
from services.situation.domain.permissions import receivable

SITUATION_STREAM = "ORGANISMES"
RECEIPT_STREAM = "RECEIPTS"
CLAIM_STREAM = "CLAIMS"
MESSAGE_STREAM = "MESSAGES"
GIVEN_UP_STREAM = "GIVEN_UP"
# The file that every deployment makes its streams from.
DECLARED = yaml.safe_load((REPOSITORY / "deploy" / "nats" / "streams.yaml").read_text())
# Stream → subjects.
STREAMS: dict[str, tuple[str, ...]] = {name: tuple(subjects) for name, subjects in DECLARED["streams"].items()}
_PUBLISHES = {
    "identity": ("mesdroits.identity.v1.>",),
    "situation": ("mesdroits.situation.v1.>",),
    "rights": ("mesdroits.rights.v1.>",),
    "documents": ("mesdroits.documents.v1.>",),
    "requests_tracking": ("mesdroits.requests_tracking.v1.>",),
    "notify": ("mesdroits.notify.v1.>",),
    "bff": (),
}
_CONSUMES = {
    "identity": ("SITUATION", "RIGHTS", "DOCUMENTS", "REQUESTS_TRACKING", "NOTIFY"),
    "situation": ("IDENTITY", "RIGHTS", RECEIPT_STREAM, GIVEN_UP_STREAM),
    "rights": ("IDENTITY", "SITUATION"),
    "documents": ("IDENTITY", "REQUESTS_TRACKING"),
    "requests_tracking": ("IDENTITY", "DOCUMENTS", CLAIM_STREAM),
    "notify": ("IDENTITY", "SITUATION", "RIGHTS", "DOCUMENTS", "REQUESTS_TRACKING", "NOTIFY", MESSAGE_STREAM),
    "bff": ("SITUATION",),
}


@dataclass(frozen=True)
class Permissions:
    """Subjects that a user may publish to and subscribe to; whatever is not listed is refused."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def durable_of(organisme: str) -> str:
    """The name of an organisme's consumer on the stream of situations."""
    return f"{organisme}-situation"


def inbox_prefix_of(user: str) -> str:
    """Where a user gets its answers: a prefix of its own, so that nobody can listen to another's."""
    return f"_INBOX_{user}"


@cache
def _told() -> dict[str, tuple[str, ...]]:
    return receivable(load(), datetime.now(UTC).date())


def told_to(organisme: str) -> tuple[str, ...]:
    """The subjects of the facts that an organisme has a basis for today, by the catalogue: it can be told nothing else."""
    return _told().get(organisme, ())


def organisme_permissions(organisme: str) -> Permissions:
    """An organisme pulls its own situations, acknowledges them and publishes its own receipts, claims and messages: nothing else."""
    durable = durable_of(organisme)
    return Permissions(
        publish=(
            f"organisme.{organisme}.receipt.v1.>",
            f"organisme.{organisme}.claim.v1.>",
            f"organisme.{organisme}.message.v1.>",
            f"$JS.API.CONSUMER.MSG.NEXT.{SITUATION_STREAM}.{durable}",
            *_acknowledgements(f"{SITUATION_STREAM}.{durable}"),
        ),
        subscribe=(f"{inbox_prefix_of(organisme)}.>",),
    )


def service_permissions(service: str) -> Permissions:
    """A service publishes its own subjects, and manages its own consumers on the streams it may read."""
    publish = [*_PUBLISHES[service], "$JS.API.INFO", "$JS.API.STREAM.NAMES"]
    for stream in _CONSUMES[service]:
        publish += _consumer_api(stream)
    subscribe = [f"{inbox_prefix_of(service)}.>"]
    if service == "situation":
        publish += [subject for organisme in sorted(_told()) for subject in told_to(organisme)]
        # The delivery ledger tells how far behind an organisme is, and which event was given up.
        verbs = (
            f"STREAM.INFO.{SITUATION_STREAM}",
            f"STREAM.MSG.GET.{SITUATION_STREAM}",
            f"CONSUMER.INFO.{SITUATION_STREAM}.*",
        )
        publish += [f"$JS.API.{verb}" for verb in verbs]
    return Permissions(tuple(publish), tuple(subscribe))


def provision_permissions() -> Permissions:
    """The suite itself, who creates the streams and the organismes' durables, and replays them in tests."""
    return Permissions(publish=(">",), subscribe=(">",))


def _consumer_api(stream: str) -> list[str]:
    verbs = ("CREATE", "DURABLE.CREATE", "INFO", "MSG.NEXT")
    calls = [f"$JS.API.CONSUMER.{verb}.{stream}.>" for verb in verbs]
    # An ephemeral consumer without a name is created without the last token.
    calls.append(f"$JS.API.CONSUMER.CREATE.{stream}")
    return [f"$JS.API.STREAM.INFO.{stream}", *calls, *_acknowledgements(stream)]


def _acknowledgements(prefix: str) -> tuple[str, str]:
    # The server names acknowledgements with or without a domain and an account hash before the stream.
    return f"$JS.ACK.{prefix}.>", f"$JS.ACK.*.*.{prefix}.>"
