"""Every scenario of a directory, and which one an organisme follows for a claim."""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from sandbox.organismes.claims.scenarios import Scenario

SCENARIOS = Path(__file__).with_name("scenarios")


class ScenariosError(Exception):
    """The scenarios cannot be loaded; the message says which file and why."""


class Playbook:
    """Read from a directory. Raises ScenariosError."""

    def __init__(self, directory: Path = SCENARIOS) -> None:
        listed = [scenario for file in sorted(directory.glob("*.yaml")) for scenario in _read(file)]
        self.scenarios = {scenario.id: scenario for scenario in listed}
        if len(self.scenarios) < len(listed):
            raise ScenariosError("two scenarios have the same id")
        for appeal in (False, True):
            if not self._fitting(listed, "", "", appeal):
                raise ScenariosError("a scenario for every other claim and one for every other appeal are needed")
        self._listed = listed

    def of(self, organisme: str, benefit: str, *, appeal: bool, named: str | None = None) -> Scenario:
        """The one that the persona's file names; else the usual one, the most particular first."""
        if named in self.scenarios:
            return self.scenarios[named]
        return self._fitting(self._listed, organisme, benefit, appeal)[0]

    @staticmethod
    def _fitting(listed: Iterable[Scenario], organisme: str, benefit: str, appeal: bool) -> list[Scenario]:
        fitting = [
            one
            for one in listed
            if one.usual
            and one.appeal == appeal
            and (not one.benefits or benefit in one.benefits)
            and (not one.organismes or organisme in one.organismes)
        ]
        return sorted(fitting, key=lambda one: (not one.benefits, not one.organismes))


def _read(file: Path) -> list[Scenario]:
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        return [Scenario.model_validate(one) for one in document["scenarios"]]
    except (yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise ScenariosError(f"{file.name}: {error}") from error
