"""Payments of all branches, newest first, each beside what the right amounts to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.rights.domain.catalogue import Catalogue
from services.rights.domain.dated import add_months
from services.rights.domain.paging import Key, newest_first, page_after
from services.rights.domain.questions import Question
from services.rights.domain.reconcile import Account, StatementLine, reconcile
from services.rights.domain.rights import Payment
from services.rights.domain.vocabulary import Organisme
from services.rights.partners import reading
from services.rights.usecases.collect import Collector, Harvest
from services.rights.usecases.parts import Reader, day_of
from services.rights.usecases.view import is_health

_MONTHS = 24

Month = tuple[str, str, Organisme]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins, and how many lines it has at most."""

    after: Key | None
    size: int


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of payments, with what was expected and why it differs; `hidden`: payments about health, by organisme."""

    payments: list[Payment]
    following: Key | None
    harvest: Harvest
    hidden: Mapping[Organisme, int]


async def list_payments(collector: Collector, reader: Reader, page: Page) -> PaymentPage:
    """Both what was paid and what the rights amount to are asked, since one explains the other."""
    harvest = await collector.collect(reader, (Question.RIGHTS, Question.PAYMENTS))
    payments = harvest.lines(Question.PAYMENTS, reading.payments)
    shown: list[Payment] = []
    hidden: Counter[Organisme] = Counter()
    for payment in payments:
        if reader.health_cleared or not is_health(payment, collector.catalogue):
            shown.append(payment)
        else:
            hidden[payment.organisme] += 1
    lines, following = page_after(newest_first(shown, _key), page.after, page.size)
    months = _months(harvest, payments, collector.catalogue)
    count = Counter(_month(payment) for payment in payments)
    explained = [_explained(p, months.get(_month(p)), alone=count[_month(p)] == 1) for p in lines]
    return PaymentPage(explained, following, harvest, hidden)


def _months(harvest: Harvest, payments: list[Payment], catalogue: Catalogue) -> dict[Month, StatementLine]:
    on = day_of(harvest.now)
    rights = tuple(x for x in harvest.lines(Question.RIGHTS, reading.rights) if x.benefit_id in catalogue.benefits)
    account = Account(rights, tuple(payments), harvest.statuses, on)
    statement = reconcile(account, add_months(on, -_MONTHS), on, catalogue)
    return {(line.month.isoformat()[:7], line.benefit_id, line.organisme): line for line in statement}


def _month(payment: Payment) -> Month:
    return payment.payment_date.isoformat()[:7], payment.benefit_id, payment.organisme


def _explained(payment: Payment, month: StatementLine | None, *, alone: bool) -> Payment:
    """The payment with what its month says of it; what a month amounts to is not shared between several payments."""
    if month is None:
        return payment
    expected = month.expected_cents if payment.expected_cents is None and alone else payment.expected_cents
    return replace(payment, expected_cents=expected, reason=month.why)


def _key(payment: Payment) -> Key:
    return (payment.payment_date.isoformat(), payment.organisme, payment.benefit_id, f"{payment.amount_cents:012d}")
