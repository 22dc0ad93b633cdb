"""Tokens that somebody made up: whatever is wrong with one, it is refused as nobody's, and never breaks the one who reads it."""

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OKPKey

from chassis.auth import Minter, Verifier
from chassis.errors import Unauthenticated
from chassis.tests.conftest import settings_of


def good() -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": "bff", "aud": "identity", "iat": now, "exp": now + 50, "sub": "p1", "act": "p1", "mandate": None,
        "acr": 1, "purpose": "",
    }  # fmt: skip


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.fixture
def verifier(keys: Path) -> Verifier:
    return Verifier.from_file(keys / "trusted.jwks", "identity")


def signed(keys: Path, claims: object, issuer: str = "bff", **header: object) -> str:
    key = OKPKey.import_key(json.loads((keys / f"{issuer}.jwk").read_text()))
    protected = {"alg": "Ed25519", "kid": issuer} | header
    payload = json.dumps(claims).encode()
    protected = {name: value for name, value in protected.items() if value is not None}
    return "Bearer " + jws.serialize_compact(protected, payload, key, algorithms=["Ed25519"])


def test_a_whole_token_is_read(verifier: Verifier, keys: Path) -> None:
    assert verifier.verify(signed(keys, good())).person_id == "p1"


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "acr", "purpose"])
@pytest.mark.parametrize("value", ["absent", None, [], {}, 1.5])
def test_a_claim_that_is_absent_or_of_another_type_is_nobodys(
    verifier: Verifier, keys: Path, claim: str, value: object
) -> None:
    claims = good() | {claim: value}
    if value == "absent":
        del claims[claim]
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, claims))


@pytest.mark.parametrize("claims", [[], "text", 3, None, {}, {"sub": ["p1"]}, {"act": 3}, {"sub": ""}, {"mandate": {}}])
def test_claims_of_another_shape_are_nobodys(verifier: Verifier, keys: Path, claims: object) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, good() | claims if isinstance(claims, dict) and claims else claims))


def test_a_services_own_token_may_leave_the_person_out(verifier: Verifier, keys: Path) -> None:
    claims = {name: value for name, value in good().items() if name not in ("sub", "act", "mandate")}
    claims["iss"] = "situation"
    assert verifier.verify(signed(keys, claims, "situation")).person_id is None


def test_a_key_signs_in_its_own_name_only(verifier: Verifier, keys: Path) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, good(), "situation"))
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, good(), "situation", kid="bff"))


@pytest.mark.parametrize("kid", [None, "", "nobody", 3, ["bff"]])
def test_a_token_without_a_key_of_ours_is_nobodys(verifier: Verifier, keys: Path, kid: object) -> None:
    header = segment({"alg": "Ed25519"} | ({} if kid is None else {"kid": kid}))
    signature = signed(keys, good()).rpartition(".")[2]
    with pytest.raises(Unauthenticated):
        verifier.verify(f"Bearer {header}.{segment(good())}.{signature}")


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "EdDSA", "RS256", "", None, 3])
def test_another_algorithm_is_nobodys_even_signed_with_what_everybody_knows(
    verifier: Verifier, keys: Path, algorithm: object
) -> None:
    public = next(key for key in json.loads((keys / "trusted.jwks").read_text())["keys"] if key["kid"] == "bff")
    body = f"{segment({'alg': algorithm, 'kid': 'bff'})}.{segment(good())}"
    for secret in (b"", base64.urlsafe_b64decode(public["x"] + "=="), json.dumps(public).encode()):
        mac = hmac.new(secret, body.encode(), hashlib.sha256).digest()
        for signature in ("", base64.urlsafe_b64encode(mac).decode().rstrip("=")):
            with pytest.raises(Unauthenticated):
                verifier.verify(f"Bearer {body}.{signature}")


def test_an_embedded_key_or_an_unknown_critical_header_is_nobodys(verifier: Verifier, keys: Path) -> None:
    stranger = OKPKey.import_key(json.loads((keys / "stranger.jwk").read_text()))
    own = {"alg": "Ed25519", "kid": "bff", "jwk": stranger.as_dict(private=False)}
    token = jws.serialize_compact(own, json.dumps(good()).encode(), stranger, algorithms=["Ed25519"])
    with pytest.raises(Unauthenticated):
        verifier.verify(f"Bearer {token}")


@pytest.mark.parametrize("seconds", [-3600, -3, 63, 3600, 10**12])
def test_a_token_lives_a_minute_at_most(verifier: Verifier, keys: Path, seconds: int) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(signed(keys, good() | {"exp": int(time.time()) + seconds}))


def test_a_token_that_was_good_is_refused_once_expired(
    verifier: Verifier, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed(keys, good() | {"exp": int(time.time()) + 50})
    verifier.verify(token)
    later = time.time() + 53
    monkeypatch.setattr(time, "time", lambda: later)
    with pytest.raises(Unauthenticated):
        verifier.verify(token)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.text() | st.builds("Bearer {}".format, st.text()) | st.builds("Bearer {}.{}.{}".format, *[st.text()] * 3))
def test_noise_is_nobodys(verifier: Verifier, noise: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier.verify(noise)


def test_a_minted_token_is_kept_while_it_has_half_its_life_left(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    minter, now = Minter.from_settings(settings_of(keys, "bff")), time.time()
    first = minter.mint("identity", person_id="p1")
    assert minter.mint("identity", person_id="p1") == first
    assert minter.mint("identity", person_id="p2") != first
    monkeypatch.setattr(time, "time", lambda: now + 31)
    assert minter.mint("identity", person_id="p1") != first
