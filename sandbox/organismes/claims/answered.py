"""Calls that have an effect have it once: the same `request_id` gets the first answer again (AIP-155)."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from google.protobuf.message import Message

from chassis.errors import RequestIdReused
from sandbox.organismes.store import Store

R = TypeVar("R", bound=Message)


class Answered:
    """Called inside the store's transaction."""

    def __init__(self, store: Store) -> None:
        self._db = store.connection

    def once(self, organisme: str, request: Message, response_type: type[R], effect: Callable[[], R]) -> R:
        """The answer of `effect`, or the one already given. Raises RequestIdReused when the same id comes with another content."""
        names = (organisme, request.DESCRIPTOR.name, request.request_id)  # type: ignore[attr-defined]
        fingerprint = hashlib.sha256(request.SerializeToString(deterministic=True)).digest()
        question = "SELECT fingerprint, response FROM answered WHERE organisme = ? AND method = ? AND request_id = ?"
        row = self._db.execute(question, names).fetchone()
        if row is None:
            response = effect()
            self._db.execute(
                "INSERT INTO answered VALUES (?, ?, ?, ?, ?)", (*names, fingerprint, response.SerializeToString())
            )
            return response
        if row["fingerprint"] != fingerprint:
            raise RequestIdReused
        return response_type.FromString(row["response"])
