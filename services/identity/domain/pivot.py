"""The identité pivot: what the civil register says of a person, and how two writings of it are compared.

A person is matched on birth name, all given names, birth date, sex and place of birth. The usual name only greets, and no e-mail
address is read. Source: FranceConnect's partner documentation (v2): `birthdate` is YYYY-MM-DD, a presumed day or month is written 01,
`birthplace` is the commune's COG code and is empty for a birth abroad, `birthcountry` is the country's COG code.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.identity.domain.errors import IdentityIncomplete
from services.identity.domain.nir import Sex

_BIRTHDATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Pivot:
    """`birthplace`: COG code, empty for a birth abroad. `birthcountry`: COG code, 99100 for France. A presumed day or month is 1."""

    given_names: tuple[str, ...] = field(repr=False)
    family_name: str = field(repr=False)
    birthdate: date = field(repr=False)
    sex: Sex
    birthplace: str = field(default="", repr=False)
    birthcountry: str = field(default="", repr=False)
    usual_name: str = field(default="", repr=False)

    @property
    def display_name(self) -> str:
        """First given name and usual name: how to greet."""
        return f"{self.given_names[0]} {self.usual_name or self.family_name}"

    @property
    def precise(self) -> bool:
        """Whether it can tell two persons apart: without a place, a presumed day (1) is the birthday of many homonyms."""
        return bool(self.birthplace) or self.birthdate.day != 1

    def matching_parts(self) -> tuple[bytes, ...]:
        """What a lookup digest is taken over: the same for every writing of the same civil status."""
        given = normalise(" ".join(self.given_names))
        parts = (
            normalise(self.family_name), given, self.birthdate.isoformat(), self.sex.value, self.birthplace.upper(), self.birthcountry,
        )  # fmt: skip
        return tuple(part.encode() for part in parts)


def normalise(name: str) -> str:
    """Upper case, without accents, with one space for whatever is not a letter: "Marie-Ève" and "MARIE EVE" are one name."""
    plain = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    letters = "".join(
        " " if not character.isalnum() else character for character in plain if not unicodedata.combining(character)
    )
    return " ".join(letters.upper().split())


def read_pivot(claims: Mapping[str, Any]) -> Pivot:
    """The pivot of FranceConnect's claims. Raises IdentityIncomplete where they do not say who it is."""
    names, family_name = _given_names(claims), str(claims.get("family_name") or "").strip()
    gender = claims.get("gender")
    if not names or not family_name or gender not in {sex.value for sex in Sex}:
        raise IdentityIncomplete
    return Pivot(
        given_names=names,
        family_name=family_name,
        birthdate=_birthdate(str(claims.get("birthdate") or "")),
        sex=Sex(gender),
        birthplace=str(claims.get("birthplace") or ""),
        birthcountry=str(claims.get("birthcountry") or ""),
        usual_name=str(claims.get("preferred_username") or "").strip(),
    )


def _given_names(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The array keeps compound names whole, and names beyond the third."""
    listed = claims.get("given_name_array")
    names: Sequence[Any] = listed if isinstance(listed, list) else str(claims.get("given_name") or "").split()
    return tuple(stripped for name in names if (stripped := str(name).strip()))


def _birthdate(text: str) -> date:
    found = _BIRTHDATE.fullmatch(text)
    if found is None:
        raise IdentityIncomplete
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        # FranceConnect writes 01 for a presumed month or day; identity providers have been seen to write 00.
        return date(year, month or 1, day or 1)
    except ValueError as impossible:
        raise IdentityIncomplete from impossible
