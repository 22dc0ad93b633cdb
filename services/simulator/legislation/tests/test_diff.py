"""What another version changes is counted by benefit, and the same version changes nothing."""

import json

import numpy as np
import pytest

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.catalogue import Benefit, Domain
from services.simulator.domain.results import Method, Periodicity
from services.simulator.engine.batch import Batch, Membership
from services.simulator.engine.law import Law
from services.simulator.legislation.diff import read_run
from services.simulator.legislation.diff_report import Run, impacts, report
from services.simulator.legislation.diff_run import described, known
from services.simulator.legislation.fixture import population
from services.simulator.tests.direct import adjusted_law

RSA = Benefit("rsa", Domain.SOLIDARITE, "RSA", False, Periodicity.MONTHLY, Method.LAW_AS_CODE, amounts=("rsa",))
APL = Benefit("apl", Domain.LOGEMENT, "APL", False, Periodicity.MONTHLY, Method.LAW_AS_CODE, amounts=("apl", "autre"))
BEFORE = Run("1.0", "2026-10", {"rsa": [600, 0, 100], "apl": [0, 0, 0]}, {"a.b": 1, "a.c": 2})
AFTER = Run("2.0", "2026-10", {"rsa": [610, 20, 0], "apl": [0, 0, 0.004]}, {"a.b": 1.5, "a.d": 3}, ("autre",))


@pytest.fixture(scope="module")
def law() -> Law:
    return adjusted_law()


def test_changes_are_counted_by_benefit() -> None:
    (impact,) = impacts(BEFORE, AFTER, [APL, RSA])
    assert (impact.benefit, impact.households, impact.opened, impact.closed) == ("rsa", 3, 1, 1)
    assert impact.mean == pytest.approx(-70 / 3)
    assert (impact.lowest, impact.highest) == (-100, 20)


def test_the_report_names_what_changed() -> None:
    text = report(BEFORE, AFTER, {"rsa": RSA, "apl": APL})
    assert "| rsa | 3 | -23.33 | -100.00 | +20.00 | 1 | 1 |" in text
    for line in ("- `a.b`: 1 → 1.5", "- `a.d`: 3", "- `a.c`", "- `autre`"):
        assert line in text.splitlines()


def test_nothing_changes_between_a_version_and_itself(law: Law) -> None:
    said = read_run(json.dumps(described(law)))
    assert len(said.amounts["rsa"]) == len(population())
    assert len(said.parameters) > 1_500
    assert said.missing == ()
    benefits = load_catalogue().benefits
    assert impacts(said, said, benefits.values()) == []
    assert "None changes." in report(said, said, benefits)


def test_the_fixture_households_get_nearly_every_benefit_of_the_law(law: Law) -> None:
    amounts = read_run(json.dumps(described(law))).amounts
    expected = {"rsa", "ppa", "apl", "alf", "als", "af", "cf", "asf", "paje_base", "paje_naissance", "aeeh", "ars", "aah", "aspa", "asi", "ass", "cheque_energie"}  # fmt: skip
    assert {name for name in expected if not any(amounts[name])} == set()


def test_a_variable_that_a_version_has_not_is_left_out_and_named(law: Law) -> None:
    alone = Membership(1, np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int8))
    values = np.ones(1, dtype=np.float32)
    batch = Batch(
        population()[0].month,
        1,
        alone,
        alone,
        alone,
        {("salaire_net", "2026-10"): values},
        {("pas_encore", "2026-10"): 1},
    )
    left, missing = known(law, batch)
    assert (set(left.columns), set(left.constants), missing) == ({("salaire_net", "2026-10")}, set(), {"pas_encore"})
