"""The 360° view: six domains, and for each the three questions of the press kit: am I paid, by whom, could I be?

An organisme's silence is never read as "no".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.rights.domain.catalogue import Benefit, Catalogue
from services.rights.domain.exposure import Detail, Exposure, Level
from services.rights.domain.rights import RightLine, RightState, SourceStatus
from services.rights.domain.vocabulary import Answer, Domain, Kind, Organisme, PaymentPeriod, Regime

_IN_HAND = (RightState.OPEN, RightState.SUSPENDED, RightState.REQUESTED)


class PotentialState(StrEnum):
    """What is known of a right not held. Nothing here is a promise: only the simulator may say more."""

    NOT_SIMULATED = "NOT_SIMULATED"


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom, which day, and whether the level of assurance allows health details."""

    regimes: frozenset[Regime]
    on: date
    health_cleared: bool


@dataclass(frozen=True, slots=True)
class PotentialRight:
    """A benefit of the domain not seen among the person's rights.

    `held` is UNKNOWN when nobody could tell; `because` lists the rights held that point to it.
    """

    benefit_id: str
    organismes: tuple[Organisme, ...]
    held: Answer
    because: tuple[str, ...]
    state: PotentialState = PotentialState.NOT_SIMULATED


@dataclass(frozen=True, slots=True)
class DomainView:
    """One bubble. `monthly_cents`: known total of monthly rights, None as soon as a part is unknown or withheld."""

    domain: Domain
    exposure: Exposure
    paid: Answer
    paid_by: tuple[Organisme, ...]
    managed_by: tuple[Organisme, ...]
    unanswered: tuple[Organisme, ...]
    lines: tuple[RightLine, ...]
    withheld_lines: int
    monthly_cents: int | None
    potential: tuple[PotentialRight, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The six bubbles; `unrecognised` are lines whose benefit the catalogue does not know (kept aside, never lost)."""

    domains: tuple[DomainView, ...]
    unrecognised: tuple[RightLine, ...]


def build_view(
    viewer: Viewer,
    lines: Iterable[RightLine],
    sources: Mapping[Organisme, SourceStatus],
    catalogue: Catalogue,
) -> View:
    """The view of one day. An organisme absent from `sources` counts as not having answered."""
    given = tuple(lines)
    shown = tuple(line for line in given if _has_data(sources, line.organisme))
    bubbles = (_Bubble(domain, viewer, shown, sources, catalogue).view() for domain in Domain)
    strangers = tuple(line for line in given if line.benefit_id not in catalogue.benefits)
    return View(tuple(bubbles), strangers)


@dataclass(frozen=True, slots=True)
class _Bubble:
    domain: Domain
    viewer: Viewer
    all_lines: tuple[RightLine, ...]
    sources: Mapping[Organisme, SourceStatus]
    catalogue: Catalogue

    def view(self) -> DomainView:
        exposure = self.catalogue.exposure.at(self.viewer.regimes, self.domain, self.viewer.on)
        if exposure.level is Level.NONE:
            return DomainView(self.domain, exposure, Answer.UNKNOWN, (), (), (), (), 0, None, ())
        lines = self._lines()
        paying, visible = self._paying(lines), tuple(line for line in lines if self._is_visible(line))
        shows = self.catalogue.exposure.shows[exposure.level]
        return DomainView(
            domain=self.domain,
            exposure=exposure,
            paid=self._paid(paying, lines),
            paid_by=tuple(dict.fromkeys(line.organisme for line in paying)),
            managed_by=self._managers(),
            unanswered=self._unanswered(),
            lines=tuple(_limited(line, shows) for line in visible),
            withheld_lines=len(lines) - len(visible),
            monthly_cents=self._monthly(paying, visible == lines and Detail.AMOUNT in shows),
            potential=self._potential(lines, visible),
        )

    def _lines(self) -> tuple[RightLine, ...]:
        known = self.catalogue.benefits
        return tuple(x for x in self.all_lines if x.benefit_id in known and known[x.benefit_id].domain is self.domain)

    def _is_visible(self, line: RightLine) -> bool:
        return self.viewer.health_cleared or not self.catalogue.benefits[line.benefit_id].health_sensitive

    def _paying(self, lines: tuple[RightLine, ...]) -> tuple[RightLine, ...]:
        kinds = self.catalogue.benefits
        return tuple(x for x in lines if x.is_held_on(self.viewer.on) and kinds[x.benefit_id].kind is not Kind.SERVICE)

    def _managers(self) -> tuple[Organisme, ...]:
        regimes, on = self.viewer.regimes, self.viewer.on
        benefits = (b for b in self.catalogue.of_domain(self.domain, on) if b.kind is not Kind.SERVICE)
        return tuple(dict.fromkeys(o for b in benefits for o in b.managers_for(regimes, on)))

    def _unanswered(self) -> tuple[Organisme, ...]:
        # A person who changed regime may still be paid by the former organisme: any asked source of the domain counts.
        benefits = (
            b for b in self.catalogue.benefits.values() if b.domain is self.domain and b.kind is not Kind.SERVICE
        )
        anywhere = {manager.organisme for benefit in benefits for manager in benefit.managers}
        concerned = dict.fromkeys((*self._managers(), *(o for o in self.sources if o in anywhere)))
        return tuple(o for o in concerned if not _has_settled(self.sources, o))

    def _paid(self, paying: tuple[RightLine, ...], lines: tuple[RightLine, ...]) -> Answer:
        if paying:
            return Answer.YES
        doubtful = self._unanswered() or any(line.state is RightState.UNKNOWN for line in lines)
        return Answer.UNKNOWN if doubtful else Answer.NO

    def _monthly(self, paying: tuple[RightLine, ...], may_show: bool) -> int | None:
        periodic = [x for x in paying if self.catalogue.benefits[x.benefit_id].kind is Kind.PERIODIC]
        monthly = [x.amount_cents for x in periodic if self.catalogue.period_of(x) is PaymentPeriod.MONTHLY]
        known = [amount for amount in monthly if amount is not None]
        if not may_show or self._unanswered() or len(known) < len(periodic):
            return None
        return sum(known) or None

    def _potential(self, lines: tuple[RightLine, ...], visible: tuple[RightLine, ...]) -> tuple[PotentialRight, ...]:
        in_hand = {line.benefit_id for line in visible if line.state in _IN_HAND and not _is_over(line, self.viewer.on)}
        doubtful = {line.benefit_id for line in lines if line.state is RightState.UNKNOWN or not self._is_visible(line)}
        held = {x.benefit_id for x in self.all_lines if x.is_held_on(self.viewer.on)}
        return tuple(
            PotentialRight(b.id, managers, self._held(b, managers, doubtful), self._because(b, held))
            for b in self.catalogue.of_domain(self.domain, self.viewer.on)
            if b.id not in in_hand and (managers := b.managers_for(self.viewer.regimes, self.viewer.on))
        )

    def _held(self, benefit: Benefit, managers: tuple[Organisme, ...], doubtful: set[str]) -> Answer:
        hidden = benefit.health_sensitive and not self.viewer.health_cleared
        silent = not all(_has_settled(self.sources, organisme) for organisme in managers)
        return Answer.UNKNOWN if hidden or silent or benefit.id in doubtful else Answer.NO

    def _because(self, benefit: Benefit, held: set[str]) -> tuple[str, ...]:
        known = self.catalogue.benefits
        return tuple(
            p for p in benefit.pointed_by if p in held and (self.viewer.health_cleared or not known[p].health_sensitive)
        )


def _has_settled(sources: Mapping[Organisme, SourceStatus], organisme: Organisme) -> bool:
    return organisme in sources and sources[organisme].has_settled


def _has_data(sources: Mapping[Organisme, SourceStatus], organisme: Organisme) -> bool:
    return organisme in sources and sources[organisme].has_data


def _is_over(line: RightLine, on: date) -> bool:
    return line.end is not None and line.end < on


def _limited(line: RightLine, shows: frozenset[Detail]) -> RightLine:
    """The line with what this level does not show yet blanked to "not known"."""
    if Detail.PERIOD not in shows:
        line = replace(line, start=None, end=None)
    if Detail.AMOUNT not in shows:
        line = replace(line, amount_cents=None, payment_period=None)
    if Detail.DECISION not in shows:
        line = replace(line, decided_by=None, decided_on=None, rule_version=None, appeal=None)
    return line
