"""The rights held, for a service that watches over them: nobody is looking, so health is not left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.rights.domain.continuity import Gap
from services.rights.domain.questions import Question
from services.rights.domain.rights import RightLine
from services.rights.partners import reading
from services.rights.usecases.collect import Collector, Harvest
from services.rights.usecases.continuity import gaps_in
from services.rights.usecases.parts import Reader

# A service speaks in its own name, with no login behind it: what it learns of health reaches the person by their own login only.
_CLEARED = 3


@dataclass(frozen=True, slots=True)
class Held:
    """The rights and the days that nothing covers."""

    rights: Sequence[RightLine]
    gaps: Sequence[Gap]
    harvest: Harvest


async def get_held(collector: Collector, person_id: str, purpose: str) -> Held:
    """Every line of every organisme of the person. Raises DirectoryUnavailable: a service that watches is not told "nothing"."""
    reader = Reader(person_id, _CLEARED, purpose)
    harvest = await collector.collect(reader, (Question.RIGHTS,))
    return Held(harvest.lines(Question.RIGHTS, reading.rights), gaps_in(harvest, collector.catalogue, reader), harvest)
