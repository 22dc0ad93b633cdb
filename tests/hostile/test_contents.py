"""Every kind of fact, told with contents that no person tells."""

import json
from datetime import date
from typing import Any
from unicodedata import normalize
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.bff import facts
from tests.hostile.answers import check
from tests.hostile.values import ANYTHING, ATTACK, DATES, NAMES, TEXTS

pytestmark = pytest.mark.timeout(300)
_PREVIEW, _DECLARE = "/api/v1/declarations/preview", "/api/v1/declarations"
_UUIDS = st.sampled_from((str(uuid4()), "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"))
_LIKELY = {
    "street": "12 rue des Tilleuls", "postal_code": "63200", "city": "RIOM", "commune_code": "63300", "country_code": "99100",
    "email": "a@example.org", "telephone": "+33612345678", "iban": "FR7630006000011234567890189", "regime": "GENERAL",
    "status": "SALARIE", "occupancy": "LOCATAIRE", "rent_cents": 50_000, "expected_children": 1, "incapacity_rate": 80,
    "recognition": "TAUX", "level": "SUPERIEUR", "relation": "PARENT", "circumstance": "NAISSANCE", "month": "2026-10-01",
    "lines": [{"nature": "SALAIRE", "amount_cents": 150_000}], "birth_date": "2026-11-01", "expected_date": "2027-03-01",
    "death_date": "2026-11-01", "event_date": "2026-11-01", "given_names": "Ada", "family_name": "Exemple",
}  # fmt: skip


def _contents(kind: str) -> st.SearchStrategy[Any]:
    """Some fields right, some hostile, some unknown; or no object at all."""
    names = list(facts.content_schema(kind)["properties"])
    fields = {name: st.just(_LIKELY.get(name, "x")) | ANYTHING for name in names}
    some = st.fixed_dictionaries({}, optional=fields)
    more = st.dictionaries(NAMES, ANYTHING, max_size=2)
    one_wrong = st.sampled_from(names).flatmap(
        lambda name: ANYTHING.map(lambda value: {one: _LIKELY.get(one, "x") for one in names} | {name: value})
    )
    return some | one_wrong | st.builds(lambda right, wrong: {**right, **wrong}, some, more) | ANYTHING


def _sent(client: httpx.Client, path: str, body: Any, **headers: str) -> httpx.Response:
    # As Python writes it: NaN, Infinity and lone surrogates are let through, as a careless client does.
    content = json.dumps(body).encode()
    return check(client.post(path, content=content, headers={"content-type": "application/json"} | headers))


@pytest.mark.parametrize("kind", facts.KINDS)
def test_no_content_of_a_fact_is_too_strange_to_be_answered(kind: str, inside: httpx.Client) -> None:
    @ATTACK
    @given(_contents(kind))
    def tell(content: Any) -> None:
        change = {"verb": "created", "kind": kind, "content": content, "validity": {"start_date": "2026-11-01"}}
        answer = _sent(inside, _PREVIEW, change)
        assert answer.status_code in (200, 400, 413, 422), answer.text[:500]
        if answer.status_code == 422:
            fields = [one["field"] for one in answer.json()["errors"]]
            assert all(one.startswith(("content", "validity")) for one in fields), fields

    tell()


_CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "verb": st.sampled_from(("created", "corrected", "annulled", "ended", "CREATED")) | ANYTHING,
        "kind": st.sampled_from(("address", "contact", "ADDRESS")) | ANYTHING,
        "fact_id": _UUIDS | ANYTHING,
        "previous_version_id": _UUIDS | ANYTHING,
        "content": st.sampled_from(({"city": "RIOM"}, {"email": "a@example.org"})) | ANYTHING,
        "validity": st.fixed_dictionaries({}, optional={"start_date": DATES | ANYTHING, "end_date": DATES | ANYTHING}) | ANYTHING,
    },
)  # fmt: skip


@ATTACK
@given(_CHANGES | ANYTHING)
def test_no_change_is_too_strange_to_be_previewed(inside: httpx.Client, change: Any) -> None:
    answer = _sent(inside, _PREVIEW, change)
    assert answer.status_code in (200, 400, 404, 409, 413, 422)


@ATTACK
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "change": _CHANGES | ANYTHING,
            "etag": TEXTS | ANYTHING,
            "refused_organismes": st.lists(st.sampled_from(("dgfip", "cnaf", "DGFIP", "x" * 41)) | ANYTHING) | ANYTHING,
        },
    )
)
def test_no_confirmation_is_too_strange_to_be_refused(inside: httpx.Client, confirmation: Any) -> None:
    answer = _sent(inside, _DECLARE, confirmation, **{"Idempotency-Key": str(uuid4())})
    assert answer.status_code in (400, 404, 409, 412, 413, 422)


@pytest.mark.parametrize("day", ["2025-02-29", "0000-01-01", "10000-01-01", "2026-13-01", "٢٠٢٦-٠١-٠١", "2026-01-01\n"])
def test_a_day_that_does_not_exist_is_refused_by_the_name_of_its_field(day: str, inside: httpx.Client) -> None:
    change = {"verb": "created", "kind": "address", "content": {"city": "RIOM"}, "validity": {"start_date": day}}
    answer = _sent(inside, _PREVIEW, change)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["validity.start_date"]


@pytest.mark.parametrize(
    "street",
    [
        "12 rue de l\u2019Église-d\u2019Œuilly",
        "\u202e12 rue à l'envers",
        "12 شارع السلام",
        "12 rue 👩‍👩‍👧‍👦",
        "12 rue e\u0301le\u0301gante",
        "'; DROP TABLE facts; --",
        "<b>12</b> rue {{7*7}}",
    ],
)
def test_what_is_accepted_is_kept_as_it_was_told(street: str, inside: httpx.Client) -> None:
    content = {
        "street": street,
        "postal_code": "63200",
        "city": "RIOM",
        "commune_code": "63300",
        "country_code": "99100",
    }
    start = date.today().isoformat()
    change = {"verb": "created", "kind": "address", "content": content, "validity": {"start_date": start}}
    preview = _sent(inside, _PREVIEW, change)
    if preview.status_code == 422:
        assert [one["field"] for one in preview.json()["errors"]] == ["content.street"]
        return
    body = {"change": change, "etag": preview.json()["etag"], "repeat": preview.json().get("already_told") is not None}
    declared = _sent(inside, _DECLARE, body, **{"Idempotency-Key": str(uuid4())})
    assert declared.status_code == 201, declared.text
    told = check(inside.get("/api/v1/facts", params={"page_size": 200})).json()["facts"]
    # Two ways to write the same « é » are the same word: the composed one is kept.
    assert normalize("NFC", street) in [one["content"]["street"] for one in told if one["kind"] == "address"]
