"""The page that shows what was sent, its JSON for tests, what a test decides, and the push service's endpoint."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, ConfigDict, Field

from sandbox.providers.browsers import Pushed, PushService
from sandbox.providers.gateway import GatewayServer
from sandbox.providers.house import House
from sandbox.providers.mail import MailServer
from sandbox.providers.recipients import Conduct
from sandbox.providers.shown import Shown
from sandbox.providers.store import Store

_HERE = Path(__file__).parent
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Row = dict[str, Any]


class Setting(BaseModel):
    """What to change of a house; a field left out keeps its value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mail_down: bool | None = None
    gateway_down: bool | None = None
    latency_ms: int | None = Field(default=None, ge=0, le=60_000)


class Leap(BaseModel):
    """Seconds that pass at once, for what is told later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(gt=0, le=366 * 86_400)


class Report(BaseModel):
    """What a house tells of a delivery from now on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    delivery_id: str
    outcome: Literal["DELIVERED", "TEMPORARY_FAILURE", "PERMANENT_FAILURE", "RETURNED"]


@dataclass(frozen=True)
class Played:
    """One house and its two servers."""

    house: House
    mail: MailServer
    gateway: GatewayServer

    def shown(self) -> Row:
        return {
            "house": self.house.name,
            "mail_down": not self.mail.up,
            "gateway_down": not self.gateway.up,
            "latency_ms": round(self.house.latency * 1000),
        }


def create_page(store: Store, houses: Sequence[Played], push: PushService) -> FastAPI:
    """The whole of it, without a lock: it listens on this machine only."""
    app = FastAPI(title="Prestataires d'envoi joués", docs_url=None, redoc_url=None, openapi_url=None)
    shown = Shown(store)
    app.include_router(_pages(shown, houses))
    app.include_router(_json(shown, store))
    app.include_router(_admin(store, houses))
    app.include_router(_push(push))
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    app.middleware("http")(_with_headers)
    return app


async def _with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    response.headers.update(_HEADERS)
    return response


def _pages(shown: Shown, houses: Sequence[Played]) -> APIRouter:
    routes, templates = APIRouter(), Jinja2Templates(_HERE / "templates")

    @routes.get("/")
    async def every_one(request: Request, recipient: str = "") -> HTMLResponse:
        told = {
            "sent": shown.sent(recipient=recipient),
            "houses": [each.shown() for each in houses],
            "recipient": recipient,
        }
        return templates.TemplateResponse(request, "sent.html", told)

    @routes.get("/sent/{position}")
    async def one(request: Request, position: int) -> HTMLResponse:
        found = shown.one(position)
        if found is None:
            raise HTTPException(404, "Aucun envoi ne porte ce numéro.")
        return templates.TemplateResponse(request, "one.html", {"one": found})

    @routes.get("/sent/{position}/lettre.pdf")
    async def letter(position: int) -> Response:
        found = shown.letter(position)
        if found is None:
            raise HTTPException(404, "Aucune lettre ne porte ce numéro.")
        return Response(found, media_type="application/pdf")

    return routes


def _json(shown: Shown, store: Store) -> APIRouter:
    routes = APIRouter(prefix="/api")

    @routes.get("/sent")
    async def sent(recipient: str = "", delivery_id: str = "", limit: int = 200) -> list[Row]:
        return shown.sent(recipient=recipient, delivery_id=delivery_id, limit=limit)

    @routes.get("/totals")
    async def totals() -> dict[str, int]:
        return shown.totals()

    @routes.delete("/sent")
    async def forget() -> Row:
        return {"forgotten": store.write("DELETE FROM sent") + store.write("DELETE FROM reports")}

    return routes


class _Named:
    """The houses by name."""

    def __init__(self, houses: Sequence[Played]) -> None:
        self._houses = {each.house.name: each for each in houses}

    def __getitem__(self, name: str) -> Played:
        if name not in self._houses:
            raise HTTPException(404, "Cette maison n'existe pas.")
        return self._houses[name]


def _admin(store: Store, houses: Sequence[Played]) -> APIRouter:
    routes, named = APIRouter(prefix="/admin"), _Named(houses)

    @routes.get("/houses")
    async def every_house() -> list[Row]:
        return [each.shown() for each in houses]

    @routes.put("/houses/{name}")
    async def change(name: str, setting: Setting) -> Row:
        played = named[name]
        await _switch(played.mail, setting.mail_down)
        await _switch(played.gateway, setting.gateway_down)
        if setting.latency_ms is not None:
            played.house.latency = setting.latency_ms / 1000
        return played.shown()

    @routes.post("/time")
    async def leap(leap: Leap) -> Row:
        store.leap(leap.seconds)
        return {"now": store.now()}

    @routes.post("/houses/{name}/reports")
    async def tell(name: str, report: Report) -> Row:
        named[name].house.tell(report.delivery_id, report.outcome)
        return report.model_dump()

    return routes


async def _switch(server: MailServer | GatewayServer, down: bool | None) -> None:
    if down is True:
        await server.stop()
    elif down is False:
        await server.start()


def _push(push: PushService) -> APIRouter:
    routes = APIRouter(prefix="/push")

    @routes.post("/browsers")
    async def subscribe(conduct: Conduct = Conduct.DELIVER) -> dict[str, str]:
        return push.subscribe(conduct)

    @routes.post("/{subscription_id}")
    async def receive(subscription_id: str, request: Request) -> Response:
        headers = request.headers
        pushed = Pushed(await request.body(), headers.get("authorization", ""), headers.get("topic", ""))
        status = await push.receive(subscription_id, pushed)
        if status == 0:
            # Cut in the middle: less than was announced, and the server closes the connection.
            return Response(status_code=201, headers={"content-length": "10"})
        return Response(status_code=status)

    return routes
