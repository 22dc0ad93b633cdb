"""What the core does without our patches: prints one JSON object, patch → whether it is still needed. Run in a process of its own."""

import json
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.parameters import ParameterNodeAtInstant, VectorialParameterNodeAtInstant
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem


class _Counted:
    """Counts the calls of a method of the core."""

    def __init__(self, owner: Any, name: str) -> None:
        self.calls = 0
        called = getattr(owner, name)

        def counted(*arguments: Any) -> Any:
            self.calls += 1
            return called(*arguments)

        setattr(owner, name, counted)


def _steps_for_a_known_value(simulation: Any) -> int:
    """How often the core checks the entity of a value that it already has."""
    person, month = simulation.persons, periods.period("2026-10")
    person("salaire_de_base", month)
    checks = _Counted(type(person.entity), "check_variable_defined_for_entity")
    person("salaire_de_base", month)
    return checks.calls


def _steps_for_parameters(system: Any) -> int:
    """How many nodes are walked to choose a parameter for fifty persons of two kinds."""
    node = system.get_parameters_at_instant("2026-10-01").marche_travail.salaire_minimum.smic
    chosen = next(name for name, child in node._children.items() if isinstance(child, int | float))
    VectorialParameterNodeAtInstant.check_node_vectorisable = staticmethod(lambda _: None)
    walked = _Counted(ParameterNodeAtInstant, "__getitem__")
    node[np.array([chosen] * 50)]
    return walked.calls


def main() -> None:
    from openfisca_france import FranceTaxBenefitSystem

    system = FranceTaxBenefitSystem()
    simulation = SimulationBuilder().build_default_simulation(system, 1)
    period_type, month = type(periods.period("2026-10")), periods.period("2026-10")
    needed = {
        "remember_period_arithmetic": month.offset(1) is not month.offset(1)
        and period_type.this_year.fget(month) is not month.this_year,
        "pass_periods_through": hasattr(periods.period, "dispatch"),
        "look_before_leaping": _steps_for_a_known_value(simulation) > 0,
        "remember_projectors": simulation.persons.famille is not simulation.persons.famille,
        "keep_parameters_by_instant": TaxBenefitSystem.get_parameters_at_instant.cache_parameters()["maxsize"] == 128,
        "choose_parameters_at_once": _steps_for_parameters(system) >= 50,
    }
    print(json.dumps(needed))


if __name__ == "__main__":
    main()
