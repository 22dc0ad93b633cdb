"""The Insee code of a commune: a postal code or an unknown one is refused, rather than taken for a town of the middle zone."""

import subprocess
import sys
from datetime import date

import pytest

from chassis.errors import Violation
from services.simulator.api.reading_values import Reader

_KNOWN = (
    "75056",
    "75101",
    "75115",
    "75120",
    "69123",
    "69381",
    "13055",
    "13216",
    "2A004",
    "63113",
    "03107",
    "35238",
    "23096",
)
_OVERSEAS = ("97105", "97209", "97302", "97411", "97611", "97502", "97801")


@pytest.mark.parametrize("code", ["", *_KNOWN, *_OVERSEAS])
def test_communes_arrondissements_and_overseas_are_read(code: str) -> None:
    reader = Reader(date(2026, 10, 1))
    assert (reader.commune(code, "home.commune_code"), reader.faults) == (code, [])


@pytest.mark.parametrize("code", ["75015", "99999", "00000", "35000"])
def test_a_postal_code_is_not_taken_for_a_commune(code: str) -> None:
    reader = Reader(date(2026, 10, 1))
    assert reader.commune(code, "home.commune_code") == ""
    said = "Ce code ne correspond à aucune commune. Le code Insee n'est pas le code postal."
    assert reader.faults == [Violation("home.commune_code", said)]


def test_the_law_is_not_loaded_to_know_the_communes() -> None:
    told = "import sys; from services.simulator.api.communes import is_commune; print(is_commune('75056'), 'openfisca_france' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
