from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.franceconnect.personas import load as load_for_franceconnect
from sandbox.organismes import nir
from sandbox.organismes.loader import PersonasError, catalogue_benefits, load
from sandbox.organismes.personas import Persona
from sandbox.organismes.tests.conftest import BENEFITS, PERSONAS
from sandbox.organismes.vocabulary import ORGANISMES


@pytest.fixture(scope="module")
def people() -> dict[str, Persona]:
    return load(PERSONAS, catalogue_benefits(BENEFITS))


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """A persona of the sandbox, to be spoiled and written to a directory of its own."""
    source = yaml.safe_load((PERSONAS / "couple-trois-enfants.yaml").read_text(encoding="utf-8"))

    def write(**changes: Any) -> Path:
        (tmp_path / "couple-trois-enfants.yaml").write_text(yaml.safe_dump(source | changes), encoding="utf-8")
        return tmp_path

    write.source = source  # type: ignore[attr-defined]
    return write


def test_every_persona_is_read_by_both_players(people: dict[str, Persona]) -> None:
    assert len(people) >= 14
    assert set(load_for_franceconnect(PERSONAS)) == set(people)


def test_the_personas_benefits_exist_in_the_catalogue(people: dict[str, Persona]) -> None:
    named = {benefit for persona in people.values() for benefit in persona.benefits()}
    assert named <= catalogue_benefits(BENEFITS)
    assert len(named) >= 25


def test_the_personas_cover_every_organisme_every_regime_and_every_state(people: dict[str, Persona]) -> None:
    files = [(name, file) for persona in people.values() for name, file in persona.organismes.items()]
    assert {name for name, _ in files} == set(ORGANISMES)
    assert {persona.regime for persona in people.values()} == {"GENERAL", "AGRICOLE", "INDEPENDANTS", "MGEN"}
    states = {right.state for _, file in files for right in file.rights}
    assert states == {"REQUESTED", "OPEN", "SUSPENDED", "ENDED"}


def test_the_personas_cover_the_edge_cases_of_a_number(people: dict[str, Persona]) -> None:
    numbers = [persona.nir for persona in people.values()]
    assert any(nir.is_provisional(number) for number in numbers)
    assert any(number[5:7] == "2A" for number in numbers)
    assert [persona.id for persona in people.values() if not persona.nir_agrees] == ["numero-discordant"]
    assert any(persona.identity.birthdate.endswith("02-29") for persona in people.values())
    assert any(not persona.identity.birthplace for persona in people.values())


def test_an_unknown_key_is_refused(written: Any) -> None:
    with pytest.raises(PersonasError, match=r"nirr: Extra inputs"):
        load(written(nirr="1"), catalogue_benefits(BENEFITS))


def test_an_unknown_key_deep_in_the_file_is_refused_too(written: Any) -> None:
    cnaf = written.source["organismes"]["cnaf"] | {"latence_ms": 3}
    with pytest.raises(PersonasError, match=r"organismes\.cnaf\.latence_ms"):
        load(written(organismes={"cnaf": cnaf}), catalogue_benefits(BENEFITS))


@pytest.mark.parametrize(
    ("number", "why"),
    [("286046399900148", "right key"), ("269054958815780", "999"), ("NUMBER", "right key")],
)
def test_a_number_that_is_wrong_or_could_be_somebodys_is_refused_without_being_quoted(
    written: Any, number: str, why: str
) -> None:
    with pytest.raises(PersonasError, match=why) as refused:
        load(written(nir=number), catalogue_benefits(BENEFITS))
    assert number not in str(refused.value)


def test_a_number_that_contradicts_the_civil_status_must_be_declared(written: Any) -> None:
    with pytest.raises(PersonasError, match="nir_agrees"):
        load(written(nir_agrees=False), catalogue_benefits(BENEFITS))


def test_a_benefit_that_the_catalogue_does_not_know_is_refused(written: Any) -> None:
    with pytest.raises(PersonasError, match="no benefit af, apl, are"):
        load(written(), catalogue_benefits(BENEFITS) - {"af", "apl", "are"})


def test_two_personas_cannot_hold_one_number(written: Any) -> None:
    folder = written()
    twin = written.source | {"id": "jumelle"}
    (folder / "jumelle.yaml").write_text(yaml.safe_dump(twin), encoding="utf-8")
    with pytest.raises(PersonasError, match="same nir"):
        load(folder, catalogue_benefits(BENEFITS))


def test_a_file_that_is_not_yaml_or_names_a_day_that_does_not_exist_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("birthdate: 1998-03-00\n", encoding="utf-8")
    with pytest.raises(PersonasError, match=r"a\.yaml: not readable"):
        load(tmp_path, frozenset())


def test_an_empty_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(PersonasError, match="no persona"):
        load(tmp_path, frozenset())
