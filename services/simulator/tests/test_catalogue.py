"""The catalogue holds what the citizen is shown: complete, dated, and computable."""

from pathlib import Path

import pytest
import yaml

from services.simulator.catalogue.loader import FILES, CatalogueError, load_catalogue
from services.simulator.domain.catalogue import Aspect, Domain
from services.simulator.domain.facts import FACTS
from services.simulator.domain.results import Method, Periodicity
from services.simulator.domain.vocabulary import Activity, Occupancy, SchoolLevel
from services.simulator.engine.law import Law
from services.simulator.tests.direct import adjusted_law

CATALOGUE = load_catalogue()
_WORDS = {"activity": Activity, "occupancy": Occupancy, "school": SchoolLevel}
_ENTITIES = {True: {"individu"}, False: {"famille", "menage"}}


@pytest.fixture(scope="module")
def law() -> Law:
    return adjusted_law()


def test_at_least_forty_benefits_stand_in_all_six_domains() -> None:
    assert len(CATALOGUE.benefits) >= 40
    assert {benefit.domain for benefit in CATALOGUE.benefits.values()} == set(Domain)


def test_the_same_right_bears_the_same_id_as_in_the_rights_view() -> None:
    files = sorted(Path("services/rights/catalogue/benefits").glob("*.yaml"))
    known = {row["id"]: row["name"] for file in files for row in yaml.safe_load(file.read_text())["benefits"]}
    for benefit in CATALOGUE.benefits.values():
        if benefit.id in known and benefit.id != "c2s":
            assert benefit.name == known[benefit.id]
        assert benefit.received_as in {*known, *CATALOGUE.benefits}


def test_every_variable_exists_in_the_law_for_the_right_entity(law: Law) -> None:
    for benefit in CATALOGUE.benefits.values():
        for name in benefit.variables:
            variable = law.system.variables[name]
            assert variable.entity.key in _ENTITIES[benefit.individual], name
            assert variable.formulas, f"{name} is only an input"


def test_a_benefit_of_the_year_stands_in_one_month_of_the_year() -> None:
    yearly = [benefit for benefit in CATALOGUE.benefits.values() if benefit.periodicity is Periodicity.YEARLY]
    assert {"ars", "prime-noel", "cheque-energie"} <= {benefit.id for benefit in yearly}
    assert all(benefit.paid_month for benefit in yearly)


def test_every_condition_tests_a_fact_that_somebody_defines_with_words_that_exist() -> None:
    for benefit in CATALOGUE.benefits.values():
        assert benefit.conditions or benefit.method is not Method.CONDITIONS
        assert not benefit.conditions or benefit.method is not Method.LAW_AS_CODE
        for condition in benefit.conditions:
            assert condition.fact in FACTS
            if condition.among:
                assert condition.among <= {word.value for word in _WORDS[condition.fact]}


def test_every_benefit_says_its_article_its_source_and_its_pieces() -> None:
    for benefit in CATALOGUE.benefits.values():
        assert all((benefit.legal_reference, benefit.source, benefit.pieces)), benefit.id


def test_every_aspect_can_be_asked_in_french() -> None:
    assert CATALOGUE.questions.keys() == set(Aspect)
    for question in CATALOGUE.questions.values():
        assert all(text.endswith("?") for text in question.texts.values())


def test_variables_are_asked_once_and_always_in_the_same_order() -> None:
    assert len(set(CATALOGUE.variables)) == len(CATALOGUE.variables)
    assert CATALOGUE.variables == load_catalogue().variables


@pytest.mark.parametrize(
    ("file", "was", "becomes"),
    [
        ("benefits/famille.yaml", "id: cf", "id: af"),
        ("benefits/famille.yaml", "paid_month: 8", "paid_month: 13"),
        ("benefits/famille.yaml", "amounts: [cf]", "amounts: []"),
        ("benefits/sante.yaml", "unless: c2s", "unless: c2z"),
        ("unemployment.yaml", "ceiling_rate: 7500", "ceiling_rate: 75000"),
        ("retirement.yaml", "born_from: 1967-01-01", "born_from: 1937-01-01"),
        ("wages.yaml", "net: 7800", "net: 7800\nnet: 7900"),
        ("questions.yaml", "aspect: assets", "aspect: permit_since"),
    ],
)
def test_a_catalogue_that_contradicts_itself_stops_the_process(
    tmp_path: Path, file: str, was: str, becomes: str
) -> None:
    for source in FILES.rglob("*.yaml"):
        target = tmp_path / source.relative_to(FILES)
        target.parent.mkdir(exist_ok=True)
        target.write_text(source.read_text())
    broken = tmp_path / file
    assert was in broken.read_text()
    broken.write_text(broken.read_text().replace(was, becomes))
    with pytest.raises(CatalogueError):
        load_catalogue(tmp_path)
