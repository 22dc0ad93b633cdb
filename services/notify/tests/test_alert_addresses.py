"""An address for alerts is given, changed, repaired; its code reaches nobody else, and nothing in the database says whose it is."""

import pytest

from services.notify.domain.preferences import normalised
from services.notify.domain.sending.channels import Channel


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 7.12-34 56 78", "+33712345678"),
        ("06 39 98 00 02", "+33639980002"),
        ("0639 12 34 56", "+262639123456"),
        ("0690 12 34 56", "+590690123456"),
        ("0691 23 45 67", "+590691234567"),
        ("0692 12 34 56", "+262692123456"),
        ("+33 6 93 12 34 56", "+262693123456"),
        ("0694 12 34 56", "+594694123456"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("+262 (0)692 12 34 56", "+262692123456"),
        ("00508 41 23 45", "+508412345"),
        ("+687 75 12 34", "+687751234"),
    ],
)
def test_a_mobile_number_is_dialled_by_the_code_of_its_territory(typed: str, dialled: str) -> None:
    assert normalised(Channel.SMS, typed) == dialled
