from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidInput
from sandbox.organismes.dates import iso
from sandbox.organismes.paging import page
from sandbox.organismes.papers import attestations_of, statement_key, statements_of
from sandbox.organismes.payments import payments_of
from sandbox.organismes.personas import OrganismeFile
from sandbox.organismes.rights import rights_of

TODAY = date(2026, 11, 22)


def _file(**fields: Any) -> OrganismeFile:
    usual = {"quality": "HOLDER", "since": "2010-01-01", "regime": "GENERAL", "office": "Caf du Puy-de-Dôme"}
    return OrganismeFile.model_validate(usual | fields)


def _paid(right: dict[str, Any], organisme: str = "cnaf") -> list[str]:
    return [iso(line.payment_date) for line in payments_of(organisme, _file(rights=[right]), TODAY)]


def test_a_monthly_right_is_paid_in_arrears_on_the_usual_day() -> None:
    right = {"benefit": "apl", "start": "2026-08-01", "amount_cents": 28400}
    assert _paid(right) == ["2026-11-05", "2026-10-05", "2026-09-05"]


def test_an_ended_right_is_paid_for_its_last_month_and_no_more() -> None:
    right = {
        "benefit": "apl",
        "start": "2026-07-01",
        "end": "2026-08-31",
        "amount_cents": 1,
        "state": "ENDED",
        "reason": "…",
    }
    assert _paid(right) == ["2026-09-05", "2026-08-05"]


def test_a_suspended_right_is_no_longer_paid() -> None:
    right = {"benefit": "rsa", "start": "2026-06-01", "amount_cents": 1, "state": "SUSPENDED", "reason": "…"}
    assert _paid(right | {"suspended_since": "2026-08-31"}) == ["2026-09-05", "2026-08-05", "2026-07-05"]


def test_a_right_that_is_only_asked_for_is_not_paid() -> None:
    assert _paid({"benefit": "rsa", "start": "2026-06-01", "amount_cents": 1, "state": "REQUESTED"}) == []


def test_a_yearly_right_is_paid_in_its_month() -> None:
    right = {"benefit": "ars", "start": "2023-08-01", "amount_cents": 1, "paid": "yearly", "month": 8, "day": 18}
    assert _paid(right) == ["2026-08-18", "2025-08-18"]


def test_a_right_paid_once_is_paid_when_it_starts() -> None:
    right = {"benefit": "capital-deces", "start": "2026-09-13", "amount_cents": 1, "paid": "once"}
    assert _paid(right, "cnam") == ["2026-09-13"]


def test_payments_go_back_twenty_four_months() -> None:
    days = _paid({"benefit": "apl", "start": "2010-01-01", "amount_cents": 1})
    assert (len(days), days[-1]) == (24, "2024-12-05")


def test_a_payment_written_by_hand_replaces_those_of_its_benefit() -> None:
    right = {"benefit": "rsa", "start": "2020-01-01", "amount_cents": 21200}
    kept = {"benefit": "rsa", "date": "J-17", "amount_cents": 16900, "expected_cents": 21200, "recovered_cents": 4300}
    [line] = payments_of("cnaf", _file(rights=[right], payments=[kept | {"reason": "Trop-perçu."}]), TODAY)
    assert (line.amount_cents, line.expected_cents, line.recovered_cents) == (16900, 21200, 4300)


def test_a_right_without_an_amount_has_none_rather_than_zero() -> None:
    [line] = rights_of(_file(rights=[{"benefit": "puma", "start": "2016-01-01"}]), TODAY)
    assert not line.HasField("amount_cents")
    assert not line.period.HasField("end_date")
    assert line.decided_by == "Caf du Puy-de-Dôme"


def test_a_right_that_ended_more_than_twenty_four_months_ago_is_not_answered() -> None:
    ended = {"benefit": "puma", "start": "2016-01-01", "end": "2024-11-21", "state": "ENDED", "reason": "…"}
    assert rights_of(_file(rights=[ended]), TODAY) == []


def test_the_usual_attestation_is_given_unless_the_persona_says_which() -> None:
    [usual] = attestations_of("cnam", _file(), TODAY)
    assert usual.title == "Attestation de droits à l'assurance maladie"
    assert iso(usual.expiry_date) == "2026-11-30"
    assert attestations_of("cnam", _file(attestations=[]), TODAY) == []
    told = {"id": "IJ-1", "title": "Indemnités journalières", "statement": "…", "issued": "J-1"}
    assert [one.health for one in attestations_of("cnam", _file(attestations=[told, told | {"health": True}]), TODAY)] == [
        False, True,
    ]  # fmt: skip
    assert attestations_of("dgfip", _file(), TODAY) == []


def test_pages_follow_one_another_and_miss_nothing() -> None:
    statements = [{"id": f"s{n}", "date": f"J-{n // 2 + 1}", "title": "Relevé"} for n in range(7)]
    lines = statements_of(_file(statements=statements), TODAY)
    seen, token, pages = [], "", 0
    while pages == 0 or token:
        part, token = page(lines, statement_key, 3, token)
        seen += part
        pages += 1
    assert (seen, pages) == (lines, 3)


def test_a_token_that_we_did_not_make_is_refused() -> None:
    lines = statements_of(_file(statements=[{"id": "s", "date": "J-1", "title": "Relevé"}]), TODAY)
    with pytest.raises(InvalidInput):
        page(lines, statement_key, 3, "nonsense")
