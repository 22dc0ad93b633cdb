"""The refusals of this service, each with the sentence that the person reads."""

from chassis.errors import InvalidInput, NotFound, Problem, Refused, StaleState


class DocumentNotFound(NotFound):
    """No such document, or another person's."""

    reason = "DOCUMENT_NOT_FOUND"
    default_message = "Ce document n'existe pas ou plus."


class UploadNotFound(NotFound):
    """No such file, or another person's."""

    reason = "UPLOAD_NOT_FOUND"
    default_message = "Ce fichier n'existe pas ou plus."


class NotAdmissible(Refused):
    """The rulebook refuses it before it is sent; the message is its explanation, the metadata its reason and its rule."""

    reason = "NOT_ADMISSIBLE"
    default_message = "Ce document ne peut pas être déposé ici."


class OrganismeUnknown(InvalidInput):
    """No organisme bears this id: nothing could be brought to it."""

    field = "purpose.organisme"
    reason = "ORGANISME_UNKNOWN"
    default_message = "Cet organisme n'existe pas dans la suite. Choisissez-en un autre."


class DateToCome(InvalidInput):
    """A time limit would run from a day that has not come: the person would believe that they have longer than they have."""

    field = "document_date"
    reason = "DATE_TO_COME"
    default_message = "Cette date n'est pas encore passée. Écrivez la date à laquelle le document a été établi."


class OffsetMismatch(StaleState):
    """A chunk that does not begin where the file stands: the metadata says where to resume."""

    reason = "OFFSET_MISMATCH"
    default_message = "L'envoi reprend là où il s'était arrêté."


class ChunkDamaged(InvalidInput):
    """What came is not what was sent: it is sent again."""

    field = "sha256"
    reason = "CHUNK_DAMAGED"
    default_message = "Une partie du fichier est arrivée abîmée. Elle va être renvoyée."


class ChunkTooLarge(InvalidInput):
    """A chunk has at most 1 MiB."""

    field = "content"
    reason = "CHUNK_TOO_LARGE"
    default_message = "Cette partie du fichier est trop grande."


class ChunkOverflows(InvalidInput):
    """More came than what was announced for this file."""

    field = "content"
    reason = "CHUNK_OVERFLOWS"
    default_message = "Le fichier est plus long qu'annoncé. Recommencez son envoi."


class FileTooLarge(InvalidInput):
    """The file is larger than its organisme takes."""

    field = "length"
    reason = "FILE_TOO_LARGE"
    default_message = "Ce fichier est trop lourd. Prenez la photo avec une qualité plus basse."


class TooManyFiles(InvalidInput):
    """The document has as many files, or bytes, as one may have."""

    field = "document_id"
    reason = "TOO_MANY_FILES"
    default_message = "Ce document a trop de fichiers. Réunissez-les, ou déposez-le en deux fois."


class DepositClosed(Refused):
    """Nothing is added to a deposit that is complete, or given up."""

    reason = "DEPOSIT_CLOSED"
    default_message = "Cet envoi est déjà terminé : on ne peut plus rien y ajouter."


class DepositIncomplete(Refused):
    """A file is missing, or has not wholly come."""

    reason = "DEPOSIT_INCOMPLETE"
    default_message = "Il manque une partie du document. Reprenez l'envoi, puis terminez-le."


class NotInReview(Refused):
    """No person is asked about this document any more."""

    reason = "NOT_IN_REVIEW"
    default_message = "Ce document n'attend plus de vérification."


class VerdictIncomplete(InvalidInput):
    """A verdict is PASSED or FAILED, and a refusal says why."""

    field = "outcome"
    reason = "VERDICT_INCOMPLETE"
    default_message = "Dites si le document est accepté ou refusé, et pourquoi s'il est refusé."


class ContentUnavailable(Refused):
    """There is nothing to read: not checked yet, refused, or erased."""

    reason = "CONTENT_UNAVAILABLE"
    default_message = "Le contenu de ce document n'est pas disponible."


class ContentDamaged(Problem):
    """A part is gone, or is not what was kept there: altered, or sealed with a key that is lost. No retry mends it."""

    reason = "CONTENT_DAMAGED"


class NotReusable(Refused):
    """An identity title is deposited for one recipient, and what was refused or erased is not sent again."""

    reason = "NOT_REUSABLE"
    default_message = "Ce document ne peut pas resservir. Déposez-le de nouveau."


class CodeUnknown(InvalidInput):
    """The code was not drawn here, or is another document's."""

    field = "code"
    reason = "CODE_UNKNOWN"
    default_message = "Ce code de vérification n'est pas valable."


class SubjectInvalid(InvalidInput):
    """What a document will say is known by a SHA-256, or not at all."""

    field = "subject_sha256"
    reason = "SUBJECT_INVALID"
    default_message = "Cette empreinte n'en est pas une."


class ProducedInvalid(InvalidInput):
    """The type is none that the suite produces, or the file is empty or larger than 1 MiB."""

    field = "content"
    reason = "PRODUCED_INVALID"
    default_message = "Ce document ne peut pas être conservé."


class NotMarked(Refused):
    """The copy of an identity title could not be marked for its recipient: a person looks at it."""

    reason = "NOT_MARKED"
    default_message = "La copie de ce titre n'a pas pu être protégée."
