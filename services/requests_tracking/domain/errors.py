"""The refusals of this service, each with the sentence that the person reads."""

from chassis.errors import InvalidInput, NotFound, Refused, StaleState


class ClaimNotFound(NotFound):
    """No such claim, or another person's."""

    reason = "CLAIM_NOT_FOUND"
    default_message = "Cette demande n'existe pas."


class UnknownBenefit(NotFound):
    """The catalogue of claims has no such benefit."""

    reason = "UNKNOWN_BENEFIT"
    default_message = "Cette prestation ne se demande pas ici."


class NotOpenYet(Refused):
    """It cannot be asked for here on this day."""

    reason = "NOT_OPEN_YET"
    default_message = "Cette prestation ne se demande pas encore ici."


class NoFile(Refused):
    """No organisme that grants it has a file of the person."""

    reason = "NO_FILE"
    default_message = (
        "Aucun organisme qui verse cette prestation ne vous connaît encore. Faites votre demande sur son site."
    )


class DirectoryUnknown(Refused):
    """Identity has not resolved yet where the person has files."""

    reason = "DIRECTORY_UNKNOWN"
    default_message = (
        "Nous ne savons pas encore quels organismes vous suivent. "
        "Réessayez une fois votre numéro de sécurité sociale vérifié."
    )


class AlreadyAsked(Refused):
    """A draft of it is open already, or a claim of it is under way."""

    reason = "ALREADY_ASKED"
    default_message = "Vous avez déjà une demande en cours pour cette prestation."


class NotADraft(Refused):
    """Only a draft can be edited, erased or sent."""

    reason = "NOT_A_DRAFT"
    default_message = "Cette demande est déjà envoyée : elle ne peut plus être modifiée."


class StaleDraft(StaleState):
    """The draft changed since it was read."""

    reason = "STALE_DRAFT"
    default_message = "Ce brouillon a changé depuis que vous l'avez affiché. Relisez-le avant de continuer."


class InvalidAnswers(InvalidInput):
    """Answers that cannot be kept, or sent; every fault is named at once."""

    reason = "INVALID_ANSWERS"
    default_message = "Certaines réponses sont à compléter ou à corriger."


class NotWithdrawable(Refused):
    """A draft, or a claim that is over, cannot be taken back."""

    reason = "NOT_WITHDRAWABLE"
    default_message = "Cette demande ne peut pas être retirée : elle est terminée, ou elle n'est pas encore envoyée."


class NothingToAppeal(Refused):
    """There is no decision to appeal against."""

    reason = "NOTHING_TO_APPEAL"
    default_message = "Il n'y a pas de décision à contester sur cette demande."


class UnknownPath(NotFound):
    """The decision has no such way of appeal."""

    reason = "UNKNOWN_PATH"
    default_message = "Cette voie de recours ne concerne pas cette décision."


class AppealElsewhere(Refused):
    """This way of appeal is not followed here."""

    reason = "APPEAL_ELSEWHERE"
    default_message = "Ce recours ne se fait pas ici. La marche à suivre est indiquée avec la décision."


class AppealTooLate(Refused):
    """Its last day is past."""

    reason = "APPEAL_TOO_LATE"
    default_message = "Le délai pour ce recours est dépassé."


class UnknownOrganismeClaim(NotFound):
    """An organisme speaks of a claim of somebody whom it has not in its files here."""

    reason = "UNKNOWN_ORGANISME_CLAIM"
    default_message = "Cet organisme parle d'une demande que nous ne pouvons rattacher à personne."
