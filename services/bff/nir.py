"""The NIR, told once: how often it may be tried, and what the session learns from it."""

from chassis.errors import Exhausted
from services.bff.clients import Voice
from services.bff.edge import Edge
from services.bff.screens.identity import declare_nir
from services.bff.session import Session
from services.bff.views.identity import CertificationView


class TooManyNirs(Exhausted):
    """Somebody tries one number after another."""

    reason = "TOO_MANY_NIR_ATTEMPTS"
    default_message = "Vous avez essayé plusieurs numéros. Attendez avant de réessayer, ou demandez qu'une personne vérifie votre identité."


async def tell_nir(edge: Edge, session: Session, voice: Voice, nir: str, request_id: str) -> CertificationView:
    """Tells the NIR; a session whose NIR is certified opens the rest. Raises TooManyNirs."""
    if wait := edge.limits.nir.take(voice.person_id):
        raise TooManyNirs(retry_in=wait)
    certification = await declare_nir(voice, nir, request_id)
    if certification.state == "certified":
        who = voice.who.model_copy(update={"certified": True})
        await edge.sessions.learn(session, who=who)
    return certification
