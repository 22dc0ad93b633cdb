"""Households in columns, out of a chunk of `SimulatePopulation`.

Of persons: `birth_date` (days since 1970-01-01), `activity`, `custody`, `school`, `nationality`, `incapacity_rate`, `work_restriction`,
`other_parent_absent`, `scholarship`, and `resources.<KIND>` for each month, net. Of households: `union`, `occupancy`, `rent`, `commune` (the INSEE
code read in base 36, so that Corsica's has a number too), `state_agreement`, `tax_income` (of the year so many months ago), `alone_since` (days) and
`received.<benefit>`. A resource whose column of the month itself is there goes on.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from mesdroits.simulator.v1 import household_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb
from numpy.typing import NDArray

from services.simulator.api.reading import household_of
from services.simulator.api.reading_rows import Columns, message_of
from services.simulator.api.reading_values import Reader
from services.simulator.domain.household import Household

_MOST_PERSONS, _MOST_COLUMNS, _MONTHS_BACK = 20_000, 2_000, 36
_OF_PERSONS = {
    "birth_date", "activity", "custody", "school", "nationality", "incapacity_rate", "work_restriction", "other_parent_absent",
    "scholarship",
}  # fmt: skip
_OF_HOUSEHOLDS = {"union", "occupancy", "rent", "commune", "state_agreement", "tax_income", "alone_since"}
_RESOURCES, _RECEIVED = "resources.", "received."


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk: the caller's number and its households."""

    number: int
    households: tuple[Household, ...]


def chunk_of(request: pb.SimulatePopulationRequest, today: date) -> Chunk:
    """The chunk. Raises InvalidInput; a fault within a household names it by its number."""
    reader = Reader(today)
    month = reader.month_of(request, "month", "chunk", (today.replace(day=1), 24, 24))
    if not request.HasField("chunk"):
        reader.fault("chunk.chunk", "Donnez un numéro à ce lot.")
    groups = _groups(reader, request)
    reader.check()
    count = int(groups[-1]) + 1
    columns = _columns(reader, request, len(groups), count)
    reader.check()
    starts = np.searchsorted(groups, np.arange(count + 1)).tolist()
    messages = (message_of(month, columns, request.roles, rank, span) for rank, span in enumerate(pairwise(starts)))
    return Chunk(
        request.chunk, tuple(household_of(one, today, f"households[{rank}]") for rank, one in enumerate(messages))
    )


def _groups(reader: Reader, request: pb.SimulatePopulationRequest) -> NDArray[np.int32]:
    nobody = np.zeros(1, dtype=np.int32)
    if not 0 < len(request.roles) <= _MOST_PERSONS:
        reader.fault("chunk.roles", f"Un lot compte de une à {_MOST_PERSONS} personnes.")
        return nobody
    if len(request.households) != 4 * len(request.roles):
        reader.fault("chunk.households", "Il faut un numéro de foyer par personne.")
        return nobody
    groups = np.frombuffer(request.households, dtype="<i4")
    if groups[0] != 0 or not np.isin(np.diff(groups), (0, 1)).all():
        reader.fault("chunk.households", "Les foyers se suivent, à partir de zéro.")
    return groups


def _columns(reader: Reader, request: pb.SimulatePopulationRequest, persons: int, households: int) -> Columns:
    found = Columns()
    for rank, column in enumerate(
        request.columns if reader.few(request.columns, "chunk.columns", _MOST_COLUMNS) else ()
    ):
        path = f"chunk.columns[{rank}]"
        size = persons if _of_person(column.input) else households if _of_household(column.input) else None
        if size is None:
            reader.fault(f"{path}.input", "Cette colonne n'est pas connue.")
        elif len(column.values) != 8 * size:
            reader.fault(f"{path}.values", "Cette colonne n'a pas la bonne longueur.")
        elif not 0 <= column.months_ago <= _MONTHS_BACK:
            reader.fault(f"{path}.months_ago", f"Les colonnes remontent à {_MONTHS_BACK} mois au plus.")
        elif not found.add(column.input, column.months_ago, np.frombuffer(column.values, dtype="<i8").tolist()):
            reader.fault(path, "Cette colonne est donnée deux fois.")
    if "birth_date" not in found.single:
        reader.fault("chunk.columns", "Il faut les dates de naissance.")
    return found


def _of_person(name: str) -> bool:
    kind = name.removeprefix(_RESOURCES)
    return name in _OF_PERSONS or (kind != name and f"RESOURCE_KIND_{kind}" in household_pb2.ResourceKind.keys()[1:])


def _of_household(name: str) -> bool:
    return name in _OF_HOUSEHOLDS or name.startswith(_RECEIVED)
