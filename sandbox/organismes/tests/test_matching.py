import pytest
from mesdroits.common.v1.date_pb2 import Date

from sandbox.organismes.matching import is_same_person
from sandbox.organismes.personas import StrictIdentity

KNOWN = StrictIdentity.model_validate(
    {
        "given_names": ["Anne-Sophie", "Œdipe"],
        "family_name": "D'Écouché",
        "birthdate": "1986-04-17",
        "gender": "female",
        "birthplace": "63113",
        "email": "a@example.org",
    }
)
BORN = Date(year=1986, month=4, day=17)


@pytest.mark.parametrize("given", ["Anne-Sophie Œdipe", "ANNE SOPHIE", "anne-sophie oedipe", "Anne-Sophie Autre"])
def test_case_accents_hyphens_and_later_given_names_do_not_count(given: str) -> None:
    assert is_same_person(KNOWN, given, "D ECOUCHE", BORN)


@pytest.mark.parametrize(
    ("given", "family", "born"),
    [
        ("Sophie", "D'Écouché", BORN),
        ("Anne-Sophie", "Écouché", BORN),
        ("Anne-Sophie", "D'Écouché", Date(year=1986, month=4, day=18)),
        ("Anne-Sophie", "D'Écouché", Date(year=1987, month=4, day=17)),
        ("Anne-Sophie", "D'Écouché", Date(year=1986, month=2, day=30)),
        ("", "D'Écouché", BORN),
    ],
)
def test_another_given_name_family_name_or_birth_is_another_person(given: str, family: str, born: Date) -> None:
    assert not is_same_person(KNOWN, given, family, born)


@pytest.mark.parametrize(("month", "day"), [(4, 1), (1, 1)])
def test_a_presumed_day_or_month_of_birth_is_accepted(month: int, day: int) -> None:
    assert is_same_person(KNOWN, "Anne-Sophie", "D'Écouché", Date(year=1986, month=month, day=day))


def test_a_presumed_day_does_not_excuse_another_month() -> None:
    assert not is_same_person(KNOWN, "Anne-Sophie", "D'Écouché", Date(year=1986, month=5, day=1))
