"""Identité pivot: which claims a scope opens, how they are written, and the pairwise subject.

Scopes and formats: FranceConnect's partner documentation (v2). The subject follows the shape of its
published source: 64 hexadecimal digits and the suffix `v1`, 66 characters.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from sandbox.franceconnect.personas import FRANCE, Identity

_PIVOT = ("given_name", "given_name_array", "family_name", "birthdate", "gender", "birthplace", "birthcountry")

CLAIMS_BY_SCOPE: dict[str, tuple[str, ...]] = {
    "openid": ("sub",),
    "identite_pivot": _PIVOT,
    "profile": ("given_name", "given_name_array", "family_name", "preferred_username", "birthdate", "gender"),
    "birth": ("birthplace", "birthcountry"),
    "given_name": ("given_name", "given_name_array"),
    "family_name": ("family_name",),
    "preferred_username": ("preferred_username",),
    "birthdate": ("birthdate",),
    "gender": ("gender",),
    "birthplace": ("birthplace",),
    "birthcountry": ("birthcountry",),
    "email": ("email",),
}

CLAIM_LABELS: dict[str, str] = {
    "given_name": "Prénoms",
    "family_name": "Nom de naissance",
    "preferred_username": "Nom d’usage",
    "birthdate": "Date de naissance",
    "gender": "Sexe",
    "birthplace": "Commune de naissance",
    "birthcountry": "Pays de naissance",
    "email": "Adresse électronique",
}


def all_claims(identity: Identity) -> dict[str, Any]:
    """Everything FranceConnect can say of a person. A usual name that does not exist is absent, not empty."""
    claims: dict[str, Any] = {
        "given_name": " ".join(identity.given_names),
        "given_name_array": list(identity.given_names),
        "family_name": identity.family_name.upper(),
        "birthdate": identity.birthdate,
        "gender": identity.gender,
        "birthplace": identity.birthplace if identity.birthcountry == FRANCE else "",
        "birthcountry": identity.birthcountry,
        "email": identity.email,
    }
    if identity.usual_name is not None:
        claims["preferred_username"] = identity.usual_name.upper()
    return claims


def claims_for(identity: Identity, scopes: Iterable[str]) -> dict[str, Any]:
    opened = {claim for scope in scopes for claim in CLAIMS_BY_SCOPE[scope]}
    return {name: value for name, value in all_claims(identity).items() if name in opened}


def labels_for(identity: Identity, scopes: Iterable[str]) -> list[str]:
    """What the consent page lists, in French."""
    granted = claims_for(identity, scopes)
    return [label for claim, label in CLAIM_LABELS.items() if claim in granted]


def pairwise_subject(identity: Identity, client_id: str, salt: str) -> str:
    """The same person has one subject per client, whichever identity provider vouches for them."""
    claims = all_claims(identity)
    pivot = "".join(claims[name] for name in _PIVOT if name != "given_name_array")
    return hashlib.sha256(f"{client_id}{hashlib.sha256(pivot.encode()).hexdigest()}{salt}".encode()).hexdigest() + "v1"
