"""Every fault, as a client meets it."""

import httpx
import pytest
from joserfc.errors import BadSignatureError, InvalidKeyIdError

from sandbox.franceconnect.app import create_app
from sandbox.franceconnect.faults import ArmedFault, Fault, FaultBook, TooManyFaults
from sandbox.franceconnect.keys import SigningKeys
from sandbox.franceconnect.settings import Settings
from sandbox.franceconnect.tests.relying_party import FakeSleep, RelyingParty, query_of


async def test_code_expired(rp: RelyingParty) -> None:
    await rp.arm("code_expired")
    refused = await rp.exchange(query_of(await rp.log_in())["code"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_wrong_nonce(rp: RelyingParty) -> None:
    await rp.arm("wrong_nonce")
    claims = await rp.verify((await rp.tokens(nonce="n" * 32))["id_token"])
    assert claims["nonce"] != "n" * 32


@pytest.mark.parametrize(("asked", "returned"), [("eidas1", "eidas0"), ("eidas2", "eidas1")])
async def test_acr_too_low(rp: RelyingParty, asked: str, returned: str) -> None:
    await rp.arm("acr_too_low")
    claims = await rp.verify((await rp.tokens("karim", acr_values=asked))["id_token"])
    assert claims["acr"] == returned


async def test_birthplace_empty(rp: RelyingParty) -> None:
    await rp.arm("birthplace_empty")
    claims = await rp.userinfo()
    assert (claims["birthplace"], claims["birthcountry"]) == ("", "99100")


async def test_access_denied(rp: RelyingParty) -> None:
    await rp.arm("access_denied")
    assert query_of(await rp.log_in())["error"] == "access_denied"


async def test_token_endpoint_down_then_back_with_the_same_code(rp: RelyingParty) -> None:
    await rp.arm("token_endpoint_down")
    code = query_of(await rp.log_in())["code"]
    down = await rp.exchange(code)
    assert (down.status_code, down.headers["retry-after"]) == (503, "1")
    assert down.json()["error"] == "temporarily_unavailable"
    assert (await rp.exchange(code)).status_code == 200


async def test_slow(rp: RelyingParty, sleep: FakeSleep, settings: Settings) -> None:
    await rp.arm("slow", mode="always")
    await rp.userinfo()
    assert sleep.naps == [settings.slow_seconds] * 2


async def test_bad_signature(rp: RelyingParty) -> None:
    await rp.arm("bad_signature")
    with pytest.raises(BadSignatureError):
        await rp.verify((await rp.tokens())["id_token"])


async def test_unknown_kid(rp: RelyingParty) -> None:
    await rp.arm("unknown_kid")
    with pytest.raises(InvalidKeyIdError):
        await rp.verify((await rp.tokens())["id_token"])


async def test_userinfo_bad_signature(rp: RelyingParty) -> None:
    await rp.arm("userinfo_bad_signature")
    with pytest.raises(BadSignatureError):
        await rp.userinfo()


async def test_a_one_shot_fault_happens_once(rp: RelyingParty) -> None:
    await rp.arm("access_denied")
    assert "error" in query_of(await rp.log_in())
    assert "code" in query_of(await rp.log_in(prompt="login"))


async def test_a_permanent_fault_lasts_until_reset(rp: RelyingParty) -> None:
    await rp.arm("access_denied", mode="always")
    for _ in range(2):
        assert "error" in query_of(await rp.log_in(prompt="login"))
    await rp.http.delete("/faults")
    assert "code" in query_of(await rp.log_in(prompt="login"))


async def test_a_fault_for_one_person_spares_the_others(rp: RelyingParty) -> None:
    await rp.arm("access_denied", persona="karim")
    assert "code" in query_of(await rp.log_in("marie"))
    assert "error" in query_of(await rp.log_in("karim", prompt="login"))


async def test_a_persona_carries_its_own_faults(rp: RelyingParty) -> None:
    for _ in range(2):
        code = query_of(await rp.log_in("paul", prompt="login"))["code"]
        assert (await rp.exchange(code)).json()["error"] == "invalid_grant"
    armed = (await rp.http.get("/faults")).json()["faults"]
    assert armed == [
        {"fault": "code_expired", "mode": "always", "persona": "paul"},
        {"fault": "wrong_nonce", "mode": "once", "persona": "paul"},
    ]


@pytest.mark.parametrize(
    "body", [{"fault": "x"}, {"fault": "slow", "persona": "x"}, {"fault": "slow", "mode": "twice"}, {"fault": []}]
)
async def test_an_unknown_fault_or_persona_is_refused(rp: RelyingParty, body: dict[str, object]) -> None:
    assert (await rp.http.post("/faults", json=body)).status_code == 422


async def test_faults_cannot_be_armed_when_admin_is_off(settings: Settings, keys: SigningKeys) -> None:
    app = create_app(settings.model_copy(update={"admin": False}), keys=keys)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fc.test") as http:
        assert (await http.post("/faults", json={"fault": "slow"})).status_code == 404


def test_the_book_of_faults_is_bounded() -> None:
    book = FaultBook([])
    fault = ArmedFault(Fault.SLOW, "once", None)
    for _ in range(FaultBook.CAPACITY):
        book.arm(fault)
    with pytest.raises(TooManyFaults):
        book.arm(fault)
