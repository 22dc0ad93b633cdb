"""Named problems, raised once by whoever knows, translated once at the edge of the process (AIP-193).

A problem's message is for the person: plain French, no identifier, no value that they gave. Its metadata is for machines: identifiers only.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

DETAILS_KEY = "grpc-status-details-bin"
_DOMAIN = "mesdroits"


class Kind(Enum):
    """What sort of refusal it is; the value is the gRPC code that carries it."""

    INVALID = grpc.StatusCode.INVALID_ARGUMENT
    NOT_FOUND = grpc.StatusCode.NOT_FOUND
    EXISTS = grpc.StatusCode.ALREADY_EXISTS
    STALE = grpc.StatusCode.ABORTED
    REFUSED = grpc.StatusCode.FAILED_PRECONDITION
    FORBIDDEN = grpc.StatusCode.PERMISSION_DENIED
    UNAUTHENTICATED = grpc.StatusCode.UNAUTHENTICATED
    EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
    UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
    TIMED_OUT = grpc.StatusCode.DEADLINE_EXCEEDED
    INTERNAL = grpc.StatusCode.INTERNAL


@dataclass(frozen=True)
class Violation:
    """One field that cannot be accepted, and why, in plain French."""

    field: str
    description: str


class Problem(Exception):
    """A refusal with a name. Subclasses say which; `reason` is stable, the message may be reworded."""

    kind: ClassVar[Kind] = Kind.INTERNAL
    reason: str = "INTERNAL"
    default_message: ClassVar[str] = "Une erreur est survenue de notre côté. Réessayez dans quelques minutes."

    def __init__(self, message: str = "", **metadata: str) -> None:
        self.message = message or self.default_message
        self.metadata = metadata
        self.violations: tuple[Violation, ...] = ()
        self.retry_in: float | None = None
        super().__init__(self.reason)


class InvalidInput(Problem):
    """The request itself is wrong, whatever the state of the world."""

    kind = Kind.INVALID
    reason = "INVALID_INPUT"
    default_message = "Certaines informations sont à corriger."
    # Of a refusal that always speaks of the same field: it is named without saying it again.
    field: ClassVar[str] = ""

    def __init__(self, violations: Sequence[Violation] = (), message: str = "", **metadata: str) -> None:
        super().__init__(message, **metadata)
        its_own = (Violation(self.field, self.message),) if self.field else ()
        self.violations = tuple(violations) or its_own


class NotFound(Problem):
    """There is no such thing for this caller."""

    kind = Kind.NOT_FOUND
    reason = "NOT_FOUND"
    default_message = "Cet élément n'existe pas ou n'existe plus."


class AlreadyExists(Problem):
    """It is there already."""

    kind = Kind.EXISTS
    reason = "ALREADY_EXISTS"
    default_message = "Cet élément existe déjà."


class RequestIdReused(AlreadyExists):
    """The same idempotency key came back with another request."""

    reason = "REQUEST_ID_REUSED"
    default_message = "Cette demande a déjà été envoyée avec un autre contenu. Rechargez la page et recommencez."


class StaleState(Problem):
    """The caller decided on a state that is no longer the last one."""

    kind = Kind.STALE
    reason = "STALE_STATE"
    default_message = "Ces informations ont changé entre-temps. Rechargez la page pour voir la dernière version."


class Refused(Problem):
    """Well formed, but not possible as things stand."""

    kind = Kind.REFUSED
    reason = "REFUSED"
    default_message = "Cette action n'est pas possible pour le moment."


class Forbidden(Problem):
    """This caller may not do it. Decided before existence, so it reveals nothing."""

    kind = Kind.FORBIDDEN
    reason = "FORBIDDEN"
    default_message = "Vous n'avez pas accès à cet élément."


class Unauthenticated(Problem):
    """Nobody stands behind the call, or no longer."""

    kind = Kind.UNAUTHENTICATED
    reason = "UNAUTHENTICATED"
    default_message = "Votre session est terminée. Connectez-vous de nouveau."


class _Retryable(Problem):
    def __init__(self, message: str = "", *, retry_in: float = 1.0, **metadata: str) -> None:
        super().__init__(message, **metadata)
        self.retry_in = retry_in


class Exhausted(_Retryable):
    """Too much at once; `retry_in` seconds later it may pass."""

    kind = Kind.EXHAUSTED
    reason = "EXHAUSTED"
    default_message = "Trop de demandes en même temps. Réessayez dans un instant."


class Unavailable(_Retryable):
    """A part that this one needs does not answer; `retry_in` seconds later it may."""

    kind = Kind.UNAVAILABLE
    reason = "UNAVAILABLE"
    default_message = "Ce service ne répond pas pour le moment. Réessayez dans un instant."


class TimedOut(Problem):
    """The time that the caller gave is over."""

    kind = Kind.TIMED_OUT
    reason = "TIMED_OUT"
    default_message = "La réponse met trop de temps à arriver. Réessayez dans un instant."


def to_status(problem: Problem) -> status_pb2.Status:
    """The problem as `google.rpc.Status`, with ErrorInfo, LocalizedMessage and, where they apply, BadRequest and RetryInfo."""
    code: int = problem.kind.value.value[0]
    status = status_pb2.Status(code=code, message=problem.reason)
    status.details.add().Pack(
        error_details_pb2.ErrorInfo(reason=problem.reason, domain=_DOMAIN, metadata=problem.metadata)
    )
    status.details.add().Pack(error_details_pb2.LocalizedMessage(locale="fr-FR", message=problem.message))
    if problem.violations:
        bad = error_details_pb2.BadRequest()
        for violation in problem.violations:
            bad.field_violations.add(field=violation.field, description=violation.description)
        status.details.add().Pack(bad)
    if problem.retry_in is not None:
        delay = Duration()
        delay.FromMilliseconds(int(problem.retry_in * 1000))
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
    return status


_BY_CODE: dict[grpc.StatusCode, type[Problem]] = {
    kind.kind.value: kind
    for kind in (
        InvalidInput, NotFound, AlreadyExists, StaleState, Refused, Forbidden, Unauthenticated, Exhausted, Unavailable, TimedOut,
    )
}  # fmt: skip
# A server that stops cuts the calls that its drain did not wait for.
_BY_CODE[grpc.StatusCode.CANCELLED] = Unavailable


def is_stopping() -> bool:
    """Whether somebody asked the task under way to stop.

    Without that, a CancelledError means that something it waited for was cancelled: gRPC raises it when a server that stops cuts a call.
    """
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def from_rpc_error(error: grpc.aio.AioRpcError) -> Problem:
    """The problem that another process raised, as it raised it; a plain code without details becomes its generic problem."""
    problem = _BY_CODE.get(error.code(), Problem)()
    metadata: Iterable[tuple[str, str | bytes]] = error.trailing_metadata() or ()  # type: ignore[assignment]
    details = dict(metadata).get(DETAILS_KEY)
    if isinstance(details, bytes):
        # Another software's trailer may hold anything: the code alone then says what happened.
        with suppress(DecodeError):
            _read_details(problem, status_pb2.Status.FromString(details))
    return problem


def _read_details(problem: Problem, status: status_pb2.Status) -> None:
    info, localized = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
    bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for detail in status.details:
        if detail.Unpack(info):
            problem.reason, problem.metadata = info.reason, dict(info.metadata)
        elif detail.Unpack(localized):
            problem.message = localized.message
        elif detail.Unpack(bad):
            problem.violations = tuple(Violation(v.field, v.description) for v in bad.field_violations)
        elif detail.Unpack(retry):
            problem.retry_in = retry.retry_delay.ToMilliseconds() / 1000
