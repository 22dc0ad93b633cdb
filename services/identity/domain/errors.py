"""Every refusal of the identity service, with the plain French that the person reads."""

from typing import Self

from chassis.errors import InvalidInput, NotFound, Refused, Unavailable, Violation


class NirInvalid(InvalidInput):
    """What was typed cannot be a NIR."""

    reason = "NIR_INVALID"

    @classmethod
    def _because(cls, description: str) -> Self:
        return cls([Violation("nir", description)])

    @classmethod
    def without_key(cls) -> Self:
        return cls._because("Il manque la clé : les 2 chiffres écrits à droite des 13 premiers sur votre carte Vitale.")

    @classmethod
    def wrong_length(cls) -> Self:
        return cls._because("Le numéro de sécurité sociale compte 15 caractères : 13, puis une clé de 2 chiffres.")

    @classmethod
    def wrong_shape(cls) -> Self:
        return cls._because("Ce numéro n'est pas un numéro de sécurité sociale. Vérifiez-le chiffre par chiffre.")

    @classmethod
    def wrong_key(cls) -> Self:
        return cls._because(
            "La clé (les 2 derniers chiffres) ne va pas avec le numéro. Vérifiez-le chiffre par chiffre."
        )


class NirAlreadyCertified(Refused):
    """Another NIR is certified for this person."""

    reason = "NIR_ALREADY_CERTIFIED"
    default_message = (
        "Un autre numéro de sécurité sociale est déjà certifié pour vous. S'il n'est pas le vôtre, "
        "contactez l'organisme qui gère votre assurance maladie."
    )


class IdentityAlreadyCertified(Refused):
    """There is nothing to look at: the identity is certified."""

    reason = "IDENTITY_ALREADY_CERTIFIED"
    default_message = "Votre identité est déjà certifiée : il n'y a rien à vérifier."


class NoNirDeclared(Refused):
    """A review cannot confirm a NIR that was never told."""

    reason = "NO_NIR_DECLARED"
    default_message = "Cette personne n'a déclaré aucun numéro : refusez la demande en lui disant comment l'obtenir."


class ReviewClosed(Refused):
    """The review was answered already."""

    reason = "REVIEW_CLOSED"
    default_message = "Cette demande de vérification a déjà reçu une réponse."


class ReviewNotFound(NotFound):
    """There is no such review."""

    reason = "REVIEW_NOT_FOUND"
    default_message = "Cette demande de vérification n'existe pas ou n'existe plus."


class PersonNotFound(NotFound):
    """There is no such person, or no longer."""

    reason = "PERSON_NOT_FOUND"
    default_message = "Votre espace n'existe pas ou n'existe plus. Reconnectez-vous avec FranceConnect."


class ConnectionNotFound(NotFound):
    """The person has no such connection."""

    reason = "CONNECTION_NOT_FOUND"
    default_message = "Cette connexion n'existe pas ou n'existe plus."


class OrganismeUnknown(NotFound):
    """The suite has no key for this organisme."""

    reason = "ORGANISME_UNKNOWN"
    default_message = "Cet organisme n'est pas relié à Mes droits sociaux."


class LoginExpired(Refused):
    """The attempt is unknown, or older than 15 minutes."""

    reason = "LOGIN_EXPIRED"
    default_message = "Votre connexion a pris trop de temps. Recommencez depuis le bouton FranceConnect."


class LoginAlreadyUsed(Refused):
    """An attempt serves once."""

    reason = "LOGIN_ALREADY_USED"
    default_message = "Cette connexion a déjà servi. Recommencez depuis le bouton FranceConnect."


# FranceConnect+ answers alike to who stops and to who has no account that is strong enough.
DENIED_STRONGER = (
    "La connexion n'a pas abouti : vous l'avez interrompue, ou ce compte ne permet pas une connexion renforcée. "
    "Vous pouvez vous connecter simplement avec FranceConnect."
)


class LoginDenied(Refused):
    """The person stopped at FranceConnect; or, where a stronger login was asked for, has no account for it."""

    reason = "LOGIN_DENIED"
    default_message = "Vous avez interrompu la connexion. Vous pouvez recommencer quand vous voulez."


class LoginRefused(Refused):
    """FranceConnect answered with an OAuth error that the person cannot act on."""

    reason = "LOGIN_REFUSED"
    default_message = "FranceConnect n'a pas pu vous connecter. Recommencez, ou choisissez un autre compte."


class LoginInterrupted(Refused):
    """FranceConnect stopped answering once the code was spent: only a new login can pass."""

    reason = "LOGIN_INTERRUPTED"
    default_message = "FranceConnect s'est interrompu pendant votre connexion. Recommencez dans un instant."


class CodeExpired(Refused):
    """FranceConnect does not take the code any more (30 seconds), or did already."""

    reason = "LOGIN_CODE_EXPIRED"
    default_message = "Le retour de FranceConnect est arrivé trop tard. Recommencez la connexion."


class AssuranceTooLow(Refused):
    """FranceConnect vouches for less than what was asked."""

    reason = "LOGIN_ASSURANCE_TOO_LOW"
    default_message = (
        "Le compte choisi n'est pas assez sûr pour cette démarche. Choisissez un autre compte FranceConnect."
    )


class LoginNotTrusted(Refused):
    """A token of FranceConnect is not what it should be: signature, issuer, audience, nonce, times or subject."""

    reason = "LOGIN_NOT_TRUSTED"
    default_message = "La réponse de FranceConnect n'a pas pu être vérifiée. Par sécurité, recommencez la connexion."


class IdentityIncomplete(Refused):
    """FranceConnect does not say enough to know who it is."""

    reason = "LOGIN_IDENTITY_INCOMPLETE"
    default_message = (
        "FranceConnect n'a pas transmis votre identité complète. Recommencez avec un autre compte FranceConnect."
    )


class FranceConnectDown(Unavailable):
    """FranceConnect does not answer; the same call may pass a moment later."""

    reason = "FRANCECONNECT_UNAVAILABLE"
    default_message = "FranceConnect ne répond pas pour le moment. Réessayez dans un instant."


def redirect_not_registered() -> InvalidInput:
    """FranceConnect would refuse this address too; better said here."""
    return InvalidInput([Violation("redirect_uri", "Cette adresse de retour n'est pas enregistrée.")])


def explanation_missing() -> InvalidInput:
    """A refusal is never given without a reason."""
    return InvalidInput([Violation("explanation", "Expliquez à la personne pourquoi, et ce qu'elle peut faire.")])


def verdict_missing() -> InvalidInput:
    """An agent confirms or refuses."""
    return InvalidInput([Violation("verdict", "Choisissez de confirmer ou de refuser le numéro.")])


def message_too_long() -> InvalidInput:
    """More than what an agent will read."""
    return InvalidInput([Violation("message", "Votre message dépasse 2 000 caractères : raccourcissez-le.")])
