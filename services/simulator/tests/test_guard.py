"""« Quelles ressources déclarer ? »: every declaration answers for every kind of resource, with a reason and an article."""

import re
from datetime import date
from pathlib import Path

import pytest

from chassis.errors import InvalidInput
from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue_problems import UnknownBenefit
from services.simulator.domain.guard import GuidanceLine, NothingToDeclare, Verdict, guidance
from services.simulator.domain.vocabulary import Resource
from services.simulator.guard.loader import FILES, GuardError, load_guard
from services.simulator.usecases.guide import guide_resources

GUARD = load_guard()
CATALOGUE = load_catalogue()
AUGUST, TODAY = date(2026, 8, 1), date(2026, 11, 22)


def line(benefit: str, kind: Resource, month: date = AUGUST) -> GuidanceLine:
    """What is said of one kind of resource."""
    return next(one for one in guidance(GUARD, benefit, month, TODAY).lines if one.kind is kind)


def test_rents_are_not_declared_for_the_prime_d_activite_and_it_says_why() -> None:
    rents = line("prime-activite", Resource.RENTAL_INCOME)
    assert rents.verdict is Verdict.DO_NOT_DECLARE
    assert "avis d'impôt d'il y a deux ans" in rents.reason
    assert "R843-1" in rents.reference
    assert line("rsa", Resource.RENTAL_INCOME).verdict is Verdict.DECLARE


@pytest.mark.parametrize("benefit", ["rsa", "prime-activite"])
@pytest.mark.parametrize(
    ("month", "verdict", "amount"),
    [
        (date(2023, 5, 1), Verdict.DECLARE, "le salaire net versé, avant le prélèvement de l'impôt"),
        (date(2024, 2, 1), Verdict.DECLARE, "le montant net social de votre bulletin de paie"),
        (date(2024, 10, 1), Verdict.DECLARE, "le montant net social de votre bulletin de paie"),
        (date(2024, 11, 1), Verdict.ALREADY_KNOWN, "le montant net social de votre bulletin de paie"),
    ],
)
def test_a_wage_is_declared_until_it_is_prefilled(benefit: str, month: date, verdict: Verdict, amount: str) -> None:
    wage = line(benefit, Resource.WAGE, month)
    assert (wage.verdict, wage.amount) == (verdict, amount)


def test_the_help_of_a_family_leaves_the_rsa_in_july_2025() -> None:
    """CASF R262-11, 14° bis, of the décret of 26 February 2025."""
    assert line("rsa", Resource.FAMILY_HELP, date(2025, 6, 1)).verdict is Verdict.DECLARE
    assert line("rsa", Resource.FAMILY_HELP).verdict is Verdict.DO_NOT_DECLARE
    assert line("rsa", Resource.ALIMONY_RECEIVED).verdict is Verdict.DECLARE


def test_the_partner_s_resources_leave_the_aah_in_october_2023() -> None:
    assert "ne comptent plus" in guidance(GUARD, "aah", date(2023, 10, 1), TODAY).introduction
    assert "ne comptent plus" not in guidance(GUARD, "aah", date(2023, 9, 1), TODAY).introduction


@pytest.mark.parametrize("benefit", sorted(GUARD.declarations))
def test_each_kind_of_resource_has_one_answer_that_can_be_read(benefit: str) -> None:
    lines = guidance(GUARD, benefit, AUGUST, TODAY).lines
    assert [one.kind for one in lines] == list(GUARD.labels)
    for one in lines:
        assert one.reason.endswith(".")
        assert re.search(r"[A-Z]{3}|C\. trav\.", one.reference)
        assert bool(one.amount) >= (one.verdict is Verdict.DECLARE)


def test_the_declarations_of_the_benefits_asked_for_are_there() -> None:
    assert GUARD.declarations.keys() >= {
        "rsa",
        "prime-activite",
        "aah",
        "af",
        "apl",
        "alf",
        "als",
        "c2s",
        "ass",
        "aspa",
    }


def test_every_declaration_is_of_a_benefit_that_the_simulator_knows() -> None:
    assert GUARD.declarations.keys() <= CATALOGUE.benefits.keys()


async def test_any_day_of_the_month_declares_the_month() -> None:
    assert await guide_resources(GUARD, CATALOGUE, "rsa", date(2024, 11, 30), TODAY) == guidance(
        GUARD, "rsa", date(2024, 11, 1), TODAY
    )


async def test_a_benefit_without_declaration_says_so_and_one_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NothingToDeclare):
        await guide_resources(GUARD, CATALOGUE, "visale", AUGUST, TODAY)
    with pytest.raises(UnknownBenefit):
        await guide_resources(GUARD, CATALOGUE, "rmi", AUGUST, TODAY)


def test_the_months_of_the_next_declarations_are_those_of_the_reference_quarter() -> None:
    """In June, February to April are declared: since March 2025, the fourth month to the second before the declaration."""
    found = guidance(GUARD, "rsa", AUGUST, date(2027, 6, 30)).declarations
    assert [(one.declared_in.month, [month.month for month in one.months]) for one in found] == [
        (6, [2, 3, 4]),
        (7, [3, 4, 5]),
        (8, [4, 5, 6]),
    ]
    assert found == guidance(GUARD, "prime-activite", AUGUST, date(2027, 6, 1)).declarations


def test_the_months_of_a_declaration_go_over_the_new_year() -> None:
    found = guidance(GUARD, "rsa", AUGUST, date(2027, 1, 1)).declarations
    assert found[0].months == (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))


def test_what_is_not_declared_month_by_month_has_no_months() -> None:
    assert guidance(GUARD, "apl", AUGUST, TODAY).declarations == ()


def test_a_declaration_that_did_not_exist_yet_says_so() -> None:
    with pytest.raises(InvalidInput) as refusal:
        guidance(GUARD, "prime-activite", date(2015, 12, 1), TODAY)
    assert refusal.value.violations[0].field == "month"


@pytest.mark.parametrize(
    ("found", "written", "fault"),
    [
        ("  ALIMONY_PAID:\n", "  ALIMONY:\n", "ALIMONY is no kind of resource"),
        ("verdict: DECLARE, amount: \"le montant reçu dans le mois\"", "verdict: DECLARE", "names its amount"),
        ("from: 2024-02-01", "from: 2025-02-01", "follow each other"),
        ("benefits: [rsa, rsa-majore]", "benefits: [rsa, aah]", "is declared elsewhere too"),
        ("verdict: DO_NOT_DECLARE", "verdict: PERHAPS", "PERHAPS is no verdict"),
        ("oldest: 4", "oldest: 1", "the oldest month of a declaration"),
    ],
)  # fmt: skip
def test_a_guard_that_is_not_coherent_does_not_start(tmp_path: Path, found: str, written: str, fault: str) -> None:
    for path in FILES.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        broken = text.replace(found, written, 1) if path.name == "rsa.yaml" else text
        assert path.name != "rsa.yaml" or broken != text
        (tmp_path / path.name).write_text(broken, encoding="utf-8")
    with pytest.raises(GuardError, match=fault):
        load_guard(tmp_path)


def test_a_guard_that_forgets_a_kind_does_not_start(tmp_path: Path) -> None:
    for path in FILES.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / path.name).write_text(text[: text.index("  EXCEPTIONAL:")], encoding="utf-8")
    with pytest.raises(GuardError, match="every kind of resource has a label"):
        load_guard(tmp_path)
