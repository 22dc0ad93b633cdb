"""Bytes that no HTTP library lets out: requests that are none, lengths that contradict each other, headers that end nowhere."""

import socket
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.suite.layout import Layout
from tests.hostile.answers import check_parts
from tests.hostile.values import ATTACK

_SECONDS = 15.0
_REFUSED = (400, 404, 405, 413, 421, 422, 431)


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when the connection was closed without a word."""

    status: int
    headers: dict[str, str]
    body: bytes


def _send(layout: Layout, raw: bytes, *, whole: bool) -> Answer:
    """Sends these bytes, then reads the first answer; where they are not `whole`, nothing more is to come."""
    with socket.create_connection((layout.host, layout.ports["edge"]), _SECONDS) as wire:
        wire.sendall(raw)
        if not whole:
            wire.shutdown(socket.SHUT_WR)
        received = b""
        while piece := wire.recv(65_536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]) if first else 0, headers, body[: int(headers.get("content-length", 0))])


def _check(layout: Layout, raw: bytes, *, whole: bool = False) -> Answer:
    """The answer, once it is known to be as it should."""
    answer = _send(layout, raw, whole=whole)
    if answer.status:
        text = answer.body.decode()
        check_parts(answer.status, answer.headers, text, f"{raw[:100]!r}: {answer.status} {text[:500]}")
    return answer


def _request(layout: Layout, path: str, *lines: str, body: bytes = b"", method: str = "GET") -> bytes:
    head = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {layout.address('edge')}", *lines, "Connection: close"])
    return head.encode("latin-1") + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\n",
        b"\x00" * 100,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\x00y\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nno-colon\r\n\r\n",
        b"GET / HTTP/1.1\r\n: empty\r\n\r\n",
        b"GET http:// HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "ÉTÉ / HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    ],
)
def test_what_is_no_request_is_refused(raw: bytes, running: Layout) -> None:
    assert _check(running, raw).status in (0, *_REFUSED)


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 3", "Content-Length: 30"),
        ("Content-Length: 3", "Transfer-Encoding: chunked"),
        ("Content-Length: -1",),
        ("Content-Length: +2",),
        ("Content-Length: 99999999999999999999",),
        ("Content-Length: 2, 2",),
        ("Transfer-Encoding: chunked, gzip",),
        ("Transfer-Encoding: x",),
    ],
)
def test_lengths_that_contradict_each_other_are_refused(lines: tuple[str, ...], running: Layout) -> None:
    raw = _request(running, "/api/v1/mobile/sessions", *lines, body=b"{}", method="POST")
    assert _check(running, raw).status in (0, *_REFUSED)


@pytest.mark.parametrize(
    "body", [b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n", b"fffffffffffffffff\r\n", b"2\r\n{}", b"\r\n"]
)
def test_pieces_that_are_no_pieces_are_refused(body: bytes, running: Layout) -> None:
    chunked = ("Transfer-Encoding: chunked", "Content-Type: application/json")
    assert _check(running, _request(running, "/api/v1/mobile/sessions", *chunked, body=body, method="POST")).status in (
        0,
        *_REFUSED,
    )


def test_a_request_without_a_host_or_with_two_is_refused(running: Layout) -> None:
    assert _check(running, b"GET /api/v1/session HTTP/1.1\r\nConnection: close\r\n\r\n", whole=True).status == 421
    assert _check(running, b"GET /api/v1/session HTTP/1.0\r\n\r\n", whole=True).status == 421
    two = _request(running, "/api/v1/session", "Host: mechant.example")
    assert _check(running, two).status in (0, *_REFUSED)


def test_a_whole_address_does_not_make_us_another_site(running: Layout) -> None:
    asked = _request(running, "http://mechant.example/connexion")
    answer = _check(running, asked, whole=True)
    assert "mechant" not in answer.headers.get("location", "")


@pytest.mark.parametrize("size", [70_000, 1_000_000])
def test_a_header_without_end_is_cut(size: int, running: Layout) -> None:
    answer = _check(running, _request(running, "/api/v1/session", "X-Long: " + "x" * size), whole=True)
    assert answer.status in (0, 200, *_REFUSED)


@pytest.mark.parametrize(
    "path",
    [
        "/static/x/../../app.py",
        "/static/../../../../../../etc/passwd",
        "/static/x/%2e%2e/%2e%2e/app.py",
        "/static/x/..%2f..%2fapp.py",
        "/static/x/..%5c..%5capp.py",
        "/static/x//etc/passwd",
        "/static/x/%00",
        "/static/x/portal.css%00.js",
        "/static/x/%c0%ae%c0%ae/app.py",
        "/static/x/.hidden",
        "/static//etc/passwd",
        "//static/x/portal.css",
        "/static/x/../templates/base.html",
        "/static/x/vendor/LICENSE.txt",
        "/api/v1/../../static/x/portal.css",
    ],
)
def test_no_address_leads_out_of_the_static_files(path: str, running: Layout) -> None:
    assert _check(running, _request(running, path), whole=True).status in (400, 404)


@ATTACK
@given(st.binary(max_size=300))
def test_no_bytes_make_the_edge_fail(running: Layout, noise: bytes) -> None:
    _check(running, noise + b"\r\n\r\n")
    _check(running, _request(running, "/api/v1/session", "Cookie: session=" + noise.decode("latin-1")))
    assert _check(running, _request(running, "/api/v1/session"), whole=True).status == 200
