"""What nobody of good will sends: texts, numbers, dates and shapes at and over the edge of what JSON, HTTP and SQL can hold."""

import base64
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from chassis.pages import encode_token

# The same examples on every run: a refusal that changes is then a change of ours.
ATTACK = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=timedelta(seconds=20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

_NAMED_TEXTS = (
    "",
    " ",
    "\x00",
    "Riom\x00",
    "\x1b[31mrouge",
    "ligne\nligne",
    "\ud800",
    "\udfffRiom",
    "\u202emioR",
    "\u200b\u200d\ufeff",
    "עִבְרִית العربية",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "e\u0301" * 50,
    "Z\u0351\u036b\u0343" * 100,
    "\ufffe\uffff",
    "𝕽𝖎𝖔𝖒",
    "ﬃ",
    "İstanbul",
    "ß",
    "' OR 1=1 --",
    "'; DROP TABLE facts; --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "%s%n%x",
    "../../../../etc/passwd",
    "..\\..\\windows",
    '=HYPERLINK("x")',
    "null",
    "NaN",
    "undefined",
    "-1",
    "1e309",
    "٣٢١",
    "x" * 1_000,
    "é" * 100_000,
    "\\u0000",
)
TEXTS = st.sampled_from(_NAMED_TEXTS) | st.text(max_size=40)
# Tokens that are well made: right keys of our lists, and what no list of ours ends with.
_INSTANT, _ID = "2026-11-22T03:00:00+00:00", "01a20148-b431-77dd-93fb-c08fffcbb231"
_RIGHT_KEYS = st.sampled_from(
    ([_INSTANT, _ID], ["cnaf", "2026-11-22", _ID], [_ID], ["2026-11-22", _ID], ["1", _ID], ["50"])
)
_WRONG_PARTS = st.sampled_from(
    (
        "", "\x00", "\ud800", "0001-01-01", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-22T03:00:00",
        "2026-02-30", "-1", "9" * 30, "1e9", "NaN", "'", "é" * 100,
    )
)  # fmt: skip


def _spoilt(key: list[str], wrong: str, place: int) -> str:
    rank = place % len(key)
    return encode_token(*key[:rank], wrong, *key[rank + 1 :])


PAGE_TOKENS = (
    _RIGHT_KEYS.map(lambda key: encode_token(*key))
    | st.builds(_spoilt, _RIGHT_KEYS, _WRONG_PARTS, st.integers(0, 2))
    | st.sampled_from(("AAAA", "W10", *(base64.urlsafe_b64encode(b"[" * depth).decode() for depth in (750, 3_000))))
)
# What UTF-8 can hold, as a path, a header or a message of the contract must.
WRITABLE_TEXTS = TEXTS.filter(lambda text: not any(0xD800 <= ord(character) <= 0xDFFF for character in text))
NUMBERS = st.sampled_from(
    (0, -1, 2**31 - 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 10**400, 0.1, -0.0, 1e308)
) | st.sampled_from((float("nan"), float("inf"), float("-inf")))
DATES = st.sampled_from(
    (
        "2025-02-29",
        "2024-02-29",
        "1900-02-29",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "10000-01-01",
        "-2026-01-01",
        "2026-13-01",
        "2026-00-10",
        "2026-04-31",
        "2026-1-1",
        "٢٠٢٦-٠١-٠١",
        "2026-01-01T00:00:00Z",
        "2026-W01-1",
        "20260101",
        "2026-01-01\n",
        " 2026-01-01",
        "01/02/2026",
    )
)


def _nested(depth: int) -> Any:
    value: Any = "fond"
    for level in range(depth):
        value = [value] if level % 2 else {"content": value}
    return value


SHAPES: st.SearchStrategy[Any] = st.sampled_from(
    (None, True, False, [], {}, [[]], [None], {"": ""}, {"__proto__": {}}, {"$ref": "#"}, _nested(50), [{}] * 1_000)
)
ANYTHING = TEXTS | NUMBERS | DATES | SHAPES
NAMES = st.sampled_from(
    ("", "__class__", "DESCRIPTOR", "content", "a.b", "é", "\x00", "city ", "City", "constructor", "0")
)
