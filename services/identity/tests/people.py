"""Fictional people of these tests. Their NIRs have a right key and the commune code 999, which exists nowhere."""

from pathlib import Path
from typing import Any

import yaml

from services.identity.domain.nir import Nir, key_of, parse


def nir_of(body: str) -> Nir:
    """The NIR of 13 characters, with its key."""
    return parse(f"{body}{key_of(body):02d}")


MARIE: dict[str, Any] = {
    "id": "marie",
    "title": "Marie",
    "identity": {
        "given_names": ["Marie-Ève", "Zoé"],
        "family_name": "Exemple",
        "birthdate": "1985-05-14",
        "gender": "female",
        "birthplace": "63113",
        "email": "partage@example.org",
    },
    "franceconnect": {"acr": "eidas2"},
}
MARIE_NIR = nir_of("2850563999001")


def somebody(name: str, *, faults: tuple[str, ...] = (), **identity: Any) -> dict[str, Any]:
    """Like Marie, but for what is said; the e-mail address is shared on purpose."""
    return MARIE | {
        "id": name,
        "identity": MARIE["identity"] | identity,
        "franceconnect": {"acr": "eidas2", "faults": list(faults)},
    }


def write_personas(folder: Path, *people: dict[str, Any]) -> Path:
    """One file each, as the played FranceConnect reads them."""
    for person in people:
        (folder / f"{person['id']}.yaml").write_text(yaml.safe_dump(person, allow_unicode=True), encoding="utf-8")
    return folder
