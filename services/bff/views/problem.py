"""The screen and the JSON of a refusal (RFC 9457): what happened, which field, and what to do now."""

from chassis.errors import Kind, Problem
from services.bff.facts import json_path
from services.bff.views.assurance import STEP_UP
from services.bff.views.base import Link, View

# gRPC says what sort of refusal it is; HTTP has its own number for each.
STATUS = {
    Kind.INVALID: 422,
    Kind.NOT_FOUND: 404,
    Kind.EXISTS: 409,
    Kind.STALE: 409,
    Kind.REFUSED: 409,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.EXHAUSTED: 429,
    Kind.UNAVAILABLE: 503,
    Kind.TIMED_OUT: 504,
    Kind.INTERNAL: 500,
}
_TITLES = {
    400: "Demande illisible",
    401: "Connexion nécessaire",
    403: "Accès refusé",
    404: "Introuvable",
    405: "Action impossible ici",
    406: "Format non disponible",
    409: "Action impossible pour le moment",
    412: "Informations modifiées entre-temps",
    413: "Envoi trop volumineux",
    415: "Format non accepté",
    421: "Adresse inconnue",
    422: "Informations à corriger",
    429: "Trop de demandes",
    500: "Erreur de notre côté",
    503: "Service momentanément indisponible",
    504: "Réponse trop longue",
}
# Where a refusal is explained, by its reason.
_EXPLAINED = "/problemes/"
_LOGIN = Link(text="Se connecter avec FranceConnect", href="/connexion")
_LOGIN_AGAIN = Link(text="Réessayer avec FranceConnect", href="/connexion")
# What an interrupted login may have met: trying again is what is left.
_INTERRUPTING = frozenset({Kind.UNAVAILABLE, Kind.TIMED_OUT, Kind.INTERNAL})
_ACTIONS = {
    "ASSURANCE_TOO_LOW": STEP_UP,
    "LOGIN_ASSURANCE_TOO_LOW": Link(text="Choisir un autre compte", href=STEP_UP.href),
    "NIR_REQUIRED": Link(text="Indiquer mon numéro de sécurité sociale", href="/premiere-connexion"),
    "ALREADY_ASKED": Link(text="Voir mes demandes", href="/demandes"),
    # The form that asks for a person: a browser opens what it is folded in.
    "TOO_MANY_NIR_ATTEMPTS": Link(text="Demander qu'une personne vérifie", href="/premiere-connexion#message"),
}
# They lead to a stronger login, which is not offered everywhere.
_STRONGER = ("ASSURANCE_TOO_LOW", "LOGIN_ASSURANCE_TOO_LOW")


class FieldError(View):
    """One field to correct, by its path in what was sent (`content.postal_code`)."""

    field: str
    message: str


class ProblemView(View):
    """A refusal. `type` is where it is explained, `reason` is its stable name, `trace_id` is what to quote to our team."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    trace_id: str
    errors: tuple[FieldError, ...] = ()
    retry_in_seconds: int | None = None
    action: Link | None = None


def problem_view(
    problem: Problem, trace_id: str, *, status: int | None = None, step_up: bool = False, login: bool = False
) -> ProblemView:
    """A refusal as a person reads it. `step_up`: whether a stronger login is offered; `login`: whether it met somebody on their way in."""
    status = status or getattr(problem, "http_status", None) or STATUS[problem.kind]
    return ProblemView(
        type=f"{_EXPLAINED}{problem.reason.lower().replace('_', '-')}",
        title=_TITLES.get(status, "Demande refusée"),
        status=status,
        detail=problem.message,
        reason=problem.reason,
        trace_id=trace_id,
        errors=tuple(FieldError(field=json_path(v.field), message=v.description) for v in problem.violations),
        retry_in_seconds=None if problem.retry_in is None else max(1, round(problem.retry_in)),
        action=_LOGIN_AGAIN if login and problem.kind in _INTERRUPTING else _action(problem, step_up=step_up),
    )


def explained(slug: str, status: int, text: str) -> ProblemView:
    """What a refusal means, whoever met it: the last part of its `type`, its status and what happened."""
    reason = slug.upper().replace("-", "_")
    title = _TITLES.get(status, "Demande refusée")
    return ProblemView(type=_EXPLAINED + slug, title=title, status=status, detail=text, reason=reason, trace_id="")


def _action(problem: Problem, *, step_up: bool) -> Link | None:
    if not step_up and problem.reason in _STRONGER:
        return None
    if problem.reason.startswith("LOGIN_") or problem.kind is Kind.UNAUTHENTICATED:
        return _ACTIONS.get(problem.reason, _LOGIN)
    if elsewhere := problem.metadata.get("service_url"):
        return Link(text="Faire ma demande sur le site de l'organisme", href=elsewhere)
    return _ACTIONS.get(problem.reason)
