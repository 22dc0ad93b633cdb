"""One law and one engine for all tests: the law takes seconds to load."""

import pytest

from services.simulator.engine.compute import Engine
from services.simulator.engine.law import Law, load


@pytest.fixture(scope="session")
def law() -> Law:
    return load()


@pytest.fixture(scope="session")
def engine(law: Law) -> Engine:
    return Engine(law)
