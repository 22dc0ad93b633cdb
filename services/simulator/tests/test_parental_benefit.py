"""Prestation partagée d'éducation de l'enfant: how much, for how long, for one parent or two."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from services.simulator.catalogue.loader import FILES, load_catalogue
from services.simulator.domain import family_wording as words
from services.simulator.domain.household import Career, Household, Leave, Person, Received, Series, months_after
from services.simulator.domain.results import BenefitResult, Eligibility
from services.simulator.domain.vocabulary import Activity, LeaveKind, Resource, Role, Union
from services.simulator.tests.homes import ME, MONTH, Law, result, single
from services.simulator.usecases.months import months_of
from services.simulator.usecases.simulate import simulate

CATALOGUE = load_catalogue()
RULES = CATALOGUE.parental
EXAMPLES = yaml.safe_load((FILES / "parental.yaml").read_text())["examples"]


def on_leave(
    leave: Leave | None = None, *, born: date = date(2026, 5, 20), couple: bool = True, elder: int = 0
) -> Household:
    """Somebody on parental leave who earns nothing, with a baby, and so many elder children."""
    known = single(Activity.PARENTAL_LEAVE)
    me = replace(known.applicant, leave=leave)
    others = [Person("enfant_1", Role.CHILD, born)]
    others += [Person(f"enfant_{n + 2}", Role.CHILD, date(2019, 3, 3)) for n in range(elder)]
    if couple:
        others.append(Person("conjoint", Role.PARTNER, date(1991, 2, 2), Activity.EMPLOYEE))
        known = known.changed(union=Union.PACS, without=frozenset({(ME, None), ("conjoint", None)}))
    return known.changed(persons=(me, *others))


async def said(household: Household, person: str = ME) -> BenefitResult:
    return result((await simulate(Law(lambda *_: {}), CATALOGUE, household)).month, "prepare", person)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["address"])
def test_published_amounts_are_found_again_to_the_cent(example: dict[str, dict[str, int]]) -> None:
    month: date = example["given"]["month"]  # type: ignore[assignment]  # a date in the file
    rates = {
        "full": RULES.full_rate,
        "half": RULES.half_rate,
        "partial": RULES.partial_rate,
        "increased": RULES.increased_rate,
    }
    assert {name: RULES.net(month, rates[name]) for name in example["gives"]} == example["gives"]


async def test_who_stopped_all_work_has_the_whole_amount() -> None:
    found = await said(on_leave())
    assert (found.eligibility, found.amount_cents) == (Eligibility.ELIGIBLE, 459_69)


@pytest.mark.parametrize(("percent", "cents"), [(0, 459_69), (50, 297_17), (51, 171_42), (80, 171_42), (81, 0)])
async def test_the_work_that_is_kept_lowers_it(percent: int, cents: int) -> None:
    found = await said(on_leave(Leave(LeaveKind.PARENTAL, work_percent=percent)))
    assert found.amount_cents == cents
    assert found.eligibility is (Eligibility.ELIGIBLE if cents else Eligibility.NOT_ELIGIBLE)


async def test_a_wage_beside_the_leave_asks_how_much_work_is_kept() -> None:
    working = on_leave().changed(resources={(ME, Resource.WAGE): Series(date(2025, 1, 1), (900_00,), continues=True)})
    found = await said(working)
    assert (found.eligibility, found.missing) == (Eligibility.UNKNOWN, (f"{ME}.leave.work_percent",))


async def test_it_ends_the_month_before_the_birthday() -> None:
    household = on_leave(Leave(LeaveKind.PARENTAL, work_percent=0), couple=False)
    months = (await months_of(Law(lambda *_: {}), CATALOGUE, [household], 12))[0]
    paid = [month.month for month in months if result(month, "prepare", ME).eligibility is Eligibility.ELIGIBLE]
    # Born on 20 May 2026: until April 2027 for one child, at whatever day of the month it was born.
    assert (paid[0], paid[-1]) == (MONTH, date(2027, 4, 1))


async def test_one_of_two_parents_of_a_first_child_has_six_months() -> None:
    household = on_leave(Leave(LeaveKind.PARENTAL, date(2026, 8, 31), work_percent=0))
    months = (await months_of(Law(lambda *_: {}), CATALOGUE, [household], 12))[0]
    paid = [month.month for month in months if result(month, "prepare", ME).amount_cents]
    assert paid[-1] == date(2027, 1, 1)
    over = result(months[4], "prepare", ME)
    assert over.reason == words.parental_over(date(2027, 1, 1))


async def test_from_two_children_on_it_lasts_until_the_third_birthday() -> None:
    elder = on_leave(born=months_after(MONTH, -35), elder=1)
    assert (await said(elder)).amount_cents == 459_69
    assert (await said(on_leave(born=months_after(MONTH, -36), elder=1))).eligibility is Eligibility.NOT_ELIGIBLE


async def test_two_parents_have_no_more_together_than_one() -> None:
    both = on_leave(Leave(LeaveKind.PARENTAL, work_percent=80))
    partner = replace(
        both.person("conjoint"), activity=Activity.PARENTAL_LEAVE, leave=Leave(LeaveKind.PARENTAL, work_percent=0)
    )
    both = both.changed(persons=(*both.persons[:-1], partner))
    assert (await said(both)).amount_cents == 171_42
    assert (await said(both, "conjoint")).amount_cents == 459_69 - 171_42


async def test_fewer_quarters_than_are_asked_refuse_it() -> None:
    known = on_leave()
    short = replace(known.applicant, career=Career(validated_quarters=5))
    assert (await said(known.changed(persons=(short, *known.persons[1:])))).reason == words.QUARTERS


async def test_what_is_really_paid_is_shown_as_it_is_paid() -> None:
    paid = Received("prepare", Series(months_after(MONTH, -2), (297_17,) * 3), ME, open=True)
    found = await said(on_leave().changed(received=(paid,)))
    assert (found.eligibility, found.amount_cents) == (Eligibility.RECEIVED, 297_17)
