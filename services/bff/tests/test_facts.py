"""JSON ↔ contract, for every kind, and for whatever somebody may send."""

import contextlib
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesdroits.situation.v1 import facts_pb2

from chassis.errors import InvalidInput
from services.bff import facts
from services.bff.changes import Change, KindName, Verb, proposed
from services.bff.problems import field_path

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(sorted({f for kind in facts.KINDS for f in facts.content_schema(kind)["properties"]}))


def test_the_kinds_and_verbs_of_the_api_are_those_of_the_contract() -> None:
    assert get_args(KindName) == facts.KINDS
    assert get_args(Verb) == facts.VERBS
    contract = facts_pb2.FactKind.DESCRIPTOR.values[1:]
    assert tuple(facts.kind_name(value.number) for value in contract) == facts.KINDS


def test_lines_dates_and_numbers_go_there_and_back() -> None:
    content = {"month": "2026-10-01", "lines": [{"nature": "SALAIRE", "amount_cents": 150_000}]}
    made = facts.content_of("monthly_resources", content)
    assert made.monthly_resources.lines[0].amount_cents == 150_000
    assert made.monthly_resources.month.month == 10
    assert facts.json_of(made) == content


def test_a_content_without_any_field_is_still_of_its_kind() -> None:
    assert facts.content_of("studies", {}).WhichOneof("content") == "studies"


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [
        ("pregnancy", {"expected_children": 2**31}, "content.expected_children"),
        ("pregnancy", {"expected_children": True}, "content.expected_children"),
        ("pregnancy", {"expected_date": "2026-13-01"}, "content.expected_date"),
        ("pregnancy", {"expected_date": 20261301}, "content.expected_date"),
        ("housing", {"furnished": "oui"}, "content.furnished"),
        ("monthly_resources", {"lines": {}}, "content.lines"),
        ("monthly_resources", {"lines": ["x"]}, "content.lines[0]"),
        ("address", {"not a name": 1}, "content"),
    ],
)
def test_what_cannot_be_read_is_named(kind: str, content: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        facts.content_of(kind, content)
    assert [violation.field for violation in refused.value.violations] == [field]


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(facts.KINDS), content=st.dictionaries(_FIELDS | st.text(max_size=5), _JSON, max_size=4))
def test_whatever_is_sent_is_read_or_refused_by_name(kind: str, content: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidInput):
        made = facts.content_of(kind, content)
        assert facts.content_of(kind, facts.json_of(made) or {}) == made


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("change.content.address.city", "content.city"),
        ("change.content.city", "content.city"),
        ("change.content.lines[2].nature", "content.lines[2].nature"),
        ("change.fact_id", "fact_id"),
        ("etag", "etag"),
        ("request_id", "Idempotency-Key"),
    ],
)
def test_a_field_of_the_contract_has_its_place_in_the_json(named: str, path: str) -> None:
    assert facts.json_path(named) == path


def test_a_place_in_a_request_is_written_as_a_path() -> None:
    assert field_path(("body", "lines", 0, "nature")) == "lines[0].nature"
    assert field_path(("header", "Idempotency-Key")) == "Idempotency-Key"
    assert field_path(("header", "if_match")) == "If-Match"
    assert field_path(("body",)) == "body"


def test_every_fault_of_a_change_is_told_at_once() -> None:
    change = Change.model_validate(
        {"verb": "created", "kind": "address", "content": {"town": "x"}, "validity": {"start_date": "2026-02-30"}}
    )
    with pytest.raises(InvalidInput) as refused:
        proposed(change)
    assert [v.field for v in refused.value.violations] == ["content.town", "validity.start_date"]


@pytest.mark.parametrize(
    ("kind", "field", "type_"),
    [("address", "city", "text"), ("pregnancy", "expected_date", "date"), ("housing", "rent_cents", "number"),
     ("housing", "furnished", "boolean"), ("monthly_resources", "lines", "lines"), ("address", "unheard_of", "text")],
)  # fmt: skip
def test_a_form_knows_how_to_ask_for_a_field(kind: str, field: str, type_: str) -> None:
    assert facts.field_type(kind, field) == type_
