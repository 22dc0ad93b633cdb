"""The communes that the law knows, by Insee code: the lists that OpenFisca-France ships (zones of the housing benefits of 2014 with the communes and
arrondissements that are part of another, zones A, B and C of July 2024). The files are read where they are installed, and the law is not imported:
the process that reads requests never loads it."""

import csv
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_LAW = "openfisca_france"
_ZONES, _PARTS = "apl/20110914_zonage.csv", "apl/commune_depcom_by_subcommune_depcom.json"
_LATER = "zonage-communes/zonage-abc-juillet-2024.csv"
# Saint-Pierre-et-Miquelon, Saint-Barthélemy and Saint-Martin are in no list of zones. Source: code officiel géographique, Insee.
_COLLECTIVITIES = frozenset({"97501", "97502", "97701", "97801"})


def is_commune(code: str) -> bool:
    """Whether a commune, or an arrondissement of one, has this Insee code."""
    return code in known_communes()


@cache
def known_communes() -> frozenset[str]:
    """All of these codes. Reading the lists takes a tenth of a second, once: a process does it before anybody waits."""
    spec = find_spec(_LAW)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(_LAW)
    assets = Path(spec.origin).parent / "assets"
    parts = json.loads((assets / _PARTS).read_text(encoding="utf-8"))
    return _COLLECTIVITIES | _column(assets / _ZONES, ",") | _column(assets / _LATER, ";") | frozenset(parts)


def _column(path: Path, delimiter: str) -> frozenset[str]:
    """The codes of a list, which its column CODGEO holds."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return frozenset(row["CODGEO"] for row in csv.DictReader(lines, delimiter=delimiter))
