"""Parts that need no other part: sealing, signing, paging, redaction, identifiers."""

import io
import json
import logging
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import KeySet

from chassis import logs
from chassis.crypto import SealBroken, Signer, Vault, keyed_digest, verify_signature
from chassis.db import new_id
from chassis.errors import InvalidInput
from chassis.pages import decode_token, encode_token, every_page, page_size

OLD = Vault({"k1": b"1" * 32}, "k1")
BOTH = Vault({"k1": b"1" * 32, "k2": b"2" * 32}, "k2")


@given(st.binary(), st.binary())
def test_what_is_sealed_opens_in_its_own_context_only(plaintext: bytes, context: bytes) -> None:
    sealed = BOTH.seal(plaintext, context)
    assert BOTH.open(sealed, context) == plaintext
    with pytest.raises(SealBroken):
        BOTH.open(sealed, context + b"x")


def test_an_older_key_still_opens_what_it_sealed() -> None:
    assert BOTH.open(OLD.seal(b"told in 2025", b"row"), b"row") == b"told in 2025"


@given(st.binary(max_size=200))
def test_anything_else_does_not_open(noise: bytes) -> None:
    with pytest.raises(SealBroken):
        BOTH.open(noise, b"row")


def test_one_altered_byte_does_not_open() -> None:
    sealed = bytearray(BOTH.seal(b"1 230,00", b"row"))
    for place in range(len(sealed)):
        sealed[place] ^= 1
        with pytest.raises(SealBroken):
            BOTH.open(bytes(sealed), b"row")
        sealed[place] ^= 1


def test_two_splits_of_the_same_bytes_have_two_digests() -> None:
    assert keyed_digest(b"k", b"ab", b"c") != keyed_digest(b"k", b"a", b"bc")


def test_a_digest_is_of_one_purpose_and_outlasts_the_active_key() -> None:
    other = Vault({"k1": b"3" * 32}, "k1")
    assert BOTH.digest("address", b"text") == OLD.digest("address", b"text")
    assert len({vault.digest(why, b"text") for vault in (OLD, other) for why in ("address", "code")}) == 4


def test_a_signature_holds_for_its_issuer_and_its_payload_only(keys: Path) -> None:
    signer = Signer.from_file(keys / "situation.jwk")
    trusted = KeySet.import_key_set(json.loads((keys / "trusted.jwks").read_text()))
    signature = signer.sign(b"payload")
    assert verify_signature(trusted, "situation", b"payload", signature)
    assert not verify_signature(trusted, "situation", b"payloae", signature)
    assert not verify_signature(trusted, "bff", b"payload", signature)
    assert not verify_signature(trusted, "situation", b"payload", "situation.AAAA")


@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8")), min_size=2, max_size=2))
def test_a_page_token_holds_its_key(key: list[str]) -> None:
    assert decode_token(encode_token(*key), 2) == tuple(key)


@pytest.mark.parametrize("part", ["a\0b", "\ud800", "[" * 5000])
def test_a_page_token_never_asks_the_database_for_what_is_no_text(part: str) -> None:
    with pytest.raises(InvalidInput):
        decode_token(encode_token(part), 2 if part.startswith("[") else 1)


@given(st.text(min_size=1, max_size=40))
def test_a_page_token_that_we_did_not_make_is_refused(token: str) -> None:
    with pytest.raises(InvalidInput):
        decode_token(token, 2)


@pytest.mark.parametrize(("asked", "given_"), [(0, 50), (1, 1), (200, 200), (5000, 200)])
def test_page_sizes_are_bounded(asked: int, given_: int) -> None:
    assert page_size(asked) == given_


def test_a_negative_page_size_is_refused() -> None:
    with pytest.raises(InvalidInput):
        page_size(-1)


def test_ids_are_ordered_in_time_and_are_version_7() -> None:
    ids = [new_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert [each[14] for each in ids] == ["7"] * 200
    assert [each[:8] for each in ids] == sorted(each[:8] for each in ids)


@pytest.mark.parametrize(
    "secret",
    [
        "2 69 05 49 588 157 80", "269054958815780", "185052A00401864", "801019910000104",
        "FR1420041010050500013M02606", "jeanne@example.org", "postgresql://role:motdepasse@host/db",
    ],
)  # fmt: skip
def test_a_log_line_hides_what_looks_personal(secret: str) -> None:
    line = logs.redact(f"avant {secret} après")
    assert secret not in line
    assert line.startswith("avant")


def test_a_log_line_keeps_ids_dates_and_traces() -> None:
    kept = f"{new_id()} 2026-11-22T10:00:00 4bf92f3577b34da6a3ce929d0e0e4736 12345"
    assert logs.redact(kept) == kept


def test_a_log_line_is_one_json_object_with_its_extra_fields() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonFormatter("situation"))
    logger = logging.getLogger("test.logs")
    logger.addHandler(handler)
    try:
        try:
            raise KeyError("12 rue des Lilas")
        except KeyError as cause:
            raise ValueError("Jeanne Martin") from cause
    except ValueError:
        logger.exception("failed", extra={"event_id": "e1"})
    line = json.loads(stream.getvalue())
    assert (line["service"], line["event_id"], line["level"]) == ("situation", "e1", "ERROR")
    assert "builtins.KeyError" in line["exception"]
    assert line["exception"].endswith("builtins.ValueError")
    # The source's own words may stand in the trace, what was in a variable never does.
    assert "test_pure.py" in line["exception"]
    logger.removeHandler(handler)


def test_a_log_line_never_quotes_what_a_failure_says() -> None:
    told = "12 rue des Lilas"
    try:
        int(told)
    except ValueError as failure:
        described = logs.describe(failure)
    assert "Lilas" not in described
    assert "ValueError" in described


@dataclass
class _Asked:
    page_token: str = ""


@dataclass
class _Page:
    rows: tuple[int, ...]
    next_page_token: str = ""


async def test_every_page_is_read_up_to_the_last_and_no_further() -> None:
    held = {"": _Page((1, 2), "a"), "a": _Page((3,), "b"), "b": _Page(())}
    asked = []

    async def ask(request: _Asked) -> _Page:
        asked.append(request.page_token)
        return held[request.page_token]

    assert [page.rows async for page in every_page(ask, _Asked())] == [(1, 2), (3,), ()]
    assert asked == ["", "a", "b"]
