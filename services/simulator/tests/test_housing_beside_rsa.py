"""Beside an RSA that is fixed for three months, a housing aid follows what is paid, and not what each month alone would give."""

from services.simulator.domain.household import months_after
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.timeline_calendar import fixed_by_quarter
from services.simulator.tests.changing import MONTH


def _result(benefit: str, euros: int) -> BenefitResult:
    state = Eligibility.ELIGIBLE if euros else Eligibility.NOT_ELIGIBLE
    return BenefitResult(benefit, state, euros * 100, Periodicity.MONTHLY, Method.LAW_AS_CODE)


def _months(*rows: tuple[int, int]) -> tuple[MonthResult, ...]:
    """RSA and housing aid, in euros, from MONTH on."""
    return tuple(
        MonthResult(months_after(MONTH, rank), (_result("rsa", rsa), _result("als", aid)), (rsa + aid) * 100)
        for rank, (rsa, aid) in enumerate(rows)
    )


def test_a_housing_aid_follows_the_rsa_that_is_paid_and_not_that_of_the_month() -> None:
    """The RSA opens in the second month and is paid until the fourth: the aid that it raises does not fall before it."""
    after = _months((0, 90), (600, 90), (0, 310), (0, 90), (0, 90), (0, 90))
    fixed, _ = fixed_by_quarter(_months(*[(0, 90)] * 6), after, MONTH)
    assert [month.results[0].amount_cents // 100 for month in fixed] == [0, 600, 600, 600, 0, 0]
    assert [month.results[1].amount_cents // 100 for month in fixed] == [90, 90, 310, 310, 310, 90]
    assert [month.disposable_cents // 100 for month in fixed] == [90, 690, 910, 910, 310, 90]
    assert "RSA" in fixed[3].results[1].reason
