"""Households, changes and questions that no client of good will sends to the simulation's routes, in JSON."""

import copy
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile.answers import check
from tests.hostile.values import ANYTHING, ATTACK, DATES, NAMES, TEXTS

pytestmark = pytest.mark.timeout(300)
_HERE = "/api/v1/simulations"
_FEWER = settings(ATTACK, max_examples=30)
# What the edge gives a simulation, and what may come on top of it.
_PATIENT_SECONDS, _BEYOND_SECONDS = 5.5, 1.0
_MONTH = datetime.now(UTC).date().replace(day=1).isoformat()
_PERSONS = [
    {"person": "moi", "role": "applicant", "birth_date": "1990-05-15", "activity": "employee"},
    {"person": "enfant_1", "role": "child", "birth_date": "2018-05-03"},
]
_WAGE = {
    "person": "moi", "kind": "wage", "basis": "net", "first_month": "2025-10-01", "amounts_cents": [135_047, 120_000], "continues": True,
}  # fmt: skip
_HOUSEHOLD = {
    "month": _MONTH, "persons": _PERSONS, "resources": [_WAGE], "without": [{"person": "enfant_1"}],
    "home": {"occupancy": "tenant", "rent_cents": 65_000, "commune_code": "63300"},
    "received": [{"benefit": "apl", "first_month": _MONTH, "amounts_cents": [12_000], "open": True}],
    "assets": {"untaxed_savings_cents": 100_000}, "tax_incomes": [{"year": 2024, "amount_cents": 1_500_000}],
}  # fmt: skip
_CHANGES = [
    {"change": "c0", "date": _MONTH, "rent_change": {"rent_cents": 70_000}},
    {"change": "c1", "date": _MONTH, "new_job": {"person": "moi", "monthly_cents": 150_000}},
]
_ROUTES: dict[str, dict[str, Any]] = {
    "": {"benefits": ["rsa"]},
    "/comparison": {
        "changes": _CHANGES,
        "combinations": [{"combination": "both", "changes": _CHANGES}],
        "months": 4,
        "benefits": [],
    },
    "/explanation": {"benefit": "prime-activite", "person": ""},
    "/retirement": {"person": "moi"},
    "/synthesis": {"benefits": []},
}


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a body: (keys and ranks that lead to it)."""
    yield at
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in within:
        yield from _places(one, (*at, key))


def _replaced(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    made = copy.deepcopy(body)
    holder = made
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    return made


def _bodies(right: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The right body with one place spoilt, a field that is unknown, a list that is too long; or no such body at all."""
    places = st.sampled_from(list(_places(right)))
    spoilt = st.builds(lambda place, value: _replaced(right, place, value), places, ANYTHING)
    lists = st.sampled_from([place for place in _places(right) if isinstance(_at(right, place), list)])
    long = st.builds(
        lambda place, times: _replaced(right, place, _at(right, place) * times), lists, st.sampled_from((20, 500))
    )
    unknown = st.builds(lambda name, value: {**right, name: value}, NAMES, ANYTHING)
    return spoilt | long | unknown | ANYTHING


def _at(body: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        body = body[key]
    return body


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} in an answer")


def _asked(client: httpx.Client, path: str, body: Any) -> httpx.Response:
    # As Python writes it: NaN, Infinity and lone surrogates are let through, as a careless client does.
    content, began = json.dumps(body).encode(), time.monotonic()
    answer = client.post(path, content=content, headers={"content-type": "application/json"})
    spent = time.monotonic() - began
    assert spent < _PATIENT_SECONDS + _BEYOND_SECONDS, f"{spent:.1f} s for {content[:500]!r}"
    if answer.headers["content-type"] == "application/pdf":
        assert answer.status_code == 200
        return answer
    json.loads(check(answer).text, parse_constant=_no_constant)
    return answer


@pytest.mark.parametrize("route", list(_ROUTES))
def test_no_body_of_a_simulation_is_too_strange_to_be_answered(route: str, inside: httpx.Client) -> None:
    right = {"household": _HOUSEHOLD, **_ROUTES[route]}
    assert _asked(inside, _HERE + route, right).status_code == 200

    @_FEWER
    @given(_bodies(right))
    def ask(body: Any) -> None:
        assert _asked(inside, _HERE + route, body).status_code in (200, 400, 404, 409, 413, 422)

    ask()


@_FEWER
@given(st.sampled_from(("/prefill", "/declarable-resources", "/benefits", "/changes")), DATES | TEXTS, TEXTS)
def test_no_question_of_a_simulation_is_too_strange_to_be_answered(
    inside: httpx.Client, route: str, month: str, benefit: str
) -> None:
    words = {"month": month, "benefit": benefit} if route == "/declarable-resources" else {"month": month}
    sent = {name: word.encode(errors="replace").decode()[:2_000] for name, word in words.items()}
    began = time.monotonic()
    answer = check(inside.get(_HERE + route, params=sent))
    assert time.monotonic() - began < _PATIENT_SECONDS + _BEYOND_SECONDS
    assert answer.status_code in (200, 404, 422)
