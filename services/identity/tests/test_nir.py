"""The NIR, its key, Corsica, provisional numbers. Each vector has a key worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.domain.errors import NirInvalid
from services.identity.domain.nir import Nir, Sex, key_of, parse

bodies = st.builds(
    "{}{:02d}{:02d}{}{:03d}{:03d}".format,
    st.sampled_from("123478"),
    st.integers(0, 99),
    st.sampled_from([*range(1, 13), *range(20, 43), *range(50, 100)]),
    st.one_of(st.integers(1, 99).map("{:02d}".format), st.sampled_from(["2A", "2B"])),
    st.integers(1, 999),
    st.integers(1, 999),
)


@pytest.mark.parametrize(
    ("text", "sex", "provisional"),
    [
        ("2 69 05 49 588 157 80", Sex.FEMALE, False),
        ("185052A004018 64", Sex.MALE, False),
        ("1 85 05 2b 004 018 91", Sex.MALE, False),
        ("7010199100001 54", Sex.MALE, True),
        ("8010199100001 04", Sex.FEMALE, True),
    ],
)
def test_the_known_numbers_are_accepted(text: str, sex: Sex, provisional: bool) -> None:
    nir = parse(text)
    assert (nir.sex, nir.provisional) == (sex, provisional)
    assert nir.value == text.upper().replace(" ", "")


@given(bodies)
def test_a_number_with_its_key_is_accepted_and_with_any_other_key_is_not(body: str) -> None:
    key = key_of(body)
    assert 1 <= key <= 97
    assert parse(f"{body}{key:02d}").value == f"{body}{key:02d}"
    with pytest.raises(NirInvalid):
        parse(f"{body}{key % 97 + 1:02d}")


@given(bodies, st.data())
def test_one_wrong_digit_is_always_caught(body: str, data: st.DataObject) -> None:
    right = f"{body}{key_of(body):02d}"
    place = data.draw(st.sampled_from([place for place, digit in enumerate(right) if digit.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda other: other != right[place]))
    with pytest.raises(NirInvalid):
        parse(right[:place] + digit + right[place + 1 :])


@given(bodies)
def test_spaces_dots_and_dashes_do_not_count(body: str) -> None:
    right = f"{body}{key_of(body):02d}"
    assert parse(" ".join(right)) == parse(".".join(right)) == parse("-".join(right)) == parse("\u00a0".join(right))


@given(st.text(max_size=40))
def test_anything_else_is_refused_by_name(text: str) -> None:
    try:
        parse(text)
    except NirInvalid as refused:
        [violation] = refused.violations
        assert violation.field == "nir"
        assert violation.description.endswith(".")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2690549588157", "Il manque la clé"),
        ("26905495881578", "15 caractères"),
        ("269054958815781", "La clé"),
        ("569054958815780", "n'est pas un numéro"),
        ("269134958815780", "n'est pas un numéro"),
        ("269052C58815780", "n'est pas un numéro"),
        ("٢69054958815780", "n'est pas un numéro"),
    ],
)
def test_the_refusal_says_what_to_check(text: str, words: str) -> None:
    with pytest.raises(NirInvalid) as refused:
        parse(text)
    assert words in refused.value.violations[0].description


def test_a_pseudo_month_is_no_month() -> None:
    assert Nir("269204958815700").month is None
    assert Nir("269054958815780").month == 5


def test_a_number_never_shows_itself() -> None:
    assert "269" not in repr(parse("269054958815780"))
