"""The payments that an organisme answers: those the persona writes, and those that follow from the rights. Pure."""

from collections.abc import Iterator
from datetime import date

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from sandbox.organismes.dates import iso, to_proto
from sandbox.organismes.moments import add_months
from sandbox.organismes.personas import OrganismeFile, Payment, Right
from sandbox.organismes.rights import MONTHS_BACK
from sandbox.organismes.vocabulary import Rhythm

# The day of the month on which each organisme usually pays, for the month before.
_USUAL_DAY = {
    "cnaf": 5, "cnam": 8, "msa": 6, "ssi": 10, "cnav": 9,
    "union_retraite": 1, "cdc": 27, "france_travail": 3, "mgen": 8, "dgfip": 1,
}  # fmt: skip
_MONTHS_BETWEEN = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


def payments_of(organisme: str, file: OrganismeFile, today: date) -> list[pb.OrganismePayment]:
    """The payments of the last 24 months, newest first."""
    written = {payment.benefit for payment in file.payments}
    lines = [_written(payment, today) for payment in file.payments]
    for right in file.rights:
        if right.benefit not in written:
            lines += [_due(right, day) for day in _days(right, right.day or _USUAL_DAY[organisme], today)]
    first, last = iso(to_proto(add_months(today, -MONTHS_BACK))), iso(to_proto(today))
    return sorted((line for line in lines if first <= iso(line.payment_date) <= last), key=payment_key, reverse=True)


def payment_key(payment: pb.OrganismePayment) -> tuple[str, ...]:
    """The order of the pages."""
    return iso(payment.payment_date), payment.benefit, f"{payment.amount_cents:012d}"


def _written(payment: Payment, today: date) -> pb.OrganismePayment:
    return pb.OrganismePayment(
        benefit=payment.benefit,
        payment_date=to_proto(payment.date.on(today)),
        amount_cents=payment.amount_cents,
        expected_cents=payment.expected_cents,
        recovered_cents=payment.recovered_cents,
        reason=payment.reason,
    )


def _due(right: Right, day: date) -> pb.OrganismePayment:
    return pb.OrganismePayment(
        benefit=right.benefit,
        payment_date=to_proto(day),
        amount_cents=right.amount_cents or 0,
        expected_cents=right.amount_cents,
    )


def _days(right: Right, day: int, today: date) -> Iterator[date]:
    """The days on which the right was paid, up to today."""
    if right.state == "REQUESTED" or right.rhythm is Rhythm.NEVER:
        return
    start, stop = right.start.on(today), _stop(right, today)
    if right.rhythm is Rhythm.ONCE:
        yield from (paid for paid in [start] if paid <= stop)
        return
    if right.rhythm is Rhythm.YEARLY:
        paid, last = date(start.year, right.month or 1, day), stop
    else:
        # In arrears: what is due for a month comes on the usual day of the next one.
        paid, last = add_months(start.replace(day=day), 1), add_months(stop.replace(day=day), 1)
    while paid <= min(last, today):
        if paid >= start:
            yield paid
        paid = add_months(paid, _MONTHS_BETWEEN[right.rhythm])


def _stop(right: Right, today: date) -> date:
    """The last day for which the right was paid."""
    ends = [moment.on(today) for moment in (right.end, right.suspended_since) if moment is not None]
    return min([today, *ends])
