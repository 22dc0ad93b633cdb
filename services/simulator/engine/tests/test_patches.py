"""Each patch of the core is still needed, and changes what it says and nothing else."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import numpy as np
import pytest
from openfisca_core import periods

from services.simulator.engine import patches
from services.simulator.engine.law import Law

_PATCHES = (
    "remember_period_arithmetic", "pass_periods_through", "look_before_leaping", "remember_projectors",
    "keep_parameters_by_instant", "choose_parameters_at_once",
)  # fmt: skip


@pytest.fixture(scope="module")
def needed() -> dict[str, bool]:
    """What the core does without us."""
    command = [sys.executable, "-m", "services.simulator.engine.tests.unpatched"]
    found: dict[str, bool] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


@pytest.mark.parametrize("patch", _PATCHES)
def test_upstream_still_needs_the_patch(needed: dict[str, bool], patch: str) -> None:
    assert needed[patch], f"{patch} can go: the core does it by itself now"


def test_every_patch_is_watched() -> None:
    assert {f"_{patch}" for patch in _PATCHES} <= set(vars(patches))


def test_periods_say_the_same_as_before(law: Law) -> None:
    month = periods.period("2024-02")
    assert month.offset(1) is month.offset(1)
    assert [str(month.offset(count, "month")) for count in (-2, 1, 11)] == ["2023-12", "2024-03", "2025-01"]
    assert (month.days, month.stop.date, str(month.n_2)) == (29, date(2024, 2, 29), "2022")
    assert {month: 1}[periods.period("2024-02")] == 1


def test_nobody_shares_the_list_of_parts_of_a_period(law: Law) -> None:
    year = periods.period("2024")
    year.get_subperiods("month").clear()
    assert len(year.get_subperiods("month")) == 12


def test_parameters_of_a_reform_are_its_own(law: Law) -> None:
    reformed = law.system.clone()
    reformed.parameters = law.system.parameters.clone()
    path = "prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa"
    before = _at(law.system, path)
    _named(reformed.parameters, path).update(start="2026-01-01", value=1.0)
    assert (_at(reformed, path), _at(law.system, path)) == (1.0, before)


def _named(node: Any, path: str) -> Any:
    for name in path.split("."):
        node = getattr(node, name)
    return node


def _at(system: Any, path: str) -> Any:
    return _named(system.get_parameters_at_instant(periods.period("2026-10")), path)


def test_a_parameter_chosen_for_everybody_is_that_of_each(law: Law) -> None:
    node = law.system.get_parameters_at_instant("2026-10-01").prestations_sociales.aides_logement.allocations_logement
    zones = np.array(["zone_2", "zone_1", "zone_3", "zone_1"])
    ceilings = _by_zone(node)
    chosen = ceilings[zones]
    for name in next(iter(ceilings._children.values()))._children:
        assert [float(value) for value in chosen[name]] == [float(ceilings[zone][name]) for zone in zones]


def _by_zone(node: Any) -> Any:
    """A node whose children are the three zones, each with amounts of its own."""
    children = getattr(node, "_children", {})
    if set(children) == {"zone_1", "zone_2", "zone_3"} and all(
        hasattr(child, "_children") for child in children.values()
    ):
        return node
    return next((found for child in children.values() if (found := _by_zone(child)) is not None), None)
