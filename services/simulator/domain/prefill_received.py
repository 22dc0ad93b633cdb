"""What organismes really paid, month by month: benefits as they are, pensions and allowances as resources too."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from services.simulator.domain.household import Received, Series, months_after
from services.simulator.domain.past import LASTING
from services.simulator.domain.prefill import ME, Confidence, Known, Notes, Payment, RightHeld, Source
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Resource

_HISTORY = 24
# As far back as the contract lets a series begin, in months.
_SERVED = 120
# Paid in arrears, and perhaps not yet this month.
_LATE = 3


def received(known: Known, day: date, rules: PrefillRules, notes: Notes) -> tuple[Received, ...]:
    """Benefits paid, or open, one series each, in the order of their ids."""
    open_ones = {right.benefit for right in known.rights if right.held_on(day)}
    benefits = ({payment.benefit for payment in known.payments} | open_ones) & rules.benefits.keys()
    for organisme in sorted(known.silent):
        notes.ask("received", rules.texts["silent"].format(organisme=rules.organisme(organisme)))
    if not known.asked:
        notes.ask("received", rules.texts["not_asked"])
    parts: dict[str, set[str]] = defaultdict(set)
    for benefit in benefits:
        parts[rules.benefits[benefit].received_as or benefit].add(benefit)
    found = (_received(benefit, (known, parts[benefit]), day, rules, notes) for benefit in sorted(parts))
    return tuple(one for one in found if one is not None)


def _received(
    benefit: str, paid: tuple[Known, set[str]], day: date, rules: PrefillRules, notes: Notes
) -> Received | None:
    """One benefit, made of its parts."""
    known, parts = paid
    right, rule = held(known.rights, parts, day), rules.benefits[min(parts)]
    series = paid_series(parts, known, day, rules, notes.today)
    if series is None and right is not None and right.cover:
        series = Series(first_month=months_after(known.month, -1), amounts_cents=(0,))
    if series is None:
        if right is not None:
            # Received, and nobody says how much: nothing would be a false amount.
            text = rules.texts["unknown_amount" if rule.monthly else "unknown_last"]
            notes.ask(f"received.{benefit}", text.format(name=right.name, organisme=right.organisme_name))
        return None
    notes.known(f"received.{benefit}", paid_source(parts, known, day, series))
    if right is not None and rule.monthly:
        series = _up_to_last_month(series, known.month, notes.today)
    return Received(benefit=benefit, paid=series, person=ME if rule.individual else "", open=right is not None)


def _up_to_last_month(series: Series, month: date, today: date) -> Series:
    """A right that is open, and was paid lately, is due for the last months too, whose payment is still to come."""
    last = months_after(series.first_month, len(series.amounts_cents) - 1)
    late = (month.year - last.year) * 12 + month.month - last.month - 1
    if late <= 0 or last < months_after(today.replace(day=1), -_LATE):
        return series
    return replace(series, amounts_cents=series.amounts_cents + (series.amounts_cents[-1],) * late)


def resources(known: Known, day: date, rules: PrefillRules, notes: Notes) -> dict[tuple[str, Resource], Series]:
    """Pensions, allowances and annuities that organismes pay."""
    by_kind: dict[Resource, set[str]] = defaultdict(set)
    for benefit, rule in rules.benefits.items():
        if rule.resource:
            by_kind[rule.resource].add(benefit)
    found: dict[tuple[str, Resource], Series] = {}
    for kind, benefits in by_kind.items():
        if series := paid_series(benefits, known, day, rules, notes.today):
            found[ME, kind] = _since(series, _begun(known, benefits, day), known.month) if kind in LASTING else series
            notes.known(f"{ME}.resources.{kind.name}", paid_source(benefits, known, day, series))
    return found


def _begun(known: Known, benefits: set[str], day: date) -> date | None:
    """Since when all of these rights that are held are open; None when one does not say."""
    starts = [right.start for right in known.rights if right.benefit in benefits and right.held_on(day)]
    said = [start for start in starts if start is not None]
    return max(said) if said and len(said) == len(starts) else None


def _since(series: Series, begun: date | None, month: date) -> Series:
    """The same amounts, told from the month in which the last one began: a pension that goes on did not begin with its last payment. Before the first
    payment that is known, an amount that never changed was what it is since the right opened."""
    amounts = series.amounts_cents
    while series.continues and len(amounts) > 1 and amounts[-1] == amounts[-2]:
        amounts = amounts[:-1]
    first = series.first_month
    if series.continues and len(amounts) == 1 and begun is not None:
        first = min(first, max(begun.replace(day=1), months_after(month, -_SERVED)))
    return replace(series, first_month=first, amounts_cents=amounts)


def nil(known: Known, rules: PrefillRules) -> frozenset[tuple[str, Resource | None]]:
    """Resources of which it is known that there is none: everybody who could pay them answered, and pays nothing."""
    seen = {p.benefit for p in known.payments} | {right.benefit for right in known.rights}
    kinds = {kind for rule in rules.nil if rule.domain in known.complete for kind in rule.kinds}
    paid = {rules.benefits[benefit].resource for benefit in seen & rules.benefits.keys()}
    return frozenset((ME, kind) for kind in kinds if kind not in paid)


def held(rights: Iterable[RightHeld], benefits: set[str], day: date) -> RightHeld | None:
    """The first right open on a day, of these benefits."""
    return next((right for right in rights if right.benefit in benefits and right.held_on(day)), None)


def paid_series(benefits: set[str], known: Known, day: date, rules: PrefillRules, today: date) -> Series | None:
    """What was paid by the month it was due; without any payment, the amount of the rights open, from the month before on. A payer who has not
    paid yet this month counts for what they paid the month before."""
    payments = [payment for payment in known.payments if payment.benefit in benefits]
    payments += _still_to_come(payments, known, day, rules, today)
    amounts = _by_month(payments, rules, known.month)
    going_on = held(known.rights, benefits, day) is not None and all(rules.benefits[b].monthly for b in benefits)
    if not amounts:
        return _of_rights(benefits, known, day, rules)
    months = _contiguous(amounts, is_whole=known.asked and not known.silent & {p.organisme for p in payments})
    paid = tuple(amounts.get(month, 0) for month in months)
    return Series(first_month=months[0], amounts_cents=paid, continues=going_on)


def _still_to_come(payments: list[Payment], known: Known, day: date, rules: PrefillRules, today: date) -> list[Payment]:
    """The payments of last month of those who did not pay yet this month, as of this month, when another one did: part of a month is not the whole."""
    this_month = today.replace(day=1)
    last_month = months_after(this_month, -1)
    paid = {(one.benefit, one.organisme) for one in payments if this_month <= one.day <= today}
    going_on = {
        (right.benefit, right.organisme)
        for right in known.rights
        if right.held_on(day) and right.benefit in rules.benefits and rules.benefits[right.benefit].monthly
    }
    late = going_on - paid if paid else set()
    return [
        replace(one, day=this_month)
        for one in payments
        if last_month <= one.day < this_month and (one.benefit, one.organisme) in late
    ]


def _by_month(payments: Iterable[Payment], rules: PrefillRules, month: date) -> Mapping[date, int]:
    """Payments of one due month add up: a late one, or several organismes'. Months to come are not counted."""
    amounts: dict[date, int] = defaultdict(int)
    oldest = months_after(month, -_HISTORY)
    for payment in payments:
        if payment.day < oldest:
            continue
        due = months_after(payment.day.replace(day=1), -rules.benefits[payment.benefit].lag_months)
        if oldest <= due <= month:
            amounts[due] += payment.amount_cents
    return amounts


def _contiguous(amounts: Mapping[date, int], *, is_whole: bool) -> list[date]:
    """All months from the first paid to the last. A month without payment is nil only where the organisme answered: else what stands before it
    is left out."""
    first, last = min(amounts), max(amounts)
    months = [first]
    while months[-1] < last:
        months.append(months_after(months[-1], 1))
    if is_whole:
        return months
    gap = max((rank for rank, month in enumerate(months) if month not in amounts), default=-1)
    return months[gap + 1 :]


def _of_rights(benefits: set[str], known: Known, day: date, rules: PrefillRules) -> Series | None:
    rights = [right for right in known.rights if right.benefit in benefits and right.held_on(day)]
    monthly = [r for r in rights if r.amount_cents is not None and rules.benefits[r.benefit].monthly]
    if not monthly or len(monthly) < len(rights):
        return None
    total = sum(right.amount_cents or 0 for right in monthly)
    return Series(first_month=months_after(known.month, -1), amounts_cents=(total,), continues=True)


def paid_source(benefits: set[str], known: Known, day: date, series: Series) -> Source:
    """Who says so: the organisme of the right open, or else of the last payment."""
    right = held(known.rights, benefits, day)
    payments = [payment for payment in known.payments if payment.benefit in benefits]
    month = months_after(series.first_month, len(series.amounts_cents) - 1) if series.amounts_cents else None
    if right is not None:
        known_on = right.known or max((payment.day for payment in payments), default=None)
        return Source(right.organisme, right.organisme_name, Confidence.CHECKED, known_on, month, right.stale)
    # Without a right open, the series was made of payments.
    last = max(payments, key=lambda payment: payment.day)
    return Source(last.organisme, last.organisme_name, Confidence.CHECKED, last.day, month)
