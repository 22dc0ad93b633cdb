"""The authorization request: what is accepted, and how what is not accepted is refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.franceconnect.errors import RefusedOnPage, RefusedToClient
from sandbox.franceconnect.levels import Level, requested_level
from sandbox.franceconnect.pivot import CLAIMS_BY_SCOPE
from sandbox.franceconnect.settings import Settings

# FranceConnect's partner documentation: state and nonce have 22 characters at least.
MINIMUM_LENGTH = 22
_REQUIRED = ("client_id", "redirect_uri", "response_type", "scope", "acr_values", "state", "nonce")
_PROMPTS = {"login", "consent"}


@dataclass(frozen=True)
class AuthorizationRequest:
    """A valid request. `scopes`: the known ones, in the order asked."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    acr: Level
    prompts: frozenset[str]


def bad_format(description: str) -> RefusedOnPage:
    return RefusedOnPage("Y030007", "invalid_request", description)


def check_client(params: Mapping[str, str], settings: Settings) -> None:
    """Whatever makes a redirection unsafe, or that FranceConnect shows itself. Raises RefusedOnPage."""
    for name in _REQUIRED:
        if name not in params:
            raise bad_format(f"missing required parameter '{name}'")
    if params["client_id"] != settings.client_id:
        raise RefusedOnPage("Y030106", "invalid_client", "client is not registered")
    if params["redirect_uri"] not in settings.redirect_uris:
        raise RefusedOnPage("Y030118", "invalid_redirect_uri", "redirect_uri is not one of the registered addresses")
    for name in ("state", "nonce"):
        if len(params[name]) < MINIMUM_LENGTH:
            raise bad_format(f"'{name}' must have at least {MINIMUM_LENGTH} characters")
    if "prompt" in params and not _prompts(params):
        raise bad_format("'prompt' must be made of 'login' and 'consent'")


def read_request(params: Mapping[str, str], settings: Settings) -> AuthorizationRequest:
    """The request of a checked client. Raises RefusedToClient."""
    asked = params["scope"].split()
    refused = _refusal(params, asked)
    if refused is not None:
        raise RefusedToClient(params["redirect_uri"], params["state"], *refused)
    return AuthorizationRequest(
        client_id=params["client_id"],
        redirect_uri=params["redirect_uri"],
        scopes=tuple(dict.fromkeys(scope for scope in asked if scope in CLAIMS_BY_SCOPE)),
        state=params["state"],
        nonce=params["nonce"],
        acr=requested_level(params["acr_values"], settings.levels),
        prompts=_prompts(params),
    )


def _refusal(params: Mapping[str, str], scopes: list[str]) -> tuple[str, str] | None:
    """Error and description, in the order in which FranceConnect's own tests expect them."""
    if params["response_type"] != "code":
        return "unsupported_response_type", "unsupported response_type requested"
    for name in ("request", "request_uri"):
        if name in params:
            return f"{name}_not_supported", f"{name} parameter is not supported"
    if "openid" not in scopes:
        return "invalid_request", "openid scope must be requested when using the acr_values parameter"
    return None


def _prompts(params: Mapping[str, str]) -> frozenset[str]:
    asked = frozenset(params.get("prompt", "").split())
    return asked if asked <= _PROMPTS else frozenset()
