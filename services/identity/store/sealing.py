"""What is sealed, and in which context: a sealed column copied to another person's row opens nowhere."""

import json
from datetime import date

from chassis.crypto import Vault
from services.identity.domain.nir import Nir, Sex
from services.identity.domain.pivot import Pivot


class Sealing:
    """Seals and opens identity's own values, each bound to its column and to its row."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal(self, column: str, row_id: str, value: str) -> bytes:
        """`value` for this column of this row alone."""
        return self._vault.seal(value.encode(), _context(column, row_id))

    def open(self, column: str, row_id: str, sealed: bytes) -> str:
        """Raises SealBroken when it was sealed for another column or row."""
        return self._vault.open(sealed, _context(column, row_id)).decode()

    def seal_nir(self, person_id: str, nir: Nir) -> bytes:
        return self.seal("nir", person_id, nir.value)

    def open_nir(self, person_id: str, sealed: bytes) -> Nir:
        return Nir(self.open("nir", person_id, sealed))

    def seal_pivot(self, person_id: str, pivot: Pivot) -> bytes:
        written = {
            "given_names": pivot.given_names, "family_name": pivot.family_name, "birthdate": pivot.birthdate.isoformat(),
            "sex": pivot.sex.value, "birthplace": pivot.birthplace, "birthcountry": pivot.birthcountry, "usual_name": pivot.usual_name,
        }  # fmt: skip
        return self.seal("pivot", person_id, json.dumps(written, ensure_ascii=False))

    def open_pivot(self, person_id: str, sealed: bytes) -> Pivot:
        read = json.loads(self.open("pivot", person_id, sealed))
        read |= {
            "given_names": tuple(read["given_names"]), "birthdate": date.fromisoformat(read["birthdate"]), "sex": Sex(read["sex"]),
        }  # fmt: skip
        return Pivot(**read)


def _context(column: str, row_id: str) -> bytes:
    return f"identity/{column}/{row_id}".encode()
