"""The NIR, told once: how often it may be tried, and what the session learns from it."""

from chassis.errors import Exhausted, InvalidInput, Problem
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.screens.identity import declare_nir
from services.bff.session import Session
from services.bff.views.identity import CertificationView

_CERTIFIED_ALREADY = "NIR_ALREADY_CERTIFIED"


class TooManyNirs(Exhausted):
    """Somebody tries one number after another."""

    reason = "TOO_MANY_NIR_ATTEMPTS"
    default_message = "Vous avez essayé plusieurs numéros. Attendez avant de réessayer, ou demandez qu'une personne vérifie votre identité."


async def tell_nir(edge: Edge, session: Session, voice: Voice, nir: str, request_id: str) -> CertificationView:
    """Tells the NIR; a session whose NIR is certified opens the rest. Raises TooManyNirs, and what identity refuses."""
    if wait := edge.limits.nir.take(voice.person_id):
        raise TooManyNirs(retry_in=wait)
    try:
        certification = await declare_nir(voice, nir, request_id)
    except Problem as refused:
        if isinstance(refused, InvalidInput) or refused.reason == _CERTIFIED_ALREADY:
            _spare(edge, voice)
        raise
    if certification.state == "certified":
        if voice.who.certified:
            _spare(edge, voice)
        who = voice.who.model_copy(update={"certified": True})
        await edge.sessions.learn(session, who=who)
    return certification


def _spare(edge: Edge, voice: Voice) -> None:
    # A number with a slip, or one that is certified already: no organisme was asked whose it is.
    edge.limits.nir.give_back(voice.person_id)
