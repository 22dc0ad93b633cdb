"""The law, once for all tests of the translation."""

from datetime import date

import pytest

from services.simulator.engine.law import Law, load
from services.simulator.translation.translation import Translation

MONTH = date(2026, 10, 1)


@pytest.fixture(scope="session")
def law() -> Law:
    return load()


@pytest.fixture(scope="session")
def translation(law: Law) -> Translation:
    return Translation.of(law, MONTH)
