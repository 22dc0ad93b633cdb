"""Whoever is told that a request is wrong is told where."""

import inspect

import pytest

from chassis.errors import InvalidInput
from services.documents.domain import errors

UNFIT = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, InvalidInput) and kind is not InvalidInput
]


@pytest.mark.parametrize("kind", UNFIT)
def test_a_wrong_request_names_its_field(kind: type[InvalidInput]) -> None:
    [violation] = kind(expected_offset="0").violations
    assert violation.field
    assert violation.description == kind.default_message
