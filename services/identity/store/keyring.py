"""The keys that make lookup digests and pseudonyms, read from one file; what is missing there is derived, never drawn."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from chassis.crypto import keyed_digest
from services.identity.domain import pseudonyms
from services.identity.domain.nir import Nir
from services.identity.domain.pivot import Pivot

KeysOfOrganisme = Mapping[str, bytes]


class Keyring:
    """Keyed digests: two environments never give the same digest to the same person, and no key, no digest."""

    def __init__(
        self, lookup: Mapping[str, bytes], active: Mapping[str, str], organismes: Mapping[str, KeysOfOrganisme]
    ) -> None:
        nir = lookup["nir_lookup"]
        self._nir = nir
        self._pivot = lookup.get("pivot_lookup") or pseudonyms.derive_key(nir, "pivot_lookup")
        self._sub = lookup.get("sub_lookup") or pseudonyms.derive_key(nir, "sub_lookup")
        self._active = active
        self._organismes = organismes

    @classmethod
    def from_file(cls, path: Path) -> "Keyring":
        """Reads `{"nir_lookup": "<base64>", "pseudonyms": {"cnaf": {"active": "v1", "keys": {"v1": "<base64>"}}}}`."""
        content = json.loads(path.read_text(encoding="utf-8"))
        named = content.pop("pseudonyms")
        return cls(
            _decoded(content),
            {organisme: entry["active"] for organisme, entry in named.items()},
            {organisme: _decoded(entry["keys"]) for organisme, entry in named.items()},
        )

    def nir_digest(self, nir: Nir) -> bytes:
        """What a NIR is looked up by."""
        return keyed_digest(self._nir, nir.value.encode())

    def pivot_digest(self, pivot: Pivot) -> bytes:
        """What an identité pivot is looked up by."""
        return keyed_digest(self._pivot, *pivot.matching_parts())

    def sub_digest(self, issuer: str, sub: str) -> bytes:
        """What a FranceConnect `sub` is looked up by; a `sub` means nothing outside its issuer."""
        return keyed_digest(self._sub, issuer.encode(), sub.encode())

    def knows(self, organisme: str) -> bool:
        """Whether pseudonyms can be made for this organisme."""
        return organisme in self._organismes

    def file_version(self, organisme: str) -> str:
        """The version that the file calls active: the one in use until a rotation."""
        return self._active[organisme]

    def file_versions(self, organisme: str) -> frozenset[str]:
        """Every version that the file holds."""
        return frozenset(self._organismes[organisme])

    def pseudonym(self, organisme: str, person_id: str, version: str, base_version: str) -> pseudonyms.Pseudonym:
        """Of the file's own key of that version, else of the key derived from `base_version` for it."""
        keys = self._organismes[organisme]
        key = keys.get(version) or pseudonyms.derive_key(keys[base_version], f"pseudonym/{organisme}/{version}")
        return pseudonyms.Pseudonym(organisme, pseudonyms.derive(key, organisme, person_id), version)


def _decoded(keys: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(key) for name, key in keys.items()}
