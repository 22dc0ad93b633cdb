"""A simulation under way: the household, where each field came from, what the person corrected, and the changes that they try together.

It waits in the sealed session like what somebody is about to tell, an hour at most: no address and no page left behind holds anything of it, a
page can be loaded again and come back to, and it is gone with the session.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from google.protobuf.message import Message
from mesdroits.simulator.v1 import change_pb2, provenance_pb2, result_pb2
from mesdroits.simulator.v1 import household_pb2 as pb

from chassis.errors import InvalidInput, Violation
from services.bff.shapes import fill, shown

M = TypeVar("M", bound=Message)


@dataclass(frozen=True)
class Trial:
    """`corrected`: ids of the fields that the person changed since they were prefilled. `missing`: who did not answer when they were."""

    household: pb.Household
    provenances: tuple[provenance_pb2.Provenance, ...] = ()
    corrected: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    # What the benefits received are called, by id.
    names: Mapping[str, str] = field(default_factory=dict)
    # What could not be read without doubt from what the suite knows; asked until the page that asks it has been answered.
    questions: tuple[result_pb2.Question, ...] = ()
    changes: tuple[change_pb2.Change, ...] = ()

    def said(self, household: pb.Household, fields: Iterable[str]) -> Self:
        """The same simulation, after the person said something of these fields."""
        return replace(self, household=household, corrected=tuple(dict.fromkeys((*self.corrected, *fields))))

    @property
    def open_questions(self) -> tuple[result_pb2.Question, ...]:
        """Those that are still open."""
        return tuple(one for one in self.questions if one.question not in self.corrected)

    def text(self) -> str:
        """As it is kept."""
        told = {
            "household": shown(self.household),
            "provenances": [shown(one) for one in self.provenances],
            "corrected": list(self.corrected),
            "missing": list(self.missing),
            "names": dict(self.names),
            "questions": [shown(one) for one in self.questions],
            "changes": [shown(one) for one in self.changes],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read_trial(text: str) -> Trial:
    """What was kept."""
    told = json.loads(text)
    return Trial(
        household_of(told["household"]),
        tuple(message_of(provenance_pb2.Provenance(), one, "provenances") for one in told["provenances"]),
        tuple(told["corrected"]),
        tuple(told["missing"]),
        told["names"],
        tuple(message_of(result_pb2.Question(), one, "questions") for one in told["questions"]),
        tuple(message_of(change_pb2.Change(), one, "changes") for one in told.get("changes", ())),
    )


def household_of(told: Any, path: str = "household") -> pb.Household:
    """A household from its JSON. Raises InvalidInput, which names every field that cannot be read."""
    made = pb.Household()
    _filled(made, told, path)
    return made


def message_of(made: M, told: Any, path: str) -> M:
    """The same for any other message, which is filled and returned."""
    _filled(made, told, path)
    return made


def _filled(target: Message, told: Any, path: str) -> None:
    faults = [Violation(place, "Une valeur est attendue.") for place in _nulls(told, path)]
    fill(target, told, path, faults)
    if faults:
        raise InvalidInput(faults)


def _nulls(told: Any, path: str) -> Iterator[str]:
    """Where a null stands: what is not known is absent, and a null says nothing else."""
    if told is None:
        yield path
    elif isinstance(told, dict):
        for name, one in told.items():
            yield from _nulls(one, f"{path}.{name}" if str(name).isidentifier() else path)
    elif isinstance(told, list):
        for rank, one in enumerate(told):
            yield from _nulls(one, f"{path}[{rank}]")
