"""What the routes have in common: the prefix, the parameters, and the refusals that OpenAPI must know of."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chassis.db import new_id
from services.bff.access import GuardedRoute
from services.bff.problems import MEDIA_TYPE

PREFIX = "/api/v1"
# Somebody's words: no control character has a place in them.
_WORDS = r"^[^\x00-\x1f\x7f]*$"
_KEY = r"^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
_DESCRIPTIONS = {
    400: "Le corps de la demande est illisible.",
    401: "Personne n'est connecté, ou la session est terminée.",
    403: "La personne n'a pas cet accès, ou la demande ne vient pas d'une page du portail.",
    404: "Cet élément n'existe pas pour cette personne.",
    405: "Cette méthode n'existe pas à cette adresse.",
    409: "L'action n'est pas possible en l'état.",
    412: "L'aperçu confirmé n'est plus à jour, ou le protocole demandé n'est pas le nôtre.",
    413: "Le corps dépasse ce que cette adresse accepte : 256 Ko, sauf pour les fichiers.",
    415: "Le corps n'a pas le format attendu.",
    421: "Le nom d'hôte n'est pas le nôtre.",
    422: "Un champ ne peut pas être accepté : `errors` dit lequel et pourquoi.",
    460: "La partie reçue n'a pas l'empreinte annoncée : rien n'en est gardé.",
    429: "Trop de demandes : `Retry-After` dit quand revenir.",
    500: "Erreur de notre côté.",
    503: "Un service dont nous avons besoin ne répond pas.",
    504: "La réponse a mis trop de temps.",
}
_ALWAYS = (400, 405, 413, 421, 422, 429, 500, 503, 504)


class Page(BaseModel):
    """Which page of a list."""

    model_config = ConfigDict(extra="forbid")

    page_size: int = Field(0, ge=0, le=200, description="Nombre d'éléments ; 0 : 50.")
    page_token: str = Field(
        "", max_length=1000, pattern=r"^[A-Za-z0-9_-]*$", description="`next_page_token` de la page précédente."
    )


Words = Annotated[str, StringConstraints(pattern=_WORDS)]
# The key of a change that must not be made twice, drawn by the client.
RequiredKey = Annotated[str, Header(alias="Idempotency-Key", pattern=_KEY)]


def _key_or_new(given: RequiredKey = "") -> str:
    return given or new_id()


# The same, for what does no harm when it is made twice.
Key = Annotated[str, Depends(_key_or_new)]


def router(tag: str) -> APIRouter:
    """A router of the API, whose routes say who may use them."""
    return APIRouter(
        prefix=PREFIX, tags=[tag], route_class=GuardedRoute, generate_unique_id_function=lambda route: route.name
    )


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route refuses: as every route does, and in its own ways."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemView"}}}
    return {
        status: {"description": _DESCRIPTIONS[status], "content": content} for status in sorted({*_ALWAYS, *statuses})
    }


OF_A_PERSON = refusals(401, 403)
