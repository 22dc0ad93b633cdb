"""Which parameters each benefit reads: recorded from the law as code at work on the fixture households, and kept in `reads.yaml`.

`python -m services.simulator.legislation.reads` writes it anew; a new version of the law is a reason to.
"""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

from openfisca_core.simulations import Simulation

from services.simulator.catalogue.loader import load_catalogue
from services.simulator.engine import ordinary
from services.simulator.engine.columns import Keys
from services.simulator.engine.law import Law
from services.simulator.legislation.fixture import MONTH, population
from services.simulator.legislation.lawbook import law_files
from services.simulator.legislation.loader import FILES
from services.simulator.translation.translation import Translation

_HEAD = "# Which parameters each benefit reads. Written by `python -m services.simulator.legislation.reads`.\n"


def main() -> None:
    """Records, and writes the file."""
    # The system as it is: our patches go round the tracer.
    from openfisca_france import FranceTaxBenefitSystem

    law = Law(FranceTaxBenefitSystem(), {})
    found: dict[str, list[str]] = {}
    for benefit in load_catalogue().benefits.values():
        for parameter in set(recorded(law, benefit.variables)):
            found.setdefault(parameter, []).append(benefit.id)
    lines = [f"  {parameter}: [{', '.join(sorted(benefits))}]\n" for parameter, benefits in sorted(found.items())]
    text = f"version: {version('openfisca-france')}\nparameters:\n{''.join(lines)}"
    (FILES / "reads.yaml").write_text(_HEAD + text, encoding="utf-8")


def recorded(law: Law, variables: Sequence[str]) -> Iterator[str]:
    """The names of the parameters that are read for these variables, as the law's files are named."""
    if not variables:
        return
    translation, keys = Translation.of(law, MONTH), Keys(law)
    made = ordinary.simulation(law, keys, translation.translate(population()), Simulation)
    made.trace = True
    for one in translation.wanted(variables, MONTH):
        made.calculate(*keys[one])
    files = law_files()
    for tree in made.tracer.trees:
        for name in _names(tree):
            if files.joinpath(*name.split(".")).with_suffix(".yaml").is_file():
                yield name


def _names(node: Any) -> Iterator[str]:
    for parameter in node.parameters:
        # A bracket or a column of a table belongs to the file that holds it.
        yield parameter.name.split("[")[0]
    for child in node.children:
        yield from _names(child)


if __name__ == "__main__":
    main()
