"""The refusals of this service, each with the sentence that the person reads."""

from chassis.errors import Forbidden, InvalidInput, NotFound, Refused, StaleState


class InvalidChange(InvalidInput):
    """The change cannot be written as it stands; every fault is named at once."""

    reason = "INVALID_CHANGE"
    default_message = "Certaines informations sont à compléter ou à corriger."


class FactNotFound(NotFound):
    """No such fact, or another person's."""

    reason = "FACT_NOT_FOUND"
    default_message = "Cette information n'existe pas ou plus."


class DeclarationNotFound(NotFound):
    """No such declaration, or another person's."""

    reason = "DECLARATION_NOT_FOUND"
    default_message = "Cette déclaration n'existe pas."


class DeliveryNotFound(NotFound):
    """No such delivery, or another person's."""

    reason = "DELIVERY_NOT_FOUND"
    default_message = "Cet envoi n'existe pas."


class StaleVersion(StaleState):
    """The fact has a later version than the one the person saw."""

    reason = "STALE_VERSION"
    default_message = "Cette information a changé depuis que vous l'avez affichée. Relisez-la avant de continuer."


class StalePreview(StaleState):
    """What would be sent is no longer what the person confirmed."""

    reason = "STALE_PREVIEW"
    default_message = "Ce qui serait envoyé a changé depuis l'aperçu. Relisez l'aperçu avant de confirmer."


class AlreadyTold(Refused):
    """The fact as it stands says this already, word for word; the person did not say that they want it sent again."""

    reason = "ALREADY_TOLD"
    default_message = "Vous avez déjà déclaré exactement cela. Pour l'envoyer une seconde fois, confirmez-le."


class FactAnnulled(Refused):
    """An annulled fact accepts nothing more."""

    reason = "FACT_ANNULLED"
    default_message = (
        "Cette information a été annulée : elle ne peut plus changer. Vous pouvez en déclarer une nouvelle."
    )


class FactAlreadyEnded(Refused):
    """An ended fact can be corrected or annulled, not ended again."""

    reason = "FACT_ALREADY_ENDED"
    default_message = "Cette information a déjà une fin. Pour changer la date de fin, corrigez-la."


class DeliveryNotDead(Refused):
    """Only a delivery that could not be delivered is sent again."""

    reason = "DELIVERY_NOT_DEAD"
    default_message = "Cet envoi suit son cours : il n'y a rien à renvoyer."


class LaterVersionSent(Refused):
    """What could not be delivered is no longer what the fact says."""

    reason = "LATER_VERSION_SENT"
    default_message = "Une version plus récente a été envoyée : il n'y a plus lieu de renvoyer celle-ci."


class NoBasisAnyMore(Refused):
    """The organisme may no longer receive this fact, or has no file of the person any more."""

    reason = "NO_BASIS_ANY_MORE"
    default_message = (
        "Cet organisme n'a plus le droit de recevoir cette information : elle ne peut pas lui être renvoyée."
    )


class DirectoryUnknown(Refused):
    """Identity has not resolved yet where the person has files."""

    reason = "DIRECTORY_UNKNOWN"
    default_message = (
        "Nous ne savons pas encore quels organismes vous suivent. "
        "Réessayez une fois votre numéro de sécurité sociale vérifié."
    )


class ControlRefused(Refused):
    """A check that cannot be taken as it stands."""

    reason = "CONTROL_REFUSED"
    default_message = "Ce contrôle ne peut pas être retenu."


class ForeignDelivery(Forbidden):
    """An organisme spoke of a delivery that is not its own."""

    reason = "FOREIGN_DELIVERY"
    default_message = "Cet envoi n'est pas destiné à cet organisme."
