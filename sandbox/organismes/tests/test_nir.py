import pytest

from sandbox.organismes import nir


@pytest.mark.parametrize(
    ("thirteen", "key"),
    [("2690549588157", 80), ("185052A004018", 64), ("185052B004018", 91), ("7010199100001", 54), ("8010199100001", 4)],
)
def test_the_key_is_that_of_the_published_examples(thirteen: str, key: int) -> None:
    assert nir.key_of(thirteen) == key


@pytest.mark.parametrize(
    "number", ["269054958815781", "26905495881578", "2690549588157800", "569054958815780", "269134958815780"]
)
def test_a_wrong_key_length_sex_or_month_is_refused(number: str) -> None:
    assert not nir.is_well_formed(number)


def test_a_number_of_corsica_and_a_provisional_one_are_well_formed() -> None:
    assert nir.is_well_formed("185052A00401864")
    assert nir.is_well_formed("701019910000154")
    assert nir.is_provisional("701019910000154")


def test_a_number_says_sex_year_and_month_of_birth() -> None:
    assert nir.agrees_with("269054958815780", "female", "1969-05-12")
    assert not nir.agrees_with("269054958815780", "male", "1969-05-12")
    assert not nir.agrees_with("269054958815780", "female", "1969-04-12")
    assert nir.agrees_with("701019910000154", "male", "2001-01-09")
