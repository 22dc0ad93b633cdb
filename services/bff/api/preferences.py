"""How the person wants to be reached: channels, addresses, browsers, and who may write here."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Header
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.bff.access import Access, ThePerson, declared
from services.bff.api.describe import OF_A_PERSON, Key, RequiredKey, Words, refusals, router
from services.bff.api.etags import one_etag
from services.bff.screens import preferences as screens
from services.bff.screens.preferences import Browser, Wanted
from services.bff.views.preferences import AddressView, AwaitedCodeView, PreferencesView

routes = router("alertes")
_SET = declared(Access.CERTIFIED, "set_alerts")
_NO_ETAG = "L'`etag` des préférences que vous avez lues est attendu ici, ou dans l'en-tête If-Match."
_Kind = Literal["task", "notice", "organisme"]
_Channel = Literal["email", "sms", "push", "letter"]
_Addressed = Literal["email", "sms"]
_Organisme = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,40}$")]
_Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{16,200}=*$")]
_IfMatch = Annotated[str, Header(alias="If-Match", max_length=200)]


class Chosen(BaseModel):
    """What is wanted from now on. `channels`: what is not there is no longer wanted; `consents`: what is not there stays as it is.

    `escalation`: letters and calls may come when a right may lapse unread; always said, so that nobody allows it by leaving it out.
    """

    model_config = ConfigDict(extra="forbid")

    channels: dict[_Kind, list[_Channel]] = Field(max_length=3)
    consents: dict[_Organisme, bool] = Field(default_factory=dict, max_length=20)
    escalation: bool
    etag: Words | None = Field(None, max_length=200)


class Address(BaseModel):
    """An address for alerts."""

    model_config = ConfigDict(extra="forbid")

    address: Words = Field(min_length=3, max_length=254)


class SentCode(BaseModel):
    """The code that was sent to it."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[0-9 ]{6,12}$")


class PushSubscription(BaseModel):
    """A browser, as its Push API describes it."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = Field(max_length=1000, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")
    p256dh: _Base64
    auth: _Base64


class PushEndpoint(BaseModel):
    """Which browser."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = Field(max_length=1000, pattern=r"^https?://[^\s\x00-\x1f\x7f]+$")


@routes.get("/preferences", responses=OF_A_PERSON, openapi_extra=_SET)
async def get_preferences(voice: ThePerson) -> PreferencesView:
    """How the person wants to be reached."""
    return await screens.preferences(voice)


@routes.put("/preferences", responses=refusals(401, 403, 409, 412), openapi_extra=_SET)
async def save_preferences(voice: ThePerson, chosen: Chosen, key: Key, if_match: _IfMatch = "") -> PreferencesView:
    """How the person wants to be reached, from now on."""
    etag, channels = one_etag(chosen.etag, if_match, _NO_ETAG), dict[str, Sequence[str]](**chosen.channels)
    return await screens.save(voice, Wanted(etag, channels, chosen.consents, chosen.escalation), key)


@routes.put("/preferences/addresses/{channel}", responses=refusals(401, 403, 409), openapi_extra=_SET)
async def set_alert_address(
    voice: ThePerson, channel: _Addressed, address: Address, key: RequiredKey
) -> AwaitedCodeView:
    """Gives an address; a code is sent to it."""
    return await screens.set_address(voice, channel, address.address, key)


@routes.post("/preferences/addresses/{channel}/confirmation", responses=refusals(401, 403, 409), openapi_extra=_SET)
async def confirm_alert_address(voice: ThePerson, channel: _Addressed, code: SentCode, key: Key) -> AddressView:
    """Gives back the code."""
    return await screens.confirm_address(voice, channel, code.code, key)


@routes.delete(
    "/preferences/addresses/{channel}", status_code=204, responses=refusals(401, 403, 409), openapi_extra=_SET
)
async def remove_alert_address(voice: ThePerson, channel: _Addressed, key: Key) -> None:
    """Nothing more is sent to it."""
    await screens.remove_address(voice, channel, key)


@routes.post("/preferences/push", status_code=204, responses=refusals(401, 403, 409), openapi_extra=_SET)
async def add_push_subscription(voice: ThePerson, browser: PushSubscription, key: Key) -> None:
    """A browser that receives push messages from now on."""
    await screens.add_browser(voice, Browser(browser.endpoint, browser.p256dh, browser.auth), key)


@routes.post("/preferences/push/removal", status_code=204, responses=refusals(401, 403, 409), openapi_extra=_SET)
async def remove_push_subscription(voice: ThePerson, browser: PushEndpoint, key: Key) -> None:
    """A browser that no longer does."""
    await screens.remove_browser(voice, browser.endpoint, key)
