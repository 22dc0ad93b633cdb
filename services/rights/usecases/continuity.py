"""The days that no right covers, past or coming, and how to mend it."""

from dataclasses import dataclass

from services.rights.domain.catalogue import Catalogue
from services.rights.domain.continuity import Gap, find_gaps
from services.rights.domain.questions import Question
from services.rights.partners import reading
from services.rights.usecases.collect import Collector, Harvest
from services.rights.usecases.parts import Reader, day_of


@dataclass(frozen=True, slots=True)
class Continuity:
    """The gaps, oldest first."""

    gaps: list[Gap]
    harvest: Harvest


async def check_continuity(collector: Collector, reader: Reader) -> Continuity:
    """A gap after a right about health is left out below the substantial level, like the right itself."""
    harvest = await collector.collect(reader, (Question.RIGHTS,))
    return Continuity(gaps_in(harvest, collector.catalogue, reader), harvest)


def gaps_in(harvest: Harvest, catalogue: Catalogue, reader: Reader) -> list[Gap]:
    """The gaps, oldest first, that this reader may know of."""
    on = day_of(harvest.now)
    lines = [x for x in harvest.lines(Question.RIGHTS, reading.rights) if x.benefit_id in catalogue.benefits]
    regimes = harvest.directory.regimes(on)
    settled = {organisme for organisme, status in harvest.sources.items() if status.has_settled}
    gaps = [
        gap
        for group in catalogue.groups.values()
        for gap in find_gaps(lines, group, catalogue.managers_of_group(group, regimes, on) - settled, on)
        if reader.health_cleared or not catalogue.benefits[gap.ended_benefit].health_sensitive
    ]
    return sorted(gaps, key=lambda gap: (gap.start, gap.group))
