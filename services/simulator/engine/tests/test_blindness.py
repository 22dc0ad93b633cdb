"""Formulas that look into their month are known, whatever branch they do it in."""

import pytest

from services.simulator.engine.blindness import Eras, is_blind
from services.simulator.engine.law import Law


@pytest.mark.parametrize(
    ("name", "blind"),
    [
        ("age", False), ("ars", False), ("bourse_college_echelon", True), ("rsa_forfait_logement", True),
        ("css_cmu_base_ressources", False), ("exoneration_is_creation_zrr", False),
    ],
)  # fmt: skip
def test_a_formula_that_looks_into_its_month_is_known(law: Law, name: str, blind: bool) -> None:
    """The last two hand their period to a function of their own file."""
    assert is_blind(law.system.variables[name].get_formula("2026-09")) is blind


def test_code_that_words_or_measures_a_period_looks_into_it() -> None:
    assert is_blind(lambda person, period, parameters: person("x", period.last_month) + parameters(period).y)
    assert not is_blind(lambda person, period: person("x", period.start.offset(-1, "month")))
    assert not is_blind(lambda person, period: person(f"x_{period}", period))
    assert not is_blind(lambda person, period: [one for one in (1, 2) if period.size == one])


def test_an_era_ends_where_a_parameter_changes(law: Law) -> None:
    eras = Eras(law.system)
    assert eras.of("2026-01-01") > eras.of("2025-12-31")
    assert eras.of("2026-01-15") == eras.of("2026-01-01")
