"""Expected, paid, recovered, and why."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.errors import InvalidRightError
from services.rights.domain.reconcile import Account, Outcome, StatementLine, euros, months_between, reconcile
from services.rights.domain.rights import Payment, RightLine, RightState, SourceState, SourceStatus
from services.rights.domain.vocabulary import Organisme

CATALOGUE = load_catalogue()
ON = date(2026, 11, 22)
OCTOBER = date(2026, 10, 1)
RSA = RightLine("rsa", Organisme.CNAF, RightState.OPEN, date(2026, 1, 1), None, 60_000)
PAID = Payment("rsa", Organisme.CNAF, date(2026, 10, 5), 60_000)


def account(
    *payments: Payment, lines: tuple[RightLine, ...] = (RSA,), state: SourceState = SourceState.FRESH
) -> Account:
    return Account(lines, payments, {Organisme.CNAF: SourceStatus(Organisme.CNAF, state)}, ON)


def october(given: Account) -> StatementLine:
    (line,) = reconcile(given, OCTOBER, OCTOBER, CATALOGUE)
    return line


def test_the_expected_amount_was_paid() -> None:
    line = october(account(PAID))
    assert (line.expected_cents, line.paid_cents, line.recovered_cents) == (60_000, 60_000, 0)
    assert (line.outcome, line.gap_cents) == (Outcome.MATCHES, 0)


def test_what_is_withheld_for_an_overpayment_is_counted_and_said() -> None:
    line = october(account(replace(PAID, amount_cents=55_000, recovered_cents=5_000)))
    assert line.outcome is Outcome.RECOVERED
    assert line.why == "50 € ont été retenus pour rembourser un trop-perçu."


def test_a_missing_part_is_said() -> None:
    line = october(account(replace(PAID, amount_cents=58_750, reason="Ressources de juin corrigées.")))
    assert line.outcome is Outcome.SHORT
    assert line.why == "Il manque 12,50 € par rapport au montant prévu. Ressources de juin corrigées."


def test_no_payment_at_all_from_an_organisme_that_answered_is_missing() -> None:
    line = october(account())
    assert (line.paid_cents, line.outcome) == (0, Outcome.MISSING)


@pytest.mark.parametrize("state", [SourceState.STALE, SourceState.UNAVAILABLE])
def test_no_payment_from_an_organisme_that_did_not_answer_is_not_zero(state: SourceState) -> None:
    line = october(account(state=state))
    assert (line.paid_cents, line.recovered_cents, line.outcome) == (None, None, Outcome.UNKNOWN)


def test_the_current_month_is_not_called_missing_before_it_ends() -> None:
    (line,) = reconcile(account(), ON, ON, CATALOGUE)
    assert line.outcome is Outcome.PENDING


def test_below_77_euros_an_overpaid_rsa_is_not_claimed_back() -> None:
    line = october(account(replace(PAID, amount_cents=67_699)))
    assert line.outcome is Outcome.OVER
    assert "En dessous de 77 €, ce trop-perçu ne vous est pas réclamé." in line.why


def test_from_77_euros_on_it_can_be_claimed_back() -> None:
    assert "peut vous demander" in october(account(replace(PAID, amount_cents=67_700))).why


def test_nobody_is_told_that_they_owe_nothing_where_the_text_is_not_sure() -> None:
    right = replace(RSA, benefit_id="apl")
    line = october(account(replace(PAID, benefit_id="apl", amount_cents=67_699), lines=(right,)))
    assert "réclamé" not in line.why
    assert "demandez à l'organisme si vous devez la rembourser" in line.why


def test_the_floor_is_on_the_whole_debt_not_on_each_month() -> None:
    payments = (replace(PAID, amount_cents=64_000), replace(PAID, amount_cents=64_000, payment_date=date(2026, 9, 5)))
    lines = reconcile(account(*payments), date(2026, 9, 1), OCTOBER, CATALOGUE)
    assert len(lines) == 2
    assert all("peut vous demander" in line.why for line in lines)


def test_the_first_month_of_a_right_is_paid_the_month_after() -> None:
    new = replace(RSA, start=date(2026, 10, 1))
    assert reconcile(account(lines=(new,)), OCTOBER, OCTOBER, CATALOGUE) == ()
    (line,) = reconcile(account(lines=(new,)), date(2026, 11, 1), ON, CATALOGUE)
    assert line.expected_cents == 60_000


@pytest.mark.parametrize(
    "doubtful",
    [
        replace(RSA, amount_cents=None),
        replace(RSA, start=date(2026, 9, 15)),
        replace(RSA, state=RightState.SUSPENDED),
        replace(RSA, state=RightState.ENDED),
    ],
)
def test_an_amount_nobody_can_vouch_for_is_not_expected(doubtful: RightLine) -> None:
    line = october(account(PAID, lines=(doubtful,)))
    assert (line.expected_cents, line.gap_cents, line.outcome) == (None, None, Outcome.UNCHECKED)
    empty = october(account(lines=(doubtful,)))
    assert (empty.expected_cents, empty.paid_cents, empty.outcome) == (None, None, Outcome.UNKNOWN)


def test_what_the_organisme_says_it_expected_comes_first() -> None:
    assert october(account(replace(PAID, expected_cents=61_000))).expected_cents == 61_000


def test_a_request_expects_nothing() -> None:
    assert reconcile(account(lines=(replace(RSA, state=RightState.REQUESTED),)), OCTOBER, OCTOBER, CATALOGUE) == ()


def test_the_latest_month_comes_first() -> None:
    lines = reconcile(account(), date(2026, 8, 15), date(2026, 10, 2), CATALOGUE)
    assert [line.month.month for line in lines] == [10, 9, 8]


def test_a_negative_payment_is_refused() -> None:
    with pytest.raises(InvalidRightError):
        replace(PAID, amount_cents=-1)


@pytest.mark.parametrize(("cents", "text"), [(7_700, "77 €"), (1_250, "12,50 €"), (120_435, "1\u202f204,35 €")])
def test_amounts_read_as_french(cents: int, text: str) -> None:
    assert euros(cents) == text


def test_months_cross_the_year() -> None:
    assert months_between(date(2025, 12, 31), date(2026, 1, 1)) == (date(2025, 12, 1), date(2026, 1, 1))


payments = st.lists(
    st.builds(
        Payment,
        st.sampled_from(["rsa", "af"]),
        st.just(Organisme.CNAF),
        st.dates(date(2026, 8, 1), date(2026, 10, 31)),
        st.integers(0, 90_000),
        st.none() | st.integers(0, 90_000),
        st.integers(0, 10_000),
    ),
    max_size=6,
)


@given(payments, st.sampled_from(SourceState))
def test_every_payment_is_in_the_statement_once_and_every_line_says_why(
    given_payments: list[Payment], state: SourceState
) -> None:
    lines = reconcile(account(*given_payments, state=state), date(2026, 8, 1), date(2026, 10, 31), CATALOGUE)
    assert sum(line.paid_cents or 0 for line in lines) == sum(p.amount_cents for p in given_payments)
    assert all(line.why for line in lines)
    assert all(line.outcome is Outcome.UNKNOWN for line in lines if state is not SourceState.FRESH)
