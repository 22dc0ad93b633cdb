"""One law and one engine for all tests: the law takes seconds to load."""

import pytest

from services.simulator.engine.compute import Engine
from services.simulator.engine.law import Law
from services.simulator.tests.direct import adjusted_law


@pytest.fixture(scope="session")
def law() -> Law:
    # As the service and the stock engine beside it: with our own dated values.
    return adjusted_law()


@pytest.fixture(scope="session")
def engine(law: Law) -> Engine:
    return Engine(law)
