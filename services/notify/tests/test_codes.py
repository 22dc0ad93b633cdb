"""The codes by which a person checks that something came from us, however they are typed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.sending import codes


@given(st.binary(min_size=8, max_size=8))
def test_a_code_is_found_however_it_is_typed(drawn: bytes) -> None:
    code = codes.shown(drawn)
    assert len(code) == 9
    assert codes.bare(f" {code.lower().replace('-', ' ')} ") == codes.bare(code)


@pytest.mark.parametrize("typed", ["7k3m-9qzt-0xwb-10a1", "7K3M 9QZT OXWB IOAL", "7K3M9QZToXWBlOaI"])
def test_a_letter_of_a_code_that_is_taken_for_a_figure_is_read_as_it(typed: str) -> None:
    assert codes.bare(typed) == codes.bare("7K3M-9QZT-0XWB-10A1")


def test_the_example_of_a_code_could_have_been_drawn() -> None:
    portal = Path("services/bff/pages/templates/message_check.html").read_text()
    (shown,) = re.findall(r"Par exemple ([^.]+)\.", portal)
    assert set(shown.replace("-", "")) <= set(codes.ALPHABET)
