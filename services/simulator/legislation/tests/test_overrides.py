"""Our own values of the law: well said, put in once, and taken out when upstream has caught up."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

import pytest

from services.simulator.domain.legislation import Override
from services.simulator.engine.law import Law
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.lawbook import Lawbook
from services.simulator.legislation.loader import LegislationError, load_gaps, load_overrides, own_values
from services.simulator.tests.direct import adjusted_law

CSS = "prestations_sociales.solidarite_insertion.minima_sociaux.cs.cmu.plafond_base"
ASI = "prestations_sociales.prestations_etat_de_sante.invalidite.asi.plafond_ressource_"
# 1 April 2024, 2025 and 2026.
COEFFICIENTS = (Decimal("1.046"), Decimal("1.017"), Decimal("1.008"))
LINE = """overrides:
  - parameter: a.b
    from_date: 2026-04-01
    value: {value}
    unit: currency
    reference: "Code de la sécurité sociale, article L1"
    source: "quelque part"
    confidence: {confidence}
    last_checked: 2026-11-22
"""


@pytest.fixture(scope="module")
def overrides() -> tuple[Override, ...]:
    return load_overrides()


@pytest.fixture(scope="module")
def law() -> Law:
    return adjusted_law()


def test_the_law_has_our_values_from_their_day_on(law: Law, overrides: tuple[Override, ...]) -> None:
    for one in overrides:
        node = law.system.parameters
        for part in one.parameter.split("."):
            node = node.children[part]
        assert node(one.from_date.isoformat()) == pytest.approx(one.value)
    ceiling = law.system.parameters.prestations_sociales.solidarite_insertion.minima_sociaux.cs.cmu.plafond_base
    assert [ceiling(day) for day in ("2025-03-31", "2025-04-01", "2026-03-31", "2026-04-01")] == [
        10166,
        10339,
        10339,
        10422,
    ]


@pytest.mark.parametrize("whom", ["seul", "couple"])
def test_a_ceiling_of_the_asi_is_last_year_s_raised_and_cut_to_the_centime(
    whom: str, overrides: tuple[Override, ...]
) -> None:
    book = Lawbook.read([ASI + whom], own_values(overrides))
    read = [book.parameter(ASI + whom, date(year, 4, 1)) for year in range(2023, 2027)]
    ceilings = [Decimal(str(one.value)) for one in read if one is not None]
    assert len(ceilings) == 4
    for before, coefficient, after in zip(ceilings, COEFFICIENTS, ceilings[1:], strict=False):
        assert after == (before * coefficient).quantize(Decimal("0.01"), ROUND_DOWN)


def test_the_law_and_the_lawbook_say_the_same_of_our_values(overrides: tuple[Override, ...]) -> None:
    book = Lawbook.read([CSS], own_values(overrides))
    read = book.parameter(CSS, date(2026, 10, 1))
    assert read is not None
    assert (read.value, read.since) == (10422, date(2026, 4, 1))


def test_a_value_that_upstream_has_caught_up_with_is_refused(law: Law, overrides: tuple[Override, ...]) -> None:
    # The law already holds ours: as if upstream did.
    with pytest.raises(LegislationError, match="no longer needed"):
        adjustment(overrides[:1])(law.system)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"parameter": "prestations_sociales.inconnu.montant"}, "no such parameter"),
        ({"parameter": "prestations_sociales.solidarite_insertion"}, "no such parameter"),
        ({"unit": "year", "from_date": date(2030, 1, 1)}, "not in year"),
    ],
)
def test_a_value_that_does_not_fit_the_law_is_refused(
    changed: dict[str, Any], said: str, law: Law, overrides: tuple[Override, ...]
) -> None:
    with pytest.raises(LegislationError, match=said):
        adjustment([replace(overrides[0], **changed)])(law.system)


@pytest.mark.parametrize(("value", "confidence"), [(".nan", "K"), (".inf", "K"), ("10", "Z"), ("dix", "K")])
def test_a_line_that_cannot_be_is_refused(value: str, confidence: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(LINE.format(value=value, confidence=confidence))
    with pytest.raises(LegislationError, match=r"x\.yaml"):
        load_overrides(tmp_path)


def test_a_value_written_twice_is_refused(tmp_path: Path) -> None:
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / name).write_text(LINE.format(value=10, confidence="K"))
    with pytest.raises(LegislationError, match="written twice"):
        load_overrides(tmp_path)


def test_what_no_value_can_mend_is_said_in_french() -> None:
    assert {benefit for gap in load_gaps() for benefit in gap.benefits} >= {"cmg", "are"}
    assert all(gap.label.endswith(".") for gap in load_gaps())
