"""The law, once for all tests of the translation."""

from datetime import date

import pytest

from services.simulator.engine.law import Law
from services.simulator.tests.direct import adjusted_law
from services.simulator.translation.translation import Translation

MONTH = date(2026, 10, 1)


@pytest.fixture(scope="session")
def law() -> Law:
    return adjusted_law()


@pytest.fixture(scope="session")
def translation(law: Law) -> Translation:
    return Translation.of(law, MONTH)
