"""What every answer of the edge must be, whatever was sent: no failure of ours, no word about our insides, and refusals that a person can act on."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx

PROBLEM = "application/problem+json"
# What only a stack trace, a driver, a framework or a path of ours would say.
_INSIDES = re.compile(
    r'Traceback|File "|site-packages|\.py\b|/(?:usr|tmp|home|srv|root)/|sqlalchemy|asyncpg|pydantic|starlette|fastapi|uvicorn|httptools'
    r"|\bgrpc\b|\bSELECT\b|\bINSERT INTO\b|[a-z]Error\b|[a-z]Exception\b|NoneType|<class '|object at 0x|\bpgcode\b|127\.0\.0\.1",
)
_FRENCH = re.compile(
    r"\b(le|la|les|l'|de|du|des|d'|un|une|est|sont|votre|vous|cette|ce|ces|en|à|ou|n')(\b|(?<='))|[éèàêç]", re.I
)
_ENGLISH = re.compile(
    r"\b(the|is|are|not|must|should|invalid|required|value|missing|failed|unexpected|string|integer)\b", re.I
)
_TRACE = re.compile(r"[0-9a-f]{32}")
_GUARDED = ("content-security-policy", "x-content-type-options", "referrer-policy", "cache-control")


def check(answer: httpx.Response) -> httpx.Response:
    """The same answer, once it is known to be as it should."""
    said = f"{answer.request.method} {str(answer.request.url)[:200]}: {answer.status_code} {answer.text[:600]}"
    check_parts(answer.status_code, answer.headers, answer.text, said, empty=answer.request.method == "HEAD")
    return answer


def check_parts(status: int, headers: Mapping[str, str], text: str, said: str, *, empty: bool = False) -> None:
    """The same for an answer in parts; `said` names it, `empty` where no body can come."""
    assert status < 500, f"a failure of ours: {said}"
    absent = [name for name in _GUARDED if name not in headers]
    assert not absent, f"without {absent}: {said}"
    if status >= 400 and not empty:
        _check_refusal(status, headers, text, said)


def _check_refusal(status: int, headers: Mapping[str, str], text: str, said: str) -> None:
    assert headers["content-type"] == PROBLEM, f"{headers['content-type']}: {said}"
    problem: dict[str, Any] = json.loads(text)
    # Where a person is sent on to may be the site's own address, which here is one of this machine.
    onward = (problem.get("action") or {}).get("href") or ""
    inside = _INSIDES.search(text.replace(onward, "") if onward else text)
    assert not inside, f"says « {inside and inside[0]} » of our insides: {said}"
    assert problem["status"] == status, said
    assert _TRACE.fullmatch(problem["trace_id"]), f"no trace: {said}"
    assert headers["x-trace-id"] == problem["trace_id"], said
    # A title may be two words that French shares with no small one: « Introuvable ».
    sentences = [problem["detail"], *(one["message"] for one in problem["errors"])]
    wrong = [one for one in sentences if not _FRENCH.search(one)]
    wrong += [one for one in (problem["title"], *sentences) if _ENGLISH.search(one)]
    assert not wrong, f"not plain French, {wrong}: {said}"
    if status == 422:
        assert problem["errors"], f"no field is named: {said}"
        assert all(one["field"] for one in problem["errors"]), f"a field without a name: {said}"
