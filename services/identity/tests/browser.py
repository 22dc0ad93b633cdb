"""A person before their browser, between identity and the played FranceConnect."""

import re
import uuid
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx

from chassis.db import unit_of_work
from services.identity.domain.assurance import Assurance
from services.identity.usecases import login
from services.identity.usecases.login import Opened, Prepared, Return
from services.identity.usecases.parts import Parts

ISSUER = "http://franceconnect.test/api/v2"
CLIENT_ID, SECRET = "suite", "secret"
LOGIN_RETURN = "http://127.0.0.1:8000/connexion/retour"
LOGOUT_RETURN = "http://127.0.0.1:8000/deconnexion/retour"


@dataclass
class Browser:
    """Goes through the pages of FranceConnect as a person would."""

    parts: Parts
    http: httpx.AsyncClient

    async def begin(self, assurance: Assurance = Assurance.LOW) -> Prepared:
        prepared = await login.prepare_login(self.parts, LOGIN_RETURN, assurance)
        async with unit_of_work(self.parts.database) as session:
            await login.begin_login(session, prepared)
        return prepared

    async def visit(self, authorization_url: str, persona: str, decision: str = "accept") -> dict[str, str]:
        """What comes back to the suite: a code and the state, or an error."""
        # A browser of one's own: nobody inherits the session of whoever logged in before.
        self.http.cookies.clear()
        page = await self.http.get(authorization_url)
        page = await self._submit(page, "login", idp="impots", persona=persona)
        if page.status_code == 200:
            page = await self._submit(page, "consent", decision=decision)
        return dict(parse_qsl(urlsplit(page.headers["location"]).query))

    async def _submit(self, page: httpx.Response, form: str, **fields: str) -> httpx.Response:
        action = re.search(rf'action="(/interaction/[^/"]+/{form})"', page.text)
        assert action is not None, page.text
        return await self.http.post(page.url.join(action.group(1)), data=fields)

    async def complete(self, back: dict[str, str], request_id: str = "") -> Opened:
        """What CompleteLogin does with what came back."""
        request_id = request_id or str(uuid.uuid4())
        returned = Return(back["state"], request_id, back.get("code", ""), back.get("error", ""))
        attempt = await login.claim_attempt(self.parts, returned)
        assert attempt is not None
        logged_in = await login.identify(self.parts, attempt, returned.code)
        async with unit_of_work(self.parts.database) as session:
            return await login.record_login(self.parts, session, attempt.login_id, logged_in)

    async def log_in(self, persona: str = "marie", assurance: Assurance = Assurance.LOW) -> Opened:
        """From the click to the connection."""
        prepared = await self.begin(assurance)
        return await self.complete(await self.visit(prepared.authorization_url, persona))

    async def arm(self, fault: str) -> None:
        """Something goes wrong at FranceConnect, once."""
        response = await self.http.post("/faults", json={"fault": fault})
        assert response.status_code == 201, response.text
