"""The refusals of this service, each with the sentence that the person reads."""

from chassis.errors import Exhausted, InvalidInput, NotFound, Refused, StaleState, Violation


class MessageNotFound(NotFound):
    """No such message, or another person's."""

    reason = "MESSAGE_NOT_FOUND"
    default_message = "Ce message n'existe pas ou n'existe plus."


class NotATask(Refused):
    """Only a task is done, or to be done again."""

    reason = "NOT_A_TASK"
    default_message = "Ce message ne demande rien : il n'y a rien à marquer comme fait."


class TaskOver(Refused):
    """It no longer holds: nothing can be said of it any more."""

    reason = "TASK_OVER"
    default_message = "Cette tâche n'est plus à faire : sa date est passée, ou elle ne vous concerne plus."


class StalePreferences(StaleState):
    """They changed since they were read."""

    reason = "STALE_PREFERENCES"
    default_message = "Vos préférences ont changé depuis que vous les avez affichées. Relisez-les avant de continuer."


class WrongField(InvalidInput):
    """One field that cannot be accepted."""

    def __init__(self, field: str, description: str) -> None:
        super().__init__([Violation(field, description)])


class TooManyCodes(Exhausted):
    """Codes were sent again and again; the address may be somebody else's."""

    reason = "TOO_MANY_CODES"
    default_message = "Trop de codes ont été envoyés. Réessayez dans une heure."


class NoCodeWaited(Refused):
    """No code was sent, or it holds no longer."""

    reason = "NO_CODE_WAITED"
    default_message = "Ce code n'est plus valable. Demandez-en un nouveau."


class WrongCode(InvalidInput):
    """Not the code that was sent."""

    field = "code"
    reason = "WRONG_CODE"
    default_message = "Ce code n'est pas le bon. Vérifiez-le et recommencez."


class UnknownOrigin(InvalidInput):
    """A browser's push service that this suite does not know: it would be sent whatever address it was told."""

    field = "endpoint"
    reason = "UNKNOWN_PUSH_ORIGIN"
    default_message = "Le service d'alertes de ce navigateur n'est pas pris en charge."


class TooManyBrowsers(Refused):
    """A person has only so many."""

    reason = "TOO_MANY_BROWSERS"
    default_message = "Vous avez déjà activé les alertes sur beaucoup de navigateurs. Retirez-en un."


class DeliveryNotFound(NotFound):
    """No such delivery."""

    reason = "DELIVERY_NOT_FOUND"
    default_message = "Cet envoi n'existe pas."


class DeliveryNotRetried(Refused):
    """It was not given up, or what it told no longer holds."""

    reason = "DELIVERY_NOT_RETRIED"
    default_message = "Cet envoi n'a pas échoué, ou ce qu'il annonçait ne vaut plus."


class UnreadableMessage(ValueError):
    """What an organisme writes cannot be shown; says why, in plain French."""


class UnknownRecipient(NotFound):
    """An organisme writes to somebody whom it has not in its files here."""

    reason = "UNKNOWN_RECIPIENT"
    default_message = "Cet organisme écrit à une personne que nous ne pouvons rattacher à personne."
