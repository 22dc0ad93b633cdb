"""Addresses, page tokens, headers and bodies that no client of good will sends."""

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.answers import check
from tests.hostile.values import ATTACK, NUMBERS, PAGE_TOKENS, TEXTS, WRITABLE_TEXTS

pytestmark = pytest.mark.timeout(300)
_LISTS = (
    "/api/v1/facts", "/api/v1/fact-kinds", "/api/v1/declarations", "/api/v1/controls", "/api/v1/journal", "/api/v1/connections",
    "/api/v1/catalogue/benefits", "/api/v1/rights/payments", "/api/v1/rights/statements", "/api/v1/rights/attestations",
)  # fmt: skip
_WITH_ID = (
    ("GET", "/api/v1/facts/{}/versions"), ("GET", "/api/v1/declarations/{}"), ("GET", "/api/v1/declarations/{}/events"),
    ("POST", "/api/v1/deliveries/{}/replay"), ("GET", "/declarations/{}"), ("POST", "/declarations/{}/renvois/{}"),
)  # fmt: skip
_MOST_BYTES = 256 * 1024
_JSON = {"content-type": "application/json"}


@ATTACK
@given(st.sampled_from(_WITH_ID), WRITABLE_TEXTS.map(lambda text: text[:2_000]))
def test_no_id_is_too_strange_to_be_refused(inside: httpx.Client, route: tuple[str, str], identifier: str) -> None:
    method, path = route
    answer = check(inside.request(method, path.replace("{}", quote(identifier, safe=""))))
    assert answer.status_code in (403, 404, 405, 422)


def test_an_id_that_is_nobody_s_does_not_exist_for_the_person(inside: httpx.Client) -> None:
    for method, path in _WITH_ID[:4]:
        assert check(inside.request(method, path.format(uuid4()))).status_code == 404


def _real_tokens(client: httpx.Client) -> Iterator[str]:
    for path in _LISTS:
        if token := client.get(path, params={"page_size": 1}).json().get("next_page_token"):
            yield token


def test_the_page_token_of_a_list_opens_no_page_of_another(inside: httpx.Client) -> None:
    tokens = set(_real_tokens(inside))
    assert tokens, "no list has a second page"
    for path in _LISTS:
        for token in tokens:
            answer = check(inside.get(path, params={"page_token": token, "page_size": 1}))
            assert answer.status_code == 200 or _named(answer) == {"page_token"}


@pytest.mark.parametrize("path", _LISTS)
@ATTACK
@given(token=PAGE_TOKENS | TEXTS, size=st.just(1) | NUMBERS | TEXTS)
def test_no_page_is_too_strange_to_be_refused(inside: httpx.Client, path: str, token: str, size: object) -> None:
    words = (quote(str(word).encode(errors="replace")[:3_000]) for word in (token, size))
    query = "page_token={}&page_size={}".format(*words)
    answer = check(inside.get(f"{path}?{query}"))
    assert answer.status_code == 200 or _named(answer) <= {"page_token", "page_size"}


@pytest.mark.parametrize("path", _LISTS)
def test_an_altered_page_token_is_refused_by_its_name(path: str, inside: httpx.Client) -> None:
    for token in ("AAAA", "_" * 1_000, "eyJhIjoxfQ", "W10", "bnVsbA", "MQ", "WzFd", "W1tdXQ"):
        answer = check(inside.get(path, params={"page_token": token}))
        assert _named(answer) == {"page_token"}, (token, answer.text)


def _named(answer: httpx.Response) -> set[str]:
    return {one["field"] for one in answer.json().get("errors", [])}


_HEADERS = (
    "accept", "accept-language", "accept-encoding", "authorization", "content-type", "cookie", "expect", "host", "idempotency-key",
    "if-match", "if-none-match", "last-event-id", "origin", "sec-fetch-site", "traceparent", "tracestate", "x-csrf-token",
    "x-forwarded-for", "x-http-method-override", "content-encoding", "range", "user-agent", "referer",
)  # fmt: skip
# What the HTTP library lets out: the wire itself is attacked in test_wire.py.
_HEADER_VALUES = (
    TEXTS.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=200) | st.just(b"x" * 60_000)
).map(lambda raw: bytes(byte for byte in raw if byte >= 0x20 and byte != 0x7F).strip())


@ATTACK
@given(st.sampled_from(_HEADERS), _HEADER_VALUES, st.integers(1, 3), st.sampled_from(("GET", "POST")))
def test_no_header_is_too_strange_to_be_answered(
    inside: httpx.Client, name: str, value: bytes, times: int, method: str
) -> None:
    own = [] if name == "idempotency-key" else [(b"idempotency-key", str(uuid4()).encode())]
    headers = [*own, *[(name.encode(), value)] * times]
    path = "/api/v1/declarations" if method == "POST" else "/api/v1/fact-kinds"
    content = b"{}" if method == "POST" else None
    answer = check(inside.request(method, path, content=content, headers=headers))
    assert answer.status_code < 500


@pytest.mark.parametrize("name", ["Idempotency-Key", "If-Match", "Last-Event-ID"])
def test_a_header_that_cannot_be_accepted_is_named(name: str, inside: httpx.Client) -> None:
    change = {"verb": "annulled", "kind": "address", "fact_id": str(uuid4()), "previous_version_id": str(uuid4())}
    headers = {"Idempotency-Key": str(uuid4()), name: "é" * 600}
    raw = [(key.encode(), value.encode()) for key, value in headers.items()]
    watched = f"/api/v1/declarations/{uuid4()}/events"
    if name == "Last-Event-ID":
        answer = check(inside.get(watched, headers=raw))
    else:
        answer = check(inside.post("/api/v1/declarations", json={"change": change, "etag": "x"}, headers=raw))
    assert answer.status_code == 422
    assert name.lower() in {field.lower() for field in _named(answer)}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"])
@pytest.mark.parametrize("path", ["/api/v1/rights", "/api/v1/declarations", "/adresse", "/connexion", "/nulle-part"])
def test_a_method_that_an_address_does_not_have_is_refused(method: str, path: str, inside: httpx.Client) -> None:
    answer = check(inside.request(method, path))
    assert answer.status_code in (400, 404, 405)


_BODIES = {
    "nothing": b"",
    "half an object": b'{"nir": ',
    "not UTF-8": b'{"nir": "\xff\xfe"}',
    "UTF-16": json.dumps({"nir": "1"}).encode("utf-16"),
    "a mark before": b"\xef\xbb\xbf{}",
    "two objects": b"{}{}",
    "a number of a million digits": b'{"nir": ' + b"9" * 200_000 + b"}",
    "a hundred thousand brackets": b"[" * 100_000,
    "nested objects": b'{"nir":' * 30_000,
    "NaN": b'{"nir": NaN}',
    "the same key twice": b'{"nir": "1", "nir": {}}',
    "an array": b"[1, 2]",
    "NUL": b"\x00" * 100,
    "XML": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "pickle": b"\x80\x04\x95\x05\x00\x00\x00",
}


@pytest.mark.parametrize("path", ["/api/v1/nir", "/api/v1/declarations/preview", "/api/v1/mobile/sessions"])
@pytest.mark.parametrize("name", _BODIES)
def test_a_body_that_cannot_be_read_is_refused(name: str, path: str, inside: httpx.Client) -> None:
    answer = check(inside.post(path, content=_BODIES[name], headers=_JSON))
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "media",
    [
        "text/plain",
        "application/xml",
        "application/json; charset=utf-16",
        "application/json; charset=nimporte",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "x" * 500,
        "application/x-www-form-urlencoded",
        "é/è",
    ],
)
def test_a_body_of_another_kind_is_refused(media: str, inside: httpx.Client) -> None:
    header = [(b"content-type", media.encode())]
    answer = check(inside.post("/api/v1/nir", content=b'--x\r\n{"nir": 1}', headers=header))
    assert answer.status_code in (400, 422)


def test_a_form_without_its_token_is_refused_however_broken_it_is(inside: httpx.Client) -> None:
    cookie = {"cookie": inside.headers["cookie"], "x-csrf-token": ""}
    for media in ("multipart/form-data; boundary=x", "multipart/form-data", "application/x-www-form-urlencoded"):
        for content in (b"", b"--x", b"--x\r\n\r\n", b"csrf_token=%ff%00", b"a=1&" * 5_000, b"\xff" * 500):
            answer = check(inside.post("/adresse", content=content, headers=cookie | {"content-type": media}))
            assert answer.status_code in (400, 403)


@pytest.mark.parametrize("counted", [True, False], ids=["with its length", "in pieces"])
def test_a_body_over_the_limit_is_refused(counted: bool, inside: httpx.Client) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(300):
            yield b" " * 1024

    content = b" " * (_MOST_BYTES + 1) if counted else pieces()
    answer = check(inside.post("/api/v1/nir", content=content, headers=_JSON))
    assert answer.status_code == 413


def test_a_body_at_the_limit_is_read(inside: httpx.Client) -> None:
    padded = b'{"nir": "1"}'.ljust(_MOST_BYTES)
    assert check(inside.post("/api/v1/nir", content=padded, headers=_JSON)).status_code == 422


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_compressed_body_is_never_inflated(encoding: str, inside: httpx.Client) -> None:
    bomb = gzip.compress(b'{"nir": "' + b"0" * 50_000_000 + b'"}')
    answer = check(inside.post("/api/v1/nir", content=bomb, headers=_JSON | {"content-encoding": encoding}))
    assert answer.status_code in (400, 415, 422)
