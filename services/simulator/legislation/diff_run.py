"""One version of the law over the fixture households, as JSON on the standard output: `diff.py` runs it under each version."""

import json
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import Any

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.domain.results import Values
from services.simulator.engine import ordinary
from services.simulator.engine.batch import Batch
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.legislation.fixture import MONTH, population
from services.simulator.translation.translation import Translation


def main() -> None:
    """Runs the version that is on the path."""
    # Of another version's own making; what they say is not ours to mend.
    warnings.simplefilter("ignore")
    from openfisca_france import FranceTaxBenefitSystem

    json.dump(described(Law(FranceTaxBenefitSystem(), {})), sys.stdout)


def described(law: Law) -> dict[str, Any]:
    """Amounts per variable and household, parameters in force, and what this version lacks."""
    translation, households = Translation.of(law, MONTH), population()
    batch, lacking = known(law, translation.translate(households))
    asked = load_catalogue().variables
    variables = tuple(name for name in asked if name in law.system.variables)
    keys = Keys(law)
    made = ordinary.simulation(law, keys, batch)
    wanted = sorted(translation.wanted(variables, MONTH), key=lambda one: (one[1], one[0]))
    arrays = {one: made.calculate(*keys[one]) for one in wanted}
    read = [months[0] for months in translation.read_outputs(households, variables, 1, arrays)]
    return {
        "version": version("openfisca-france"),
        "month": f"{MONTH:%Y-%m}",
        "amounts": {name: [_amount(values, name) for values in read] for name in variables},
        "parameters": dict(_parameters(law.system.parameters, MONTH)),
        "missing": sorted({*lacking, *(name for name in asked if name not in variables)}),
    }


def known(law: Law, batch: Batch) -> tuple[Batch, set[str]]:
    """The batch without the variables that this version has not, and their names."""
    has = law.system.variables
    lacking = {name for name, _ in [*batch.columns, *batch.constants] if name not in has}
    columns = {one: values for one, values in batch.columns.items() if one[0] in has}
    constants = {one: value for one, value in batch.constants.items() if one[0] in has}
    return replace(batch, columns=columns, constants=constants), lacking


def _amount(values: Values, variable: str) -> float:
    found = values[variable]
    return found if isinstance(found, float) else sum(found.values())


def _parameters(node: Any, day: date) -> Iterator[tuple[str, float]]:
    for child in node.children.values():
        if hasattr(child, "values_list"):
            value = child(day.isoformat())
            if isinstance(value, int | float):
                yield child.name, float(value)
        elif hasattr(child, "children"):
            yield from _parameters(child, day)


if __name__ == "__main__":
    main()
