"""The chains of rules stand on the law as it is installed, and say nothing that a person cannot read."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.explanation import Rule, Unit
from services.simulator.domain.results import Method
from services.simulator.engine.law import Law
from services.simulator.explanations.loader import load_explanations
from services.simulator.legislation.lawbook import Lawbook, NoSuchParameter
from services.simulator.legislation.loader import load_overrides, own_values
from services.simulator.tests.direct import adjusted_law

EXPLANATIONS = load_explanations()
RULES = [rule for explanation in EXPLANATIONS.values() for rule in explanation.walk()]
PARAMETERS = sorted({rule.parameter for rule in RULES if rule.parameter})
_YES_OR_NO = {Unit.YES_NO}


@pytest.fixture(scope="module")
def law() -> Law:
    return adjusted_law()


def test_every_benefit_of_the_law_as_code_is_explained() -> None:
    computed = {one.id for one in load_catalogue().benefits.values() if one.method is Method.LAW_AS_CODE}
    assert computed == EXPLANATIONS.keys()


def test_every_variable_exists_and_is_read_as_what_it_is(law: Law) -> None:
    for rule in RULES:
        for name in filter(None, (rule.variable, rule.when)):
            variable = law.system.variables[name]
            assert variable.value_type in (float, int, bool), name
        if rule.variable:
            variable = law.system.variables[rule.variable]
            assert not rule.each or variable.entity.key == "individu", rule.variable
            assert variable.value_type is not bool or rule.unit in (Unit.YES_NO, Unit.COUNT), rule.variable
            assert (str(variable.definition_period) == "year") == (rule.span == "year"), rule.variable


@pytest.mark.parametrize("day", ["2024-03-01", "2025-06-01", "2026-10-01"])
def test_the_lawbook_says_what_the_law_as_code_computes_with(law: Law, day: str) -> None:
    book = Lawbook.read(PARAMETERS, own_values(load_overrides()))
    for name in PARAMETERS:
        found = book.parameter(name, date.fromisoformat(day))
        expected = _in_the_tree(law.system.get_parameters_at_instant(day), name)
        assert found is not None, name
        assert found.value == pytest.approx(expected), name


def _in_the_tree(node: Any, name: str) -> float:
    for part in name.split("."):
        node = getattr(node, part)
    return float(node)


def test_almost_every_parameter_names_its_text() -> None:
    book = Lawbook.read(PARAMETERS)
    silent = [name for name in PARAMETERS if not getattr(book.parameter(name, date(2026, 10, 1)), "reference", "")]
    assert len(silent) <= len(PARAMETERS) // 20, silent


def test_our_own_value_stands_in_for_the_law_as_code_from_its_day_on() -> None:
    name = "prestations_sociales.solidarite_insertion.minima_sociaux.cs.cmu.plafond_base"
    book = Lawbook.read([name], {name: {date(2026, 4, 1): (10_421.0, "Arrêté du 1er avril 2026")}})
    before, after = book.parameter(name, date(2026, 3, 1)), book.parameter(name, date(2026, 5, 1))
    assert before is not None
    assert after is not None
    assert (before.value, before.since) == (10_166.0, date(2024, 4, 1))
    assert (after.value, after.since, after.reference) == (10_421.0, date(2026, 4, 1), "Arrêté du 1er avril 2026")


def test_a_parameter_that_the_law_has_not_is_refused_at_the_start() -> None:
    with pytest.raises(NoSuchParameter):
        Lawbook.read(["prestations_sociales.rien"])


def test_a_parameter_says_nothing_before_it_exists() -> None:
    book = Lawbook.read(PARAMETERS)
    name = "prestations_sociales.solidarite_insertion.minima_sociaux.ppa.pa_m.montant_de_base"
    assert book.parameter(name, date(2010, 1, 1)) is None


def labels() -> Iterator[tuple[Rule, str]]:
    return ((rule, rule.label) for rule in RULES)


def test_no_label_holds_a_technical_name() -> None:
    for rule, label in labels():
        assert not re.search(r"_|\b(rsa|ppa|af|cf|css|rfr)\b", re.sub(r"\{\w+\}", "", label)), rule.label
