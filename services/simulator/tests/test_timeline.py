"""Months without and with a change: what differs, what falls suddenly, and what is really paid as the measure."""

from dataclasses import replace
from datetime import date

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Series, months_after
from services.simulator.domain.results import BenefitResult, Eligibility, Method, MonthResult, Periodicity
from services.simulator.domain.timeline import Timeline, cliffs, differences, gain, news, only, spliced
from services.simulator.domain.timeline_calendar import fixed_by_quarter, totals_by_calendar, without_windfall
from services.simulator.domain.timeline_standing import Standing, own_resources
from services.simulator.domain.vocabulary import Resource
from services.simulator.tests.changing import MONTH, alone, wages

STANDING = Standing.of(load_catalogue().benefits)
STATES = {True: Eligibility.ELIGIBLE, False: Eligibility.NOT_ELIGIBLE}


def result(benefit: str, cents: int, periodicity: Periodicity = Periodicity.MONTHLY) -> BenefitResult:
    """What the rules give."""
    return BenefitResult(benefit, STATES[cents > 0], cents, periodicity, Method.LAW_AS_CODE)


def received(benefit: str, cents: int) -> BenefitResult:
    """What is really paid."""
    return BenefitResult(benefit, Eligibility.RECEIVED, cents, Periodicity.MONTHLY, Method.PAID)


def months(own: list[int], *benefits: list[BenefitResult]) -> Timeline:
    """Months from MONTH on: the household's own resources, and its results."""
    made = [
        MonthResult(months_after(MONTH, i), tuple(results), cents + sum(one.amount_cents for one in results))
        for i, (cents, results) in enumerate(zip(own, benefits, strict=True))
    ]
    return Timeline(tuple(made), tuple(own))


def test_months_before_the_change_are_those_without_it() -> None:
    before = months([0, 0, 0], *[[result("rsa", 600_00)]] * 3).months
    after = months([0, 0, 0], *[[result("rsa", 100_00)]] * 3).months
    together = spliced(before, after, months_after(MONTH, 1))
    assert [month.results[0].amount_cents for month in together] == [600_00, 100_00, 100_00]


def test_what_is_received_and_moves_is_the_same_right() -> None:
    before = months([0], [received("prime-activite", 210_00)]).months
    (difference,) = differences(before, months([0], [result("prime-activite", 176_00)]).months)
    assert difference.gain_cents == -34_00
    assert difference.before is difference.after is Eligibility.RECEIVED


def test_the_news_of_a_month_are_what_is_not_as_it_was_and_who_left() -> None:
    (before,) = months(
        [0], [result("rsa", 600_00), result("af", 150_00), replace(result("aah", 900_00), person="conjoint")]
    ).months
    (after,) = months([0], [result("rsa", 500_00), result("af", 150_00)]).months
    told = {one.benefit: (one.eligibility, one.amount_cents) for one in news(before, after).results}
    assert told == {"rsa": (Eligibility.ELIGIBLE, 500_00), "aah": (Eligibility.NOT_ELIGIBLE, 0)}
    assert news(before, before).results == ()


def test_a_cent_is_no_difference_a_right_that_opens_is_one() -> None:
    before = months([0], [result("af", 150_00), result("rsa", 0)]).months
    after = months([0], [result("af", 150_01), result("rsa", 40_00)]).months
    (difference,) = differences(before, after)
    assert (difference.benefit, difference.before_cents, difference.after_cents) == ("rsa", 0, 40_00)


def test_conditions_that_nobody_was_asked_about_are_no_news() -> None:
    unknown = BenefitResult("agepi", Eligibility.UNKNOWN, 0, Periodicity.ONCE, Method.CONDITIONS)
    before = months([0], [replace(unknown, eligibility=Eligibility.NOT_ELIGIBLE)]).months
    assert differences(before, months([0], [unknown]).months) == ()


def test_a_benefit_of_two_persons_differs_for_one() -> None:
    def of(key: str, cents: int) -> BenefitResult:
        return BenefitResult("aah", STATES[cents > 0], cents, Periodicity.MONTHLY, Method.LAW_AS_CODE, key)

    before = months([0], [of("moi", 0), of("conjoint", 900_00)]).months
    after = months([0], [of("moi", 500_00), of("conjoint", 900_00)]).months
    assert [found.person for found in differences(before, after)] == ["moi"]


def test_a_raise_that_costs_more_than_it_brings_is_a_cliff_in_its_first_month() -> None:
    before = months([1_400_00], [result("prime-activite", 230_00), result("c2s", 60_00)])
    after = months([1_450_00], [result("prime-activite", 90_00), result("c2s", 0)])
    (cliff,) = cliffs(before, after)
    assert (cliff.month, cliff.loss_cents, cliff.benefits) == (MONTH, 150_00, ("prime-activite", "c2s"))


def test_a_benefit_that_follows_later_makes_the_cliff_where_it_falls() -> None:
    before = months([0] * 4, *[[result("rsa", 600_00)]] * 4)
    after = months(
        [1_200_00] * 4, [result("rsa", 600_00)], [result("rsa", 600_00)], [result("rsa", 0)], [result("rsa", 0)]
    )
    (cliff,) = cliffs(before, after)
    assert (cliff.month, cliff.loss_cents) == (months_after(MONTH, 2), 600_00)


def test_losing_a_wage_is_no_cliff() -> None:
    before = months([1_500_00] * 2, [result("aide", 0)], [result("aide", 0)])
    after = months([1_500_00, 0], [result("aide", 0)], [result("aide", 700_00)])
    assert cliffs(before, after) == ()


def test_thirty_euros_or_a_twentieth_is_not_felt() -> None:
    def falls(own: int, cents: int) -> bool:
        before = months([own], [result("apl", 300_00)])
        return bool(cliffs(before, months([own], [result("apl", 300_00 - cents)])))

    assert not falls(0, 30_00)
    assert falls(0, 30_01)
    assert not falls(1_700_00, 100_00)
    assert falls(1_700_00, 100_01)


def test_a_yearly_benefit_that_was_paid_last_month_is_no_cliff() -> None:
    before = months([900_00] * 2, [result("ars", 400_00, Periodicity.YEARLY)], [result("ars", 0, Periodicity.YEARLY)])
    assert cliffs(before, before) == ()


def test_a_fall_that_comes_anyway_is_no_cliff_of_the_change() -> None:
    before = months([900_00] * 2, [result("cf", 300_00)], [result("cf", 0)])
    after = months([950_00] * 2, [result("cf", 300_00)], [result("cf", 0)])
    assert cliffs(before, after) == ()


def test_the_total_counts_every_month() -> None:
    before = months([900_00] * 2, [result("cf", 300_00)], [result("cf", 300_00)]).months
    after = months([950_00] * 2, [result("cf", 300_00)], [result("cf", 0)]).months
    assert gain(before, after) == -200_00


def test_only_the_benefits_asked_for_are_shown_and_the_total_stays() -> None:
    (month,) = only(months([0], [result("cf", 300_00), result("af", 100_00)]).months, frozenset({"af"}))
    assert [one.benefit for one in month.results] == ["af"]
    assert month.disposable_cents == 400_00


def test_what_the_household_has_of_its_own_takes_alimony_off() -> None:
    household = alone(
        resources={("moi", Resource.WAGE): wages(1_500_00), ("moi", Resource.ALIMONY_PAID): wages(200_00)}
    )
    assert own_resources(household, MONTH) == 1_300_00
    assert own_resources(alone(resources={("moi", Resource.WAGE): Series(MONTH, (1,))}), date(2027, 1, 1)) == 0


def rsa(*amounts: int) -> tuple[MonthResult, ...]:
    """Months of RSA."""
    return months([0] * len(amounts), *[[result("rsa", cents), result("af", 100_00)] for cents in amounts]).months


def test_the_month_of_the_declaration_decides_when_a_quarterly_benefit_follows() -> None:
    before = rsa(*[600_00] * 6)
    assert totals_by_calendar(before, rsa(600_00, 400_00, 200_00, 0, 0, 0), MONTH) == (1_800_00, 1_800_00, 1_800_00)
    assert totals_by_calendar(before, rsa(600_00, 400_00, 0, 0, 0, 0), MONTH) == (1_800_00, 1_800_00, 1_200_00)


def test_a_right_that_a_change_opens_has_no_calendar_to_guess() -> None:
    assert totals_by_calendar(rsa(0, 0, 0), rsa(0, 600_00, 300_00), MONTH) == (0, 0, 0)
    assert totals_by_calendar(rsa(0), rsa(0), months_after(MONTH, 5)) == (0,)


def test_a_right_that_opens_keeps_its_amount_for_three_months_then_the_next() -> None:
    after = rsa(0, 600_00, 0, 0, 400_00, 300_00, 200_00, 100_00)
    fixed, opens = fixed_by_quarter(rsa(*[0] * 8), after, MONTH)
    amounts = [month.results[0].amount_cents // 100 for month in fixed]
    assert amounts == [0, 600, 600, 600, 400, 400, 400, 100]
    assert [month.disposable_cents // 100 for month in fixed] == [amount + 100 for amount in amounts]
    assert opens


def test_a_wage_that_takes_the_place_of_a_benefit_opens_no_rsa() -> None:
    before, richer = (
        months([950_00] * 2, *[[result("rsa", 0)]] * 2),
        months([1_400_00] * 2, *[[result("rsa", 821_00)]] * 2),
    )
    closed = without_windfall(before, richer.own_cents, richer.months)
    assert [month.results[0].eligibility for month in closed] == [Eligibility.NOT_ELIGIBLE] * 2
    assert [month.disposable_cents for month in closed] == [1_400_00] * 2
    poorer = months([0] * 2, *[[result("rsa", 821_00)]] * 2)
    assert without_windfall(before, poorer.own_cents, poorer.months) == poorer.months


def test_what_followed_from_a_windfall_goes_with_it() -> None:
    """A month of RSA opens the free C2S at once, and leaves the earnings out of the next month's housing aid: no 300 € for one month, then a cliff."""
    before = months([1_300_00] * 3, *[[result("rsa", 0), result("c2s", 0), result("als", 6_00)]] * 3)
    open_c2s = replace(result("c2s", 0), eligibility=Eligibility.ELIGIBLE)
    after = months(
        [2_000_00] * 3,
        [result("rsa", 821_00), open_c2s, result("als", 6_00)],
        [result("rsa", 0), result("c2s", 0), result("als", 308_00)],
        [result("rsa", 0), result("c2s", 0), result("als", 0)],
    )
    closed = without_windfall(before, after.own_cents, after.months)
    assert [[one.amount_cents for one in month.results] for month in closed] == [[0, 0, 6_00], [0, 0, 6_00], [0, 0, 0]]
    assert closed[0].results[1].eligibility is Eligibility.NOT_ELIGIBLE
    assert [month.disposable_cents for month in closed] == [2_006_00, 2_006_00, 2_000_00]
    assert not cliffs(before, Timeline(closed, after.own_cents))


def test_a_right_that_is_there_already_stays_as_the_rules_give_it() -> None:
    after = rsa(500_00, 400_00, 300_00)
    assert fixed_by_quarter(rsa(*[600_00] * 3), after, MONTH) == (after, False)


def test_who_has_the_rsa_declares_the_prime_d_activite_with_it() -> None:
    ppa = [
        [result("rsa", first), result("prime-activite", second)]
        for first, second in ((600_00, 0), (0, 90_00), (0, 300_00))
    ]
    after = months([0] * 3, *ppa).months
    assert fixed_by_quarter(after[:1] * 3, after, MONTH) == (after, False)


def test_a_yearly_benefit_stands_in_its_month_only() -> None:
    ars = result("ars", 429_00, Periodicity.YEARLY)
    told = months([0] * 12, *[[ars, result("af", 150_00)]] * 12).months
    kept = [month.month.month for month in told if len(STANDING.month(month, alone()).results) == 2]
    assert kept == [8]


def test_a_pension_that_one_could_have_is_not_had() -> None:
    (month,) = months([0], [person(result("retraite-base", 900_00))]).months
    assert STANDING.month(month, alone()).results[0].eligibility is Eligibility.NOT_ELIGIBLE


def test_a_pension_told_takes_the_place_of_its_estimate() -> None:
    estimates = [person(result("retraite-base", 900_00)), person(result("retraite-complementaire", 300_00))]
    household = alone(resources={("moi", Resource.RETIREMENT_PENSION): Series(MONTH, (0, 1_000_00), continues=True)})
    told = months([0] * 3, estimates, estimates, estimates).months
    said = STANDING.with_resources(told, household, months_after(MONTH, 1))
    amounts = [[one.amount_cents for one in month.results] for month in said]
    assert amounts == [[900_00, 300_00], [1_000_00, 0], [1_000_00, 0]]


def test_an_allowance_that_a_job_ends_is_no_longer_received() -> None:
    household = alone(resources={("moi", Resource.UNEMPLOYMENT): Series(MONTH, (950_00, 0), continues=True)})
    told = months([0] * 2, *[[person(received("are", 950_00))]] * 2).months
    said = STANDING.with_resources(told, household, MONTH)
    assert [month.results[0].eligibility for month in said] == [Eligibility.RECEIVED, Eligibility.NOT_ELIGIBLE]


def person(result: BenefitResult) -> BenefitResult:
    """The same result, of the applicant."""
    return replace(result, person="moi")
