"""Where each kind is told, in words that the person reads in the address bar."""

from services.bff.screens.tell import NoSuchKind

HERE, ADDRESS = "/declarer", "/adresse"
_SLUGS = {
    "contact": "coordonnees", "family_status": "situation-de-famille", "child_arrival": "arrivee-d-un-enfant",
    "child_departure": "depart-d-un-enfant", "pregnancy": "grossesse", "death_of_relative": "deces-d-un-proche",
    "employment_status": "situation-professionnelle", "monthly_resources": "ressources-du-mois", "housing": "logement",
    "bank_account": "compte-bancaire", "regime": "regime", "disability_recognition": "handicap", "studies": "etudes",
}  # fmt: skip
_KINDS = {slug: kind for kind, slug in _SLUGS.items()}
PATHS = {"address": ADDRESS} | {kind: f"{HERE}/{slug}" for kind, slug in _SLUGS.items()}


def kind_at(slug: str) -> str:
    """The kind that is told at an address. Raises NoSuchKind."""
    if slug not in _KINDS:
        raise NoSuchKind
    return _KINDS[slug]
