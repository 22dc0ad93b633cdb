"""Faults played on demand: which ones exist, for whom they are armed, and for how many times."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator


class Fault(StrEnum):
    CODE_EXPIRED = "code_expired"
    WRONG_NONCE = "wrong_nonce"
    ACR_TOO_LOW = "acr_too_low"
    BIRTHPLACE_EMPTY = "birthplace_empty"
    ACCESS_DENIED = "access_denied"
    TOKEN_ENDPOINT_DOWN = "token_endpoint_down"  # noqa: S105  a fault, not a password
    SLOW = "slow"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_KID = "unknown_kid"
    USERINFO_BAD_SIGNATURE = "userinfo_bad_signature"


class FaultSetting(BaseModel):
    """A fault as a persona's file writes it: its bare name (always), or `{fault: …, mode: once}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    mode: Literal["once", "always"] = "always"

    @model_validator(mode="before")
    @classmethod
    def _accept_a_bare_name(cls, value: Any) -> Any:
        return {"fault": value} if isinstance(value, str) else value


class FaultRequest(BaseModel):
    """A fault as the admin route arms it. `persona` absent: whoever comes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fault: Fault
    mode: Literal["once", "always"] = "once"
    persona: str | None = None


@dataclass(frozen=True)
class ArmedFault:
    fault: Fault
    mode: str
    persona: str | None


class TooManyFaults(Exception):
    """More faults are armed than a run can mean."""


class FaultBook:
    """The armed faults. Those of the personas come first; those of a run are added and cleared together."""

    CAPACITY = 200

    def __init__(self, permanent: Iterable[ArmedFault]) -> None:
        self._initial = tuple(permanent)
        self._armed = list(self._initial)

    @property
    def armed(self) -> tuple[ArmedFault, ...]:
        return tuple(self._armed)

    def arm(self, fault: ArmedFault) -> None:
        """Raises TooManyFaults when the book is full."""
        if len(self._armed) >= self.CAPACITY:
            raise TooManyFaults
        self._armed.append(fault)

    def reset(self) -> None:
        """Back to what the personas' files say: one-shot faults are armed again."""
        self._armed = list(self._initial)

    def strikes(self, fault: Fault, persona: str | None) -> bool:
        """Whether `fault` happens now to `persona` (None: nobody is known yet). Spends a one-shot fault."""
        for armed in self._armed:
            if armed.fault is fault and armed.persona in (None, persona):
                if armed.mode == "once":
                    self._armed.remove(armed)
                return True
        return False
