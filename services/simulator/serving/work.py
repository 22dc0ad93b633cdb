"""What a worker is asked, what it answers, and what it works with."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, cast

from chassis.errors import Problem
from services.simulator.domain.household import Household
from services.simulator.domain.results import Values


class Key(NamedTuple):
    """What calls have in common that are computed together."""

    month: date
    months: int
    variables: tuple[str, ...]


class Work(Protocol):
    """The law in a process: loaded once in the forge, used in every worker."""

    def warm(self, key: Key) -> None:
        """Computes once what calls of this key will need again."""
        ...

    def calculate(self, key: Key, households: Sequence[Household]) -> list[list[Values]]:
        """Per household, per month, the value of each variable."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What the pool may use. `batch` and `waiting` count households; `budget_seconds` is for one batch; `worker_mib` is what a worker may take on
    top of what it was born with; `learnt` is how many keys, beside those of the plan, the forge learns because somebody asked; `plan_seconds`: how
    often the plan is asked for anew."""

    workers: int = 1
    batch: int = 128
    waiting: int = 2048
    budget_seconds: float = 10.0
    worker_mib: int = 1024
    learnt: int = 48
    plan_seconds: float = 600.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to warm up: `first` before the process is ready, `later` behind it, one after the other, each after so many seconds without an order:
    the first callers need the processor too."""

    first: tuple[Key, ...] = ()
    later: tuple[Key, ...] = ()
    calm_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Orders:
    """What the forge is told at its start; `law` is "module:factory"."""

    law: str
    plan: Plan
    limits: Limits


@dataclass(frozen=True, slots=True)
class Task:
    """A batch: each call's households, packed by the front as they came, and how long it may take."""

    key: Key
    calls: tuple[bytes, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Done:
    """Each call's values, packed."""

    calls: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Declined:
    """Something in the batch cannot be computed, and the reason is known."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Broken:
    """The worker fails and leaves: types and places of the failure, no message."""

    failure: str


Reply = Done | Declined | Broken


def make(law: str) -> Work:
    """The work that a factory makes, by its name."""
    module, _, factory = law.partition(":")
    return cast(Callable[[], Work], getattr(importlib.import_module(module), factory))()
