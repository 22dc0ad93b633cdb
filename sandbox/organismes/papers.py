"""The statements and attestations that an organisme answers on a given day. Pure."""

from datetime import date

from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as pb

from sandbox.organismes.dates import iso, to_proto
from sandbox.organismes.moments import month_end
from sandbox.organismes.personas import Attestation, OrganismeFile, Statement

# What each organisme gives to whoever has a file: title, and what it certifies.
_USUAL = {
    "cnaf": ("Attestation de paiement", "La Caf certifie les prestations versées le mois dernier."),
    "cnam": (
        "Attestation de droits à l'assurance maladie",
        "L'Assurance maladie certifie que vos soins sont pris en charge.",
    ),
    "msa": ("Attestation de droits maladie", "La MSA certifie que vos soins sont pris en charge."),
    "ssi": ("Attestation d'affiliation", "La Sécurité sociale des indépendants certifie votre affiliation."),
    "cnav": ("Attestation de carrière", "L'Assurance retraite certifie les trimestres qu'elle connaît."),
    "union_retraite": (
        "Relevé de carrière",
        "Info Retraite réunit ce que tous vos régimes connaissent de votre carrière.",
    ),
    "cdc": ("Attestation de droits formation", "La Caisse des dépôts certifie le solde de votre compte de formation."),
    "france_travail": ("Avis de situation", "France Travail certifie votre inscription."),
    "mgen": ("Attestation de droits MGEN", "La MGEN certifie que vos soins sont pris en charge."),
}


def statements_of(file: OrganismeFile, today: date) -> list[pb.OrganismeStatement]:
    """Newest first."""
    return sorted((_statement(one, today) for one in file.statements), key=statement_key, reverse=True)


def statement_key(statement: pb.OrganismeStatement) -> tuple[str, ...]:
    """The order of the pages."""
    return iso(statement.statement_date), statement.statement_id


def attestations_of(organisme: str, file: OrganismeFile, today: date) -> list[pb.OrganismeAttestation]:
    """Those the persona writes; else the usual one, made out today and good until the end of the month."""
    written = file.attestations
    lines = _usual(organisme, today) if written is None else [_attestation(one, today) for one in written]
    return sorted(lines, key=attestation_key, reverse=True)


def attestation_key(attestation: pb.OrganismeAttestation) -> tuple[str, ...]:
    """The order of the pages."""
    return iso(attestation.issue_date), attestation.attestation_id


def _statement(one: Statement, today: date) -> pb.OrganismeStatement:
    return pb.OrganismeStatement(
        statement_id=one.id,
        statement_date=to_proto(one.date.on(today)),
        title=one.title,
        amount_cents=one.amount_cents,
        health=one.health,
    )


def _attestation(one: Attestation, today: date) -> pb.OrganismeAttestation:
    return pb.OrganismeAttestation(
        attestation_id=one.id,
        title=one.title,
        statement=one.statement,
        issue_date=to_proto(one.issued.on(today)),
        expiry_date=to_proto(one.until.on(today)) if one.until else None,
        health=one.health,
    )


def _usual(organisme: str, today: date) -> list[pb.OrganismeAttestation]:
    if organisme not in _USUAL:
        return []
    title, statement = _USUAL[organisme]
    return [
        pb.OrganismeAttestation(
            attestation_id=f"{organisme}-{today:%Y%m}",
            title=title,
            statement=statement,
            issue_date=to_proto(today),
            expiry_date=to_proto(month_end(today)),
        )
    ]
