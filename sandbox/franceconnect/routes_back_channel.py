"""Routes of the client: token, userinfo, keys, discovery."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response

from sandbox.franceconnect.back_channel import BackChannel
from sandbox.franceconnect.routes_interaction import parameters

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def back_channel_routes(back: BackChannel) -> APIRouter:
    router = APIRouter()

    @router.post("/api/v2/token")
    async def token(request: Request) -> Response:
        return JSONResponse(await back.token(await parameters(request)), headers=NO_STORE)

    @router.api_route("/api/v2/userinfo", methods=["GET", "POST"])
    async def userinfo(authorization: Annotated[str | None, Header()] = None) -> Response:
        return Response(await back.userinfo(authorization), headers=NO_STORE, media_type="application/jwt")

    @router.get("/api/v2/jwks")
    async def jwks() -> dict[str, Any]:
        return back.jwks()

    @router.get("/api/v2/.well-known/openid-configuration")
    @router.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return back.discovery()

    return router
