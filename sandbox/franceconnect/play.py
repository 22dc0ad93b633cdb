"""What every part of the played provider works with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sandbox.franceconnect.faults import Fault, FaultBook
from sandbox.franceconnect.keys import SigningKeys
from sandbox.franceconnect.personas import Persona
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.state import Clock, State

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Play:
    settings: Settings
    personas: Mapping[str, Persona]
    faults: FaultBook
    keys: SigningKeys
    clock: Clock
    sleep: Sleep
    state: State

    def strikes(self, fault: Fault, persona: str | None) -> bool:
        return self.faults.strikes(fault, persona)
