"""What organismes paid: every benefit by the month it was due, and nobody's silence read as nothing."""

from datetime import date

from services.simulator.api.reading import household_of
from services.simulator.api.writing_household import household as written
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.results import Method
from services.simulator.domain.vocabulary import Resource
from services.simulator.tests.told import (
    RULES,
    TODAY,
    address,
    child,
    day,
    domain,
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


def test_a_right_without_payments_is_known_by_its_amount() -> None:
    [rsa] = household(request(domains=(domain("SOLIDARITE", right("rsa", 61000)),))).received
    assert (rsa.paid.at(date(2026, 12, 1)), rsa.open) == (61000, True)


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


def test_for_a_month_to_come_an_open_right_goes_on_until_then() -> None:
    message = request(
        payments=(payment("rsa", date(2026, 11, 5), 60000),), domains=(domain("SOLIDARITE", right("rsa", 60000)),)
    )
    message.month.CopyFrom(day(date(2027, 3, 1)))
    [rsa] = household(message).received
    assert rsa.paid.at(date(2027, 2, 1)) == 60000


def test_a_fund_that_has_not_paid_yet_this_month_counts_for_what_it_paid_last_month() -> None:
    paid = [
        payment("retraite-base", date(2026, month, 9), 80000, "cnav") for month in (10, 11)
    ] + [payment("retraite-ircantec", date(2026, 10, 27), 20000, "cnav")]  # fmt: skip
    rights = right("retraite-base", None, "cnav"), right("retraite-ircantec", None, "cnav")
    whole = household(request(payments=tuple(paid), domains=(domain("RETRAITE", *rights),)))
    pensions = whole.resources["moi", Resource.RETIREMENT_PENSION]
    assert [pensions.at(date(2026, month, 1)) for month in (9, 10, 11)] == [100000] * 3
    assert {one.benefit: one.paid.amounts_cents[-1] for one in whole.received} == {
        "retraite-base": 80000, "retraite-complementaire": 20000,
    }  # fmt: skip


def test_a_fund_whose_right_is_closed_does_not_go_on_paying() -> None:
    paid = (
        payment("retraite-base", date(2026, 10, 9), 80000, "cnav"),
        payment("retraite-base", date(2026, 11, 9), 80000, "cnav"),
        payment("retraite-ircantec", date(2026, 10, 27), 20000, "cnav"),
    )
    found = household(request(payments=paid, domains=(domain("RETRAITE", right("retraite-base", None, "cnav")),)))
    assert found.resources["moi", Resource.RETIREMENT_PENSION].amounts_cents == (100000, 80000)


def test_a_pension_served_for_years_does_not_begin_with_its_last_payment() -> None:
    pension = right("retraite-base", 95_000, "cnav")
    pension.period.start_date.CopyFrom(day(date(2018, 3, 1)))
    told = request(
        payments=(payment("retraite-base", date(2026, 11, 9), 95_000, "cnav"),), domains=(domain("RETRAITE", pension),)
    )
    series = household(told).resources["moi", Resource.RETIREMENT_PENSION]
    assert (series.first_month, series.amounts_cents, series.continues) == (date(2018, 3, 1), (95_000,), True)
    assert provenance(told, "moi.resources.RETIREMENT_PENSION").month == date(2026, 10, 1)


def test_a_pension_that_was_raised_is_told_from_the_month_of_the_rise() -> None:
    pension = right("retraite-base", 95_000, "cnav")
    pension.period.start_date.CopyFrom(day(date(2018, 3, 1)))
    paid = tuple(
        payment("retraite-base", date(2026, month, 9), 94_000 if month < 9 else 95_000, "cnav")
        for month in range(6, 12)
    )
    series = household(request(payments=paid, domains=(domain("RETRAITE", pension),))).resources[
        "moi", Resource.RETIREMENT_PENSION
    ]
    assert (series.first_month, series.amounts_cents) == (date(2026, 5, 1), (94_000,) * 3 + (95_000,))
    assert series.at(date(2026, 10, 1)) == 95_000
