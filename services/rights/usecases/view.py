"""The 360° view: in each of the six domains, am I being paid, by whom, and what else could I have?"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from services.rights.domain.catalogue import Catalogue
from services.rights.domain.exposure import Level
from services.rights.domain.questions import Question
from services.rights.domain.rights import Payment, RightLine
from services.rights.domain.unrecognised import usual_domain
from services.rights.domain.view import DomainView, Viewer, build_view
from services.rights.domain.vocabulary import Answer, Domain, Organisme
from services.rights.partners import reading
from services.rights.usecases.collect import Collector, Harvest, nothing
from services.rights.usecases.directory import DirectoryUnavailable
from services.rights.usecases.parts import Reader, day_of

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """The six domains of a day, and how many lines about health this login may not see, by organisme."""

    domains: tuple[DomainView, ...]
    harvest: Harvest
    hidden: Mapping[Organisme, int]


async def get_view(collector: Collector, reader: Reader) -> Seen:
    """Always a view: where nobody can be asked, six domains that say so."""
    try:
        harvest = await collector.collect(reader, (Question.RIGHTS,))
    except DirectoryUnavailable:
        harvest = nothing(collector.clock())
    catalogue, on = collector.catalogue, day_of(harvest.now)
    lines = harvest.lines(Question.RIGHTS, reading.rights)
    viewer = Viewer(harvest.directory.regimes(on), on, reader.health_cleared)
    view = build_view(viewer, lines, harvest.sources, catalogue)
    hidden = hidden_lines(lines, reader, catalogue)
    strangers = [line for line in view.unrecognised if line not in hidden]
    domains = tuple(_with_strangers(seen, strangers, catalogue) for seen in view.domains)
    return Seen(domains, harvest, Counter(line.organisme for line in hidden))


def hidden_lines(lines: Iterable[RightLine], reader: Reader, catalogue: Catalogue) -> list[RightLine]:
    """The rights that this login may not see. One that nobody here knows, in the domain of health, is taken for one."""
    return [] if reader.health_cleared else [line for line in lines if is_health(line, catalogue)]


def is_health(line: RightLine | Payment, catalogue: Catalogue) -> bool:
    """Whether the line tells something about health."""
    if line.benefit_id in catalogue.benefits:
        return catalogue.benefits[line.benefit_id].health_sensitive
    return usual_domain(line.organisme, catalogue) is Domain.SANTE


def _with_strangers(seen: DomainView, strangers: Iterable[RightLine], catalogue: Catalogue) -> DomainView:
    """The domain with the lines that the catalogue does not know: they are shown, and nobody can say that nothing is paid."""
    mine = [line for line in strangers if usual_domain(line.organisme, catalogue) is seen.domain]
    if not mine or seen.exposure.level is Level.NONE:
        return seen
    for line in mine:
        _log.warning("benefit not in the catalogue", extra={"organisme": line.organisme, "benefit": line.benefit_id})
    whole = seen.exposure.level is Level.FULL
    shown = mine if whole else [RightLine(x.benefit_id, x.organisme, x.state, reason=x.reason) for x in mine]
    paid = Answer.UNKNOWN if seen.paid is Answer.NO else seen.paid
    return replace(seen, paid=paid, lines=(*seen.lines, *shown), monthly_cents=None)
