"""What was declared and what was paid: every amount with its source, and nobody's silence read as nothing."""

from datetime import date

import pytest
from mesdroits.situation.v1 import facts_pb2

from chassis.errors import InvalidInput
from services.simulator.api.reading import household_of
from services.simulator.api.reading_prefill import known_of
from services.simulator.api.writing_household import household as written
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.prefill import Confidence, Correction
from services.simulator.domain.results import Method, Question
from services.simulator.domain.vocabulary import Resource
from services.simulator.tests.told import (
    RULES,
    TODAY,
    address,
    child,
    domain,
    fact,
    household,
    housing,
    month_of,
    of,
    payment,
    provenance,
    questions,
    request,
    right,
    status,
    work,
)
from services.simulator.usecases.prefill import prefill


def test_declared_months_that_follow_each_other_make_a_series_and_a_nature_not_named_is_nil() -> None:
    told = request(
        month_of(date(2026, 5, 1), SALAIRE=90000),
        month_of(date(2026, 8, 1), SALAIRE=120000),
        month_of(date(2026, 9, 1), SALAIRE=125000, CHOMAGE=20000),
    )
    resources = household(told).resources
    assert resources["moi", Resource.WAGE].first_month == date(2026, 8, 1)
    assert resources["moi", Resource.WAGE].amounts_cents == (120000, 125000)
    assert resources["moi", Resource.UNEMPLOYMENT].amounts_cents == (0, 20000)
    wage = provenance(told, "moi.resources.WAGE")
    assert (wage.month, wage.correction, wage.outdated) == (date(2026, 9, 1), Correction.REPORT_TO_EMPLOYER, False)


def test_an_old_wage_is_outdated_and_only_assumed() -> None:
    wage = provenance(request(month_of(date(2026, 5, 1), SALAIRE=90000)), "moi.resources.WAGE")
    assert wage.outdated
    assert wage.confidence is Confidence.ASSUMED


@pytest.mark.parametrize(
    ("word", "kind"), [("INDEPENDANT", Resource.SELF_EMPLOYED_PROFIT), ("EXPLOITANT_AGRICOLE", Resource.FARM_PROFIT)]
)
def test_a_profit_is_that_of_what_the_person_does(word: str, kind: Resource) -> None:
    told = request(month_of(date(2026, 9, 1), REVENU_NON_SALARIE=100000), work(word))
    assert household(told).resources["moi", kind].amounts_cents == (100000,)


def test_what_cannot_be_placed_is_asked() -> None:
    told = request(month_of(date(2026, 9, 1), REVENU_NON_SALARIE=100000, AUTRE=5000))
    assert {"moi.resources.SELF_EMPLOYED_PROFIT", "moi.resources.EXCEPTIONAL"} <= questions(told)
    assert ("moi", Resource.EXCEPTIONAL) not in household(told).resources


def test_a_benefit_is_received_for_the_month_it_was_due() -> None:
    paid = payment("rsa", date(2026, 10, 5), 60000), payment("rsa", date(2026, 11, 5), 61000)
    [rsa] = household(request(payments=paid, domains=(domain("SOLIDARITE", right("rsa", 61000)),))).received
    assert (rsa.paid.first_month, rsa.paid.amounts_cents, rsa.open) == (date(2026, 9, 1), (60000, 61000), True)


def test_an_unpaid_month_is_nil_when_the_organisme_answered_and_unknown_when_it_did_not() -> None:
    paid = payment("rsa", date(2026, 8, 5), 60000), payment("rsa", date(2026, 11, 5), 61000)
    [answered] = household(request(payments=paid, domains=(domain("SOLIDARITE"),))).received
    assert answered.paid.amounts_cents == (60000, 0, 0, 61000)
    silent = request(payments=paid, domains=(domain("SOLIDARITE", unanswered=("cnaf",)),))
    [unknown] = household(silent).received
    assert (unknown.paid.first_month, unknown.paid.amounts_cents) == (date(2026, 10, 1), (61000,))
    assert "received" in questions(silent)


def test_a_late_payment_adds_to_its_month_and_a_yearly_one_stands_where_it_was_paid() -> None:
    paid = (
        payment("af", date(2026, 10, 5), 10000), payment("af", date(2026, 10, 20), 5000), payment("ars", date(2026, 8, 18), 43000),
    )  # fmt: skip
    af, ars = household(request(payments=paid)).received
    assert af.paid.amounts_cents == (15000,)
    assert ars.paid.first_month == date(2026, 8, 1)


def test_allowances_paid_are_resources_and_prevail_over_what_was_declared() -> None:
    message = request(
        month_of(date(2026, 9, 1), CHOMAGE=70000),
        payments=(payment("are", date(2026, 11, 2), 84630, "france_travail"),),
        domains=(domain("EMPLOI", right("are", 84630, "france_travail")),),
    )
    series = household(message).resources["moi", Resource.UNEMPLOYMENT]
    assert (series.first_month, series.amounts_cents, series.continues) == (date(2026, 10, 1), (84630,), True)
    known = [one for one in of(message).provenances if one.field == "moi.resources.UNEMPLOYMENT"]
    assert [(one.source, one.confidence) for one in known] == [("france_travail", Confidence.CHECKED)]


def test_two_pensions_of_one_month_add_up() -> None:
    paid = (
        payment("retraite-base", date(2026, 11, 9), 80000, "cnav"),
        payment("retraite-ircantec", date(2026, 11, 5), 20000, "cnav"),
    )
    assert household(request(payments=paid)).resources["moi", Resource.RETIREMENT_PENSION].amounts_cents == (100000,)


def test_nothing_is_known_to_be_nil_but_where_everybody_answered() -> None:
    complete = household(request(domains=(domain("EMPLOI"), domain("RETRAITE", unanswered=("cnav",)))))
    assert complete.without == {("moi", Resource.UNEMPLOYMENT)}


def test_a_right_without_payments_is_known_by_its_amount() -> None:
    [rsa] = household(request(domains=(domain("SOLIDARITE", right("rsa", 61000)),))).received
    assert (rsa.paid.at(date(2026, 12, 1)), rsa.open) == (61000, True)


def test_a_disability_is_its_rate_and_is_asked_without_one() -> None:
    recognised = facts_pb2.DisabilityRecognition(incapacity_rate=60, recognition="TAUX")
    told = request(fact(facts_pb2.FactContent(disability_recognition=recognised)))
    assert "moi.disability.work_restriction" in questions(told)
    rate = household(told).applicant.disability
    assert rate is not None
    assert rate.incapacity_rate == 60
    assert "moi.disability.incapacity_rate" in questions(request(domains=(domain("SOLIDARITE", right("aah", 104159)),)))


async def test_what_the_household_lacks_is_asked_after_what_could_not_be_read() -> None:
    seen: list[Household] = []

    async def asking(found: Household) -> tuple[Question, ...]:
        seen.append(found)
        return (Question("home.rent", "Quel est votre loyer ?", settles=3), Question("children", "…"))

    found = await prefill(known_of(request(status("PACS"), domains=(domain("EMPLOI"),)), TODAY), RULES, TODAY, asking)
    assert [one.question for one in found.questions] == ["conjoint.birth_date", "children", "home.rent"]
    assert seen[0].union is None


def test_a_month_or_a_birth_date_that_cannot_be_is_refused() -> None:
    message = request(born=date(2030, 1, 1))
    message.month.day = 2
    with pytest.raises(InvalidInput) as refusal:
        known_of(message, TODAY)
    assert {fault.field for fault in refusal.value.violations} == {"month", "birth_date"}


def test_a_cover_is_received_and_pays_nothing() -> None:
    cover = right("c2s", None, "cnam")
    cover.without_amount = True
    [c2s] = household(request(domains=(domain("SANTE", cover),))).received
    assert (c2s.paid.amounts_cents, c2s.open) == ((0,), True)


def test_a_right_whose_amount_nobody_tells_is_asked_and_never_taken_for_nothing() -> None:
    message = request(domains=(domain("SOLIDARITE", right("rsa")),))
    assert household(message).received == ()
    assert "received.rsa" in questions(message)


def test_nothing_is_kept_of_reimbursements_of_care() -> None:
    message = request(payments=(payment("remboursements-soins", date(2026, 11, 2), 2500),))
    assert household(message).received == ()
    assert not any(one.field.startswith("received") for one in of(message).provenances)


def test_the_last_months_of_an_open_right_are_due_though_not_yet_paid() -> None:
    message = request(
        payments=(payment("rsa", date(2026, 10, 5), 60000),), domains=(domain("SOLIDARITE", right("rsa", 60000)),)
    )
    [rsa] = household(message).received
    assert (rsa.paid.first_month, rsa.paid.amounts_cents) == (date(2026, 9, 1), (60000, 60000))
    assert provenance(message, "received.rsa").month == date(2026, 9, 1)


def test_when_rights_could_not_be_asked_for_what_is_received_is_asked() -> None:
    assert "received" in questions(request())
    assert "received" not in questions(request(domains=(domain("EMPLOI"),)))


def test_every_benefit_that_the_simulator_anchors_is_told_by_organismes_to_the_right_person() -> None:
    anchored = [
        one
        for one in load_catalogue().benefits.values()
        if one.method is Method.LAW_AS_CODE and one.id == one.received_as
    ]
    # Paid by schools, landlords or the State, of whom no organisme speaks; and a part of the RSA.
    elsewhere = {
        "bourse-college",
        "bourse-lycee",
        "bourse-superieur",
        "reduction-loyer-solidarite",
        "cheque-energie",
        "rsa-majore",
    }
    for benefit in anchored:
        if benefit.id not in elsewhere:
            assert RULES.benefits[benefit.id].individual is benefit.individual, benefit.id


def test_a_prefilled_household_can_be_sent_as_it_is() -> None:
    message = request(
        status("CELIBATAIRE"), work("SALARIE"), address(), housing(occupancy="LOCATAIRE", rent_cents=60000),
        month_of(date(2026, 9, 1), SALAIRE=120000), child(date(2018, 1, 1)),
        domains=(domain("SOLIDARITE", right("rsa", 61000)), domain("EMPLOI", right("are", 84630, "france_travail"))),
        payments=(payment("rsa", date(2026, 11, 5), 60000), payment("ars", date(2026, 8, 18), 43000)),
    )  # fmt: skip
    found = household(message)
    back = household_of(written(found), TODAY)
    assert (back.persons, back.home, back.resources, back.without) == (
        found.persons,
        found.home,
        found.resources,
        found.without,
    )
    assert [one.benefit for one in back.received] == ["are", "ars", "rsa"]


def test_complementary_pensions_are_received_as_one() -> None:
    paid = (
        payment("retraite-base", date(2026, 11, 9), 80000, "cnav"),
        payment("retraite-ircantec", date(2026, 11, 5), 20000, "cnav"),
        payment("retraite-complementaire-agricole", date(2026, 11, 5), 5000, "cnav"),
    )
    received = {one.benefit: one.paid.amounts_cents for one in household(request(payments=paid)).received}
    assert received == {"retraite-base": (80000,), "retraite-complementaire": (25000,)}
