"""A few of the peer's own cases pass on our engine as they do on the stock one. The whole suite: `python -m tests.simulator.peer_cases`."""

from pathlib import Path

import pytest

from tests.simulator.peer_cases.__main__ import all_ways, failed_more, files
from tests.simulator.peer_cases.archive import Unreachable, directory

# Among them one that hands its period to a function of its file, and one whose cases name no period.
_SAMPLE = (
    "formulas/cheque_energie",
    "formulas/garantie_jeunes",
    "formulas/exoneration_is_creation_zrr",
    "formulas/csa",
)


@pytest.fixture(scope="module")
def root() -> Path:
    """The cases, if they can be had: they are the peer's, and not ours to keep."""
    try:
        return directory()
    except Unreachable as reason:
        pytest.skip(str(reason))


@pytest.mark.timeout(600)
def test_what_passes_on_the_stock_engine_passes_on_ours(root: Path) -> None:
    paths = [path for text in _SAMPLE for path in files(root, text)]
    found = all_ways(root, paths, processes=2)
    assert len(found["stock"]) >= 15
    assert found["stock"].keys() == found["patched"].keys() == found["planned"].keys()
    assert not failed_more(found, "patched") + failed_more(found, "planned")
