"""Acknowledgements of events sent together: which token is whose, and what became of each event."""

import asyncio
import json
from typing import TypeAlias

from nats.aio.msg import Msg
from nats.js.errors import APIError, NoStreamResponseError

_SECONDS = 5.0


class Sending:
    """Events on their way together. One future for all of them: one for each would cost as much as the sending."""

    def __init__(self, size: int, acks: "Acks") -> None:
        self._acks, self._tokens = acks, list[str]()
        self._outcomes: list[Exception | None] = [None] * size
        self._waiting = set(range(size))
        self._all = asyncio.Event()

    def expect(self, token: str, rank: int) -> str:
        """The acknowledgement of the event of this rank will bear this token."""
        self._acks[token] = self, rank
        self._tokens.append(token)
        return token

    def settle(self, rank: int, failure: Exception | None) -> None:
        """Writes what became of an event; what is said first holds."""
        if rank in self._waiting:
            self._waiting.remove(rank)
            self._outcomes[rank] = failure
            if not self._waiting:
                self._all.set()

    async def outcomes(self) -> list[Exception | None]:
        """By event, what went wrong; TimeoutError where nothing was heard in time."""
        try:
            if self._waiting:
                async with asyncio.timeout(_SECONDS):
                    await self._all.wait()
        except TimeoutError as silence:
            for rank in list(self._waiting):
                self.settle(rank, silence)
        finally:
            self.forget()
        return self._outcomes

    def forget(self) -> None:
        """Acknowledgements that come from now on are for nobody."""
        for token in self._tokens:
            self._acks.pop(token, None)


# Token → who waits for it, and the rank of its event.
Acks: TypeAlias = dict[str, tuple[Sending, int]]


def refusal(message: Msg) -> Exception | None:
    """What an acknowledgement says went wrong; None when all is well."""
    if message.headers and message.headers.get("Status") == "503":
        return NoStreamResponseError()
    # Nearly every answer says that all is well: reading those whole would cost more than it tells.
    if b'"error"' not in message.data:
        return None
    answer = json.loads(message.data)
    return APIError.from_error(answer["error"]) if "error" in answer else None
