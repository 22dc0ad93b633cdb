"""What happens in the person's browser: authorize, choose an account, consent, come back, log out."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import NoReturn

from sandbox.franceconnect import state
from sandbox.franceconnect.authorization import AuthorizationRequest, bad_format, check_client, read_request
from sandbox.franceconnect.errors import RefusedOnPage, RefusedToClient, redirection
from sandbox.franceconnect.faults import Fault
from sandbox.franceconnect.play import Play
from sandbox.franceconnect.state import Interaction, IssuedCode, Login

IDENTITY_PROVIDERS: dict[str, str] = {
    "impots": "impots.gouv.fr",
    "ameli": "ameli.fr",
    "laposte": "L’Identité Numérique La Poste",
    "msa": "MSA",
}


class FrontChannel:
    """Raises RefusedOnPage and RefusedToClient; every returned address is the client's own."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._state = play.state

    def authorize(self, params: Mapping[str, str], session: str | None) -> Interaction:
        """Opens an interaction, already logged in when single sign-on applies."""
        check_client(params, self._play.settings)
        request = read_request(params, self._play.settings)
        interaction = Interaction(secrets.token_urlsafe(24), request, self._single_sign_on(request, session))
        self._state.interactions.put(interaction.id, interaction)
        return interaction

    def interaction(self, interaction_id: str) -> Interaction:
        found = self._state.interactions.get(interaction_id)
        if found is None:
            raise RefusedOnPage("Y190001", "session_expired", "this interaction is over or unknown")
        return found

    def login(self, interaction_id: str, idp: str, persona_id: str) -> tuple[Interaction, str | None]:
        """Returns the interaction and the new session's id, None above eidas1 where nothing is remembered."""
        interaction = self.interaction(interaction_id)
        persona = self._play.personas.get(persona_id)
        if idp not in IDENTITY_PROVIDERS or persona is None:
            raise bad_format("'idp' and 'persona' must be among those listed")
        requested = interaction.request.acr
        if not persona.franceconnect.acr.covers(requested):
            self._state.interactions.drop(interaction.id)
            raise _denied(interaction, f"identity provider cannot reach the level {requested}")
        login = Login(persona.id, idp, int(self._play.clock()))
        interaction = replace(interaction, login=login)
        self._state.interactions.put(interaction.id, interaction)
        return interaction, self._open_session(login) if requested.allows_sso else None

    def forget_login(self, interaction_id: str, session: str | None) -> Interaction:
        """The person is somebody else: back to the choice of an account."""
        interaction = replace(self.interaction(interaction_id), login=None)
        self._state.interactions.put(interaction.id, interaction)
        if session is not None:
            self._state.sessions.drop(session)
        return interaction

    def consent(self, interaction_id: str, accepted: bool) -> str:
        """The address to send the person to, with the code. Raises RefusedToClient when there is none."""
        interaction = self.interaction(interaction_id)
        if interaction.login is None:
            raise bad_format("log in before consenting")
        self._state.interactions.drop(interaction.id)
        if not accepted or self._play.strikes(Fault.ACCESS_DENIED, interaction.login.persona):
            raise _denied(interaction, "User auth aborted")
        code = self._issue_code(interaction.request, interaction.login)
        answer = {"code": code, "state": interaction.request.state, "iss": self._play.settings.issuer}
        return redirection(interaction.request.redirect_uri, answer)

    def abort(self, interaction_id: str) -> NoReturn:
        """The person goes back to the client without logging in. Raises RefusedToClient."""
        interaction = self.interaction(interaction_id)
        self._state.interactions.drop(interaction.id)
        raise _denied(interaction, "User auth aborted")

    def end_session(self, params: Mapping[str, str], session: str | None) -> str:
        """The registered address to send the person to once logged out."""
        for name in ("id_token_hint", "state", "post_logout_redirect_uri"):
            if not params.get(name):
                raise bad_format(f"missing required parameter '{name}'")
        claims = self._play.keys.read(params["id_token_hint"])
        if claims is None or claims.get("aud") != self._play.settings.client_id:
            raise bad_format("could not validate id_token_hint")
        if params["post_logout_redirect_uri"] not in self._play.settings.post_logout_redirect_uris:
            raise bad_format("post_logout_redirect_uri is not one of the registered addresses")
        if session is not None:
            self._state.sessions.drop(session)
        return redirection(params["post_logout_redirect_uri"], {"state": params["state"]})

    def _single_sign_on(self, request: AuthorizationRequest, session: str | None) -> Login | None:
        if session is None or "login" in request.prompts or not request.acr.allows_sso:
            return None
        return self._state.sessions.get(session)

    def _open_session(self, login: Login) -> str:
        session = secrets.token_urlsafe(32)
        self._state.sessions.put(session, login)
        return session

    def _issue_code(self, request: AuthorizationRequest, login: Login) -> str:
        code = secrets.token_urlsafe(32)
        issued_at = self._play.clock()
        if self._play.strikes(Fault.CODE_EXPIRED, login.persona):
            issued_at -= state.CODE_TTL
        self._state.codes.put(code, IssuedCode(request, login, issued_at))
        return code


def _denied(interaction: Interaction, description: str) -> RefusedToClient:
    request = interaction.request
    return RefusedToClient(request.redirect_uri, request.state, "access_denied", description)
