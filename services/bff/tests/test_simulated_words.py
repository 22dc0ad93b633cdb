"""What a simulation says is plain French: no raw period, no doubled preposition, no field of nobody."""

import pytest
from mesdroits.simulator.v1 import household_pb2, result_pb2, retirement_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.fields import field_text
from services.bff.synthesis.writing import _manager_text
from services.bff.views.explanation import explanation_view, retirement_view
from services.bff.views.household import _received
from services.bff.views.simulation import missing_text

HOUSEHOLD = household_pb2.Household(persons=[household_pb2.Person(person="moi", role=household_pb2.ROLE_APPLICANT)])


def test_the_month_of_a_line_is_written_in_words() -> None:
    steps = [result_pb2.ExplanationStep(label="RSA", value="1", period=period) for period in ("2026-11", "2026", "")]
    view = explanation_view(pb.ExplainResponse(steps=steps), HOUSEHOLD, {})
    assert [step.source_text for step in view.steps] == ["novembre 2026", "2026", None]


@pytest.mark.parametrize(
    ("label", "title"),
    [("à 67 ans", "À 67 ans : 67 ans et 2 mois"), ("l'âge légal", "L'âge légal : 67 ans et 2 mois")],
)
def test_an_age_of_retirement_has_one_preposition_at_most(label: str, title: str) -> None:
    one = retirement_pb2.RetirementEstimate(label=label, age_years=67, age_months=2)
    view = retirement_view(pb.EstimateRetirementResponse(estimates=[one]), HOUSEHOLD)
    assert view.estimates[0].title_text == title


def test_who_lives_there_is_asked_in_words() -> None:
    assert field_text("children", HOUSEHOLD) == "Vos enfants"
    unknown = result_pb2.BenefitResult(missing=["children", "union"])
    assert missing_text(unknown, HOUSEHOLD) == "Pour le savoir, dites-nous : vos enfants, votre vie de couple."


@pytest.mark.parametrize(("going_on", "text"), [(True, "dernier versement connu"), (False, "plus versé depuis")])
def test_what_is_no_longer_paid_is_not_told_as_received(going_on: bool, text: str) -> None:
    paid = household_pb2.ReceivedSeries(benefit="prime-activite", amounts_cents=[9640], open=going_on)
    said = _received(household_pb2.Household(received=[paid]), "prime-activite")
    assert said == f"96,40\u00a0€, {text}"


def test_what_is_asked_keeps_the_capitals_of_its_acronyms() -> None:
    pair = household_pb2.Household(
        persons=[*HOUSEHOLD.persons, household_pb2.Person(person="conjoint", role=household_pb2.ROLE_PARTNER)]
    )
    unknown = result_pb2.BenefitResult(missing=["moi.disability.incapacity_rate", "assets.untaxed_savings"])
    said = missing_text(unknown, pair) or ""
    assert "taux d'incapacité reconnu par la MDPH (vous)" in said
    assert "livret A, LDDS" in said


@pytest.mark.parametrize(
    ("organisme", "regime", "text"),
    [
        ("MGEN", "MGEN", "MGEN"),
        ("CAF", "Régime général", "CAF (régime général)"),
        ("CPAM", "Régime général, MGEN", "CPAM (régime général, MGEN)"),
    ],
)
def test_an_acronym_keeps_its_capitals(organisme: str, regime: str, text: str) -> None:
    assert _manager_text(organisme, regime) == text
