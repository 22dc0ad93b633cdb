"""What the gateways refuse, by name."""

from chassis.errors import AlreadyExists, InvalidInput, NotFound, Refused, Unavailable, Violation


class OrganismeUnavailable(Unavailable):
    """This organisme does not answer."""

    reason = "ORGANISME_UNAVAILABLE"
    default_message = "Cet organisme ne répond pas pour le moment."


class PersonUnknown(NotFound):
    """Nobody is known here under this pseudonym."""

    reason = "PSEUDONYM_UNKNOWN"
    default_message = "Aucun dossier ne correspond à cette référence."


class PseudonymTaken(AlreadyExists):
    """This pseudonym is another person's here."""

    reason = "PSEUDONYM_TAKEN"
    default_message = "Cette référence est déjà utilisée."


class ClaimsNotTaken(Refused):
    """This organisme instructs no claim."""

    reason = "CLAIMS_NOT_TAKEN"
    default_message = "Cet organisme n'instruit pas de demande."


class ClaimUnknown(NotFound):
    """No claim of this person has this reference here."""

    reason = "CLAIM_UNKNOWN"
    default_message = "Aucune demande ne porte cette référence."


class ClaimOver(Refused):
    """It is decided, closed or taken back already."""

    reason = "CLAIM_OVER"
    default_message = "Cette demande est terminée : elle ne peut plus être retirée."


class DocumentAltered(InvalidInput):
    """What came is not what was announced."""

    reason = "DOCUMENT_ALTERED"

    def __init__(self) -> None:
        super().__init__([Violation("sha256", "Le document reçu n'est pas celui qui était annoncé.")])


class DocumentTooLarge(Refused):
    """More bytes than this organisme takes."""

    reason = "DOCUMENT_TOO_LARGE"
    default_message = "Ce document est trop lourd pour cet organisme."
