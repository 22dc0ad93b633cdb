"""The admin routes about one person: what they did at the counter, and what an organisme writes to them."""

import time
from datetime import date
from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict

from sandbox.organismes.duties import Done, Duties
from sandbox.organismes.errors import PersonUnknown
from sandbox.organismes.messages import Correspondence, Written
from sandbox.organismes.vocabulary import OrganismeId

_UNKNOWN = "Cet organisme ne connaît pas cette personne : qu'elle se connecte d'abord au portail."


class AskedBy(BaseModel):
    """Something to confirm by a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due: date


class DoneUntil(BaseModel):
    """Everything due by then was done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    until: date


def person_routes(duties: Duties, correspondence: Correspondence) -> APIRouter:
    """Development only, like the rest of the admin route."""
    routes = APIRouter()
    routes.include_router(_duty_routes(duties))
    routes.include_router(_message_routes(correspondence))
    return routes


def _duty_routes(duties: Duties) -> APIRouter:
    routes = APIRouter(prefix="/organismes/{organisme}/duties/{persona}/{benefit}")

    @routes.post("")
    async def ask(organisme: OrganismeId, persona: str, benefit: str, what: AskedBy) -> dict[str, str]:
        duties.ask(organisme, persona, benefit, what.due)
        return {"due": what.due.isoformat()}

    @routes.put("")
    async def done(organisme: OrganismeId, persona: str, benefit: str, what: DoneUntil) -> dict[str, str]:
        duties.mark(organisme, persona, benefit, Done(what.until, time.time()))
        return {"done": what.until.isoformat()}

    return routes


def _message_routes(correspondence: Correspondence) -> APIRouter:
    routes = APIRouter(prefix="/organismes/{organisme}/messages/{persona}")

    @routes.put("")
    async def write(organisme: OrganismeId, persona: str, written: Written) -> dict[str, str]:
        try:
            correspondence.put(organisme, persona, written, time.time())
        except PersonUnknown as unknown:
            raise HTTPException(404, _UNKNOWN) from unknown
        return {"reference": written.reference}

    @routes.delete("/{reference}")
    async def take_back(
        organisme: OrganismeId, persona: str, reference: str, reason: Literal["DONE", "VOID"] = "VOID"
    ) -> dict[str, str]:
        try:
            correspondence.withdraw(organisme, persona, reference, reason)
        except PersonUnknown as unknown:
            raise HTTPException(404, _UNKNOWN) from unknown
        return {"reference": reference}

    return routes
