"""Payments against rights: month by month, what was expected, paid and recovered, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from services.rights.domain.catalogue import Catalogue, RecoveryFloor
from services.rights.domain.dated import add_months
from services.rights.domain.rights import Payment, RightLine, RightState, SourceState, SourceStatus
from services.rights.domain.vocabulary import Organisme, PaymentPeriod


class Outcome(StrEnum):
    """How a month ends for one benefit."""

    MATCHES = "MATCHES"
    RECOVERED = "RECOVERED"
    SHORT = "SHORT"
    OVER = "OVER"
    MISSING = "MISSING"
    PENDING = "PENDING"
    UNCHECKED = "UNCHECKED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One benefit, one month (its first day). Euro cents; None when not known. `why` is for the citizen, in French."""

    month: date
    benefit_id: str
    organisme: Organisme
    expected_cents: int | None
    paid_cents: int | None
    recovered_cents: int | None
    outcome: Outcome
    why: str

    @property
    def gap_cents(self) -> int | None:
        """Received or recovered minus expected; None when a part is unknown."""
        if self.expected_cents is None or self.paid_cents is None:
            return None
        return self.paid_cents + (self.recovered_cents or 0) - self.expected_cents


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of a person's rights and money on a day: the input of a statement."""

    lines: tuple[RightLine, ...]
    payments: tuple[Payment, ...]
    sources: Mapping[Organisme, SourceStatus]
    on: date


def reconcile(account: Account, first: date, last: date, catalogue: Catalogue) -> tuple[StatementLine, ...]:
    """The statement of the months from `first` to `last` (any day of them), latest month first, in a stable order."""
    found = [
        line
        for month in months_between(first, last)
        for benefit_id, organisme in _keys(account)
        if benefit_id in catalogue.benefits and (line := _one(account, month, (benefit_id, organisme), catalogue))
    ]
    told = (_with_why(line, found, account, catalogue) for line in found)
    return tuple(sorted(told, key=lambda x: (-x.month.toordinal(), x.benefit_id, x.organisme)))


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of the months touched by [first, last]."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(_shift(first, n) for n in range(count + 1))


def euros(cents: int) -> str:
    """An amount as a citizen reads it: 77 €, 12,50 €, 1 204,35 €."""
    whole, rest = divmod(cents, 100)
    text = f"{whole:,}".replace(",", "\u202f")
    return f"{text},{rest:02d} €" if rest else f"{text} €"


def _keys(account: Account) -> list[tuple[str, Organisme]]:
    items: Iterable[RightLine | Payment] = (*account.lines, *account.payments)
    return sorted({(item.benefit_id, item.organisme) for item in items})


def _one(account: Account, month: date, key: tuple[str, Organisme], catalogue: Catalogue) -> StatementLine | None:
    payments = _paid_in(account, month, key)
    payout = catalogue.benefits[key[0]].payout
    due = _shift(month, -(payout.lag_months if payout else 0))
    mine = (x for x in account.lines if (x.benefit_id, x.organisme) == key)
    lines = [x for x in mine if catalogue.period_of(x) is PaymentPeriod.MONTHLY and _touches(x, due)]
    if not payments and not lines:
        return None
    expected = _expected(payments, lines, due)
    status = account.sources.get(key[1])
    is_fresh = status is not None and status.status is SourceState.FRESH
    # "Nothing was paid" is only known for a payment that was due, from an organisme that answered.
    is_known = bool(payments) or (is_fresh and expected is not None)
    paid = sum(p.amount_cents for p in payments) if is_known else None
    recovered = None if paid is None else sum(p.recovered_cents for p in payments)
    line = StatementLine(month, *key, expected, paid, recovered, Outcome.UNKNOWN, "")
    return replace(line, outcome=_outcome(line, is_fresh, is_over=account.on >= _shift(month, 1)))


def _paid_in(account: Account, month: date, key: tuple[str, Organisme]) -> list[Payment]:
    return [p for p in account.payments if (p.benefit_id, p.organisme) == key and _month(p.payment_date) == month]


def _touches(line: RightLine, month: date) -> bool:
    if line.state is RightState.REQUESTED:
        return False
    return (line.start or date.min) < _shift(month, 1) and (line.end or date.max) >= month


def _expected(payments: list[Payment], lines: list[RightLine], due: date) -> int | None:
    stated = [p.expected_cents for p in payments]
    if stated and None not in stated:
        return sum(cents for cents in stated if cents is not None)
    amounts = [x.amount_cents if _is_whole(x, due) else None for x in lines]
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _is_whole(line: RightLine, month: date) -> bool:
    # A part of a month, or a suspension whose first day is not given, has no amount that we could vouch for.
    last = _shift(month, 1) - timedelta(days=1)
    steady = line.state is RightState.OPEN or (line.state is RightState.ENDED and line.end is not None)
    return steady and (line.start or date.min) <= month and (line.end or date.max) >= last


def _outcome(line: StatementLine, is_fresh: bool, is_over: bool) -> Outcome:
    if line.paid_cents is None or not is_fresh:
        return Outcome.UNKNOWN
    gap = line.gap_cents
    if gap is None:
        return Outcome.UNCHECKED
    if gap == 0:
        return Outcome.RECOVERED if line.recovered_cents else Outcome.MATCHES
    if gap > 0:
        return Outcome.OVER
    if not is_over:
        return Outcome.PENDING
    return Outcome.SHORT if line.paid_cents or line.recovered_cents else Outcome.MISSING


def _with_why(line: StatementLine, found: list[StatementLine], account: Account, catalogue: Catalogue) -> StatementLine:
    key = (line.benefit_id, line.organisme)
    reasons = [p.reason for p in _paid_in(account, line.month, key) if p.reason]
    # The floor is on the whole debt, not on each month's share of it.
    total = sum(x.gap_cents or 0 for x in found if (x.benefit_id, x.organisme) == key and x.outcome is Outcome.OVER)
    floor = catalogue.floor_of(line.benefit_id, line.month)
    return replace(line, why=" ".join((_sentence(line, total, floor), *reasons)))


def _sentence(line: StatementLine, total_over: int, floor: RecoveryFloor | None) -> str:
    gap = abs(line.gap_cents or 0)
    return {
        Outcome.MATCHES: "Le montant versé est celui qui était prévu.",
        Outcome.RECOVERED: f"{euros(line.recovered_cents or 0)} ont été retenus pour rembourser un trop-perçu.",
        Outcome.SHORT: f"Il manque {euros(gap)} par rapport au montant prévu.",
        Outcome.OVER: _over_sentence(gap, total_over, floor),
        Outcome.MISSING: "Le versement prévu n'apparaît pas. Contactez l'organisme.",
        Outcome.PENDING: "Le versement du mois n'est pas encore complet.",
        Outcome.UNCHECKED: "Versé. Le montant prévu n'est pas connu : nous ne pouvons pas comparer.",
        Outcome.UNKNOWN: "L'organisme n'a pas donné ce qu'il faut pour conclure sur ce mois.",
    }[line.outcome]


def _over_sentence(gap: int, total: int, floor: RecoveryFloor | None) -> str:
    over = f"Vous avez reçu {euros(gap)} de plus que prévu."
    if floor is not None and total < floor.floor_cents:
        if floor.is_certain:
            return f"{over} En dessous de {euros(floor.floor_cents)}, ce trop-perçu ne vous est pas réclamé."
        return f"{over} C'est une petite somme : demandez à l'organisme si vous devez la rembourser."
    return f"{over} L'organisme peut vous demander de le rembourser."


def _month(day: date) -> date:
    return day.replace(day=1)


def _shift(month: date, count: int) -> date:
    return add_months(_month(month), count)
