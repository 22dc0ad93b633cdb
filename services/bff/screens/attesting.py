"""« Mes attestations »: what the person's organismes attest, and the document that is made of one."""

from datetime import datetime
from functools import partial

from chassis.errors import NotFound
from services.bff.clients import Voice
from services.bff.screens.documents import document
from services.bff.screens.prefill import day_of
from services.bff.screens.produced import Making, keep
from services.bff.screens.rights import attestations
from services.bff.synthesis.attesting import words_of, write_attestation
from services.bff.views.documents import DocumentView
from services.bff.views.french import day
from services.bff.views.money import AttestationView

_TYPE = "attestation-droits"
_PAGE = 200


class NoSuchAttestation(NotFound):
    """None of the person's organismes gives it now, or it wants a stronger login."""

    reason = "ATTESTATION_NOT_FOUND"
    default_message = (
        "Cette attestation n'est pas disponible maintenant. Elle l'est peut-être avec une connexion plus forte."
    )


async def attest(
    voice: Voice, organisme: str, attestation_id: str, public_url: str, moment: datetime
) -> DocumentView:  # fmt: skip
    """The document of an attestation, among the person's own. Raises NoSuchAttestation."""
    shown, day_text = await _found(voice, organisme, attestation_id), day(day_of(moment))
    whose = voice.who.display_name
    making = Making(
        _TYPE, words_of(shown, whose, public_url, day_text), partial(write_attestation, shown, whose, public_url, day_text)
    )  # fmt: skip
    return await document(voice, (await keep(voice, making)).document_id)


async def _found(voice: Voice, organisme: str, attestation_id: str) -> AttestationView:
    token = ""
    while True:
        page = await attestations(voice, _PAGE, token)
        for one in page.attestations:
            if (one.organisme, one.attestation_id) == (organisme, attestation_id):
                return one
        if not page.next_page_token:
            raise NoSuchAttestation
        token = page.next_page_token
