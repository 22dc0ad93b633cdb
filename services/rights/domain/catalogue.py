"""The catalogue of benefits as the domain sees it: already validated, indexed, and asked with a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.rights.domain.continuity import ContinuityGroup
from services.rights.domain.dated import DatedName, add_months, name_on, within
from services.rights.domain.errors import UnknownBenefitError
from services.rights.domain.exposure import ExposureMatrix
from services.rights.domain.lexicon import Lexicon
from services.rights.domain.retention import RetentionRule
from services.rights.domain.rights import Appeal, RightLine
from services.rights.domain.vocabulary import Confidence, Domain, Kind, Organisme, PaymentPeriod, Regime


@dataclass(frozen=True, slots=True)
class Manager:
    """The organisme that manages a benefit for a regime, while it does (bounds inclusive)."""

    regime: Regime
    organisme: Organisme
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a datum comes from, how sure it is and when it was last checked."""

    source: str
    confidence: Confidence
    last_checked: date


@dataclass(frozen=True, slots=True)
class LegalReference:
    """Code or text, and article; None where the whole text founds the right."""

    code: str
    article: str | None

    def __str__(self) -> str:
        """As cited in France: CSS art. L. 861-1."""
        return f"{self.code} art. {self.article}" if self.article else self.code


@dataclass(frozen=True, slots=True)
class Payout:
    """How a benefit is paid: every `period`, `lag_months` after the month it is due for (1 = in arrears)."""

    period: PaymentPeriod
    lag_months: int


@dataclass(frozen=True, slots=True)
class AppealRoute:
    """Where a decision is contested by default, and within how many months (None: no legal time limit known)."""

    id: str
    body: str
    months: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class RecoveryFloor:
    """Below this total an overpayment of these benefits is not claimed back; bounds inclusive."""

    benefits: frozenset[str]
    floor_cents: int
    start: date
    end: date | None
    provenance: Provenance

    @property
    def is_certain(self) -> bool:
        """Whether the text itself says so: only then may a person be told that they owe nothing."""
        return self.provenance.confidence is Confidence.LAW


@dataclass(frozen=True, slots=True)
class DomainCard:
    """A domain as a citizen reads it."""

    id: Domain
    name: str
    question: str


@dataclass(frozen=True, slots=True)
class OrganismeCard:
    """An organisme as a citizen reads it; `site` is its public front door."""

    id: Organisme
    names: tuple[DatedName, ...]
    site: str
    role: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit or right. `names` are in order of time and tell when it existed.

    `pointed_by`: benefits whose holders have, by law or often, a right to this one too.
    """

    id: str
    domain: Domain
    names: tuple[DatedName, ...]
    kind: Kind
    description: str
    managers: tuple[Manager, ...]
    links: Mapping[Organisme, str]
    legal: LegalReference
    provenance: Provenance
    appeal: str
    payout: Payout | None
    continuity_groups: tuple[str, ...]
    pointed_by: tuple[str, ...]
    health_sensitive: bool

    def name_on(self, on: date) -> str:
        """The official name that day."""
        return name_on(self.names, on)

    def exists_on(self, on: date) -> bool:
        """True when the benefit existed that day under any name."""
        return any(name.covers(on) for name in self.names)

    def managers_for(self, regimes: Iterable[Regime], on: date) -> tuple[Organisme, ...]:
        """Organismes that manage it that day for these regimes (every regime when none is known), without repeats."""
        wanted = frozenset(regimes) or frozenset(Regime)
        found = (m.organisme for m in self.managers if m.regime in wanted and within(on, m.start, m.end))
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the catalogue files hold."""

    benefits: Mapping[str, Benefit]
    domains: Mapping[Domain, DomainCard]
    organismes: Mapping[Organisme, OrganismeCard]
    appeals: Mapping[str, AppealRoute]
    groups: Mapping[str, ContinuityGroup]
    exposure: ExposureMatrix
    lexicon: Lexicon
    retention: tuple[RetentionRule, ...]
    floors: tuple[RecoveryFloor, ...]

    def benefit(self, benefit_id: str) -> Benefit:
        """One benefit. Raises UnknownBenefitError."""
        try:
            return self.benefits[benefit_id]
        except KeyError:
            raise UnknownBenefitError(benefit_id) from None

    def of_domain(self, domain: Domain, on: date) -> tuple[Benefit, ...]:
        """The benefits of a domain that existed that day, in catalogue order."""
        return tuple(b for b in self.benefits.values() if b.domain is domain and b.exists_on(on))

    def period_of(self, line: RightLine) -> PaymentPeriod | None:
        """How often this right is paid: what its organisme says, else the benefit's usual period."""
        payout = self.benefit(line.benefit_id).payout
        return line.payment_period or (payout.period if payout else None)

    def appeal_of(self, line: RightLine) -> Appeal:
        """Where to contest this right: what its organisme says, else the benefit's usual route and its deadline."""
        if line.appeal is not None:
            return line.appeal
        route = self.appeals[self.benefit(line.benefit_id).appeal]
        # In the last year of the calendar there is no day to count from: it is how old systems write "no date".
        if line.decided_on is None or route.months is None or line.decided_on.year == date.max.year:
            return Appeal(route.body)
        return Appeal(route.body, add_months(line.decided_on, route.months))

    def floor_of(self, benefit_id: str, on: date) -> RecoveryFloor | None:
        """The rule below which an overpayment is not claimed back; None when no such rule is known."""
        return next((f for f in self.floors if benefit_id in f.benefits and within(on, f.start, f.end)), None)

    def managers_of_group(self, group: ContinuityGroup, regimes: Iterable[Regime], on: date) -> frozenset[Organisme]:
        """Organismes whose silence makes the continuity of this group doubtful."""
        known = tuple(regimes)
        return frozenset(o for b in group.benefits for o in self.benefits[b].managers_for(known, on))
