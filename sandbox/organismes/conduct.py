"""How each organisme behaves on the network: down or up, how late it answers, and for whom it fails."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from sandbox.organismes.errors import OrganismeUnavailable
from sandbox.organismes.personas import OrganismeFile
from sandbox.organismes.vocabulary import ORGANISMES, FailureKind

Sleep = Callable[[float], Awaitable[None]]
# What an organisme that is down tells: it does not know when it will be back.
_DOWN_RETRY_S = 30.0
# What one that could not take a document tells.
_TRY_AGAIN_S = 1.0


class Switch:
    """What the admin route has decided for one organisme. `latency_ms` replaces every persona's; `document_failures`: how many more tries
    to hand over a document fail, whoever's."""

    def __init__(self) -> None:
        self.up = asyncio.Event()
        self.up.set()
        self.latency_ms: int | None = None
        self.document_failures = 0

    @property
    def down(self) -> bool:
        return not self.up.is_set()

    def set_down(self, down: bool) -> None:
        if down:
            self.up.clear()
        else:
            self.up.set()

    def reset(self) -> None:
        """As at the start."""
        self.set_down(False)
        self.latency_ms, self.document_failures = None, 0


class Conduct:
    """The switches, and the turn of each persona in what fails every nth time."""

    def __init__(self, slow_seconds: float, sleep: Sleep = asyncio.sleep) -> None:
        self.switches = {organisme: Switch() for organisme in ORGANISMES}
        self._slow_seconds, self._sleep = slow_seconds, sleep
        self._turns: Counter[tuple[str, str, str]] = Counter()

    async def before_any_answer(self, organisme: str, file: OrganismeFile | None) -> None:
        """Let the time pass that this organisme takes. Raises OrganismeUnavailable when it is down."""
        switch = self.switches[organisme]
        if switch.down:
            raise OrganismeUnavailable(retry_in=_DOWN_RETRY_S, organisme=organisme)
        latency = switch.latency_ms if switch.latency_ms is not None else (file.latency_ms if file else 0)
        if latency:
            await self._sleep(latency / 1000)

    async def before_consultation(self, organisme: str, persona: str, file: OrganismeFile, of: str = "view") -> None:
        """As above, then fail as the persona's file says, each sort of consultation in its own turn. Raises OrganismeUnavailable."""
        await self.before_any_answer(organisme, file)
        failure = file.failure
        if failure is None:
            return
        self._turns[organisme, persona, of] += 1
        if self._turns[organisme, persona, of] % failure.every:
            return
        if failure.kind is FailureKind.UNAVAILABLE:
            raise OrganismeUnavailable(retry_in=float(failure.retry_in_s), organisme=organisme)
        await self._sleep(self._slow_seconds)

    async def before_document(self, organisme: str, delivery: str, file: OrganismeFile) -> None:
        """Let the time pass, then fail while the admin route says so, or for the first tries of a delivery. Raises OrganismeUnavailable."""
        await self.before_any_answer(organisme, file)
        switch = self.switches[organisme]
        if switch.document_failures:
            switch.document_failures -= 1
            raise OrganismeUnavailable(retry_in=_TRY_AGAIN_S, organisme=organisme)
        if self._turns[organisme, delivery, "document"] < file.document_failures:
            self._turns[organisme, delivery, "document"] += 1
            raise OrganismeUnavailable(retry_in=_TRY_AGAIN_S, organisme=organisme)
