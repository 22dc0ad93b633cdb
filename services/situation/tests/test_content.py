"""What a fact may say: formats, windows and rules of the catalogue, with the faults that a person reads."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st
from mesdroits.common.v1 import date_pb2
from mesdroits.situation.v1 import facts_pb2

from services.situation.catalogue.loader import load
from services.situation.domain.content import normalised, violations
from services.situation.domain.dates import Window, add_months, french_date
from services.situation.domain.formats import FORMATS
from services.situation.domain.preview import shown_fields
from services.situation.mapping.content import content_message, content_of, date_message

CATALOGUE = load()
TODAY = date(2026, 11, 22)
RIGHT = {
    "iban": ["FR1420041010050500013M02606", "BE68539007547034", "NO9386011117947"],
    "siret": ["73282932000074", "35600000049837"],
    "telephone": ["+33612345678"],
    "email": ["prenom.nom+x@exemple.gouv.fr"],
    "postal_code": ["63000", "20090"],
    "commune_code": ["63113", "2A004", "97411"],
    "country_code": ["99100"],
}
WRONG = {
    "iban": ["FR1420041010050500013M02607", "FR14 2004", "BE6853900754703", "FR7620041010050500013M02606", ""],
    "siret": ["73282932000075", "7328293200007", "ABCDEFGHIJKLMN"],
    "telephone": ["0612345678", "+33 6", "+0612345678"],
    "email": ["nom@exemple", "nom", "a@@b.fr", "a b@c.fr"],
    "postal_code": ["6300", "2A000", "６３０００"],
    "commune_code": ["2C004", "631130"],
    "country_code": ["100", "FR", "99\u0661\u0660\u0660"],
}


def faults(kind: str, content: dict[str, Any]) -> dict[str, str]:
    spec = CATALOGUE.kinds[kind]
    return {found.field: found.description for found in violations(spec, normalised(spec, content), TODAY)}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, listed in RIGHT.items() for value in listed])
def test_a_right_value_passes_its_format(name: str, value: str) -> None:
    assert FORMATS[name](value) is None


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, listed in WRONG.items() for value in listed])
def test_a_wrong_value_is_refused_in_french(name: str, value: str) -> None:
    fault = FORMATS[name](value)
    assert fault
    assert fault.endswith(".")


def test_every_format_has_right_and_wrong_examples() -> None:
    assert set(RIGHT) == set(WRONG) == set(FORMATS)


def test_an_iban_pasted_with_spaces_is_understood() -> None:
    tidy = normalised(
        CATALOGUE.kinds["BANK_ACCOUNT"], {"iban": "fr14 2004 1010 0505 0001 3m02 606", "holder_name": " A  B "}
    )
    assert tidy == {"iban": "FR1420041010050500013M02606", "holder_name": "A B"}


def test_an_address_abroad_needs_no_postal_code_and_one_in_france_does() -> None:
    abroad = {"street": "Rue de la Loi 1", "city": "Bruxelles", "country_code": "99131"}
    assert faults("ADDRESS", abroad) == {}
    assert faults("ADDRESS", abroad | {"country_code": ""}) == {"postal_code": "Cette information est obligatoire."}
    assert faults("ADDRESS", abroad | {"postal_code": "B-1000"}) == {}


@pytest.mark.parametrize("mark", ["\ufffd", "🏠", "👍🏽", "☎", "\ue000", "\u0378", "\u0007", "\u200b"])
def test_a_symbol_that_no_organisme_can_print_is_refused_in_an_address(mark: str) -> None:
    content = {"street": f"12 rue {mark} des Lilas", "postal_code": "63200", "city": f"Riom{mark}"}
    assert set(faults("ADDRESS", content)) == {"street", "city"}


def test_the_words_of_french_addresses_are_accepted() -> None:
    content = {"street": "N° 12 bis, l'Œuvre & Cie – 1/2", "postal_code": "68000", "city": "L'Haÿ-les-Roses"}
    assert faults("ADDRESS", content) == {}


def test_a_place_stands_for_a_street() -> None:
    assert faults("ADDRESS", {"place": "Le Bourg", "postal_code": "03450", "city": "Ébreuil"}) == {}


@pytest.mark.parametrize(("day", "allowed"), [(TODAY, True), (TODAY + timedelta(days=1), False)])
def test_a_birth_is_not_in_the_future(day: date, allowed: bool) -> None:
    child = {"circumstance": "NAISSANCE", "birth_date": day.isoformat(), "given_names": "Léa", "family_name": "Martin"}
    assert (faults("CHILD_ARRIVAL", child) == {}) is allowed


def test_a_date_that_does_not_exist_is_refused_and_29_february_exists_in_leap_years() -> None:
    status = {"status": "MARIAGE", "event_date": "2023-02-29"}
    assert faults("FAMILY_STATUS", status) == {"event_date": "Cette date n'existe pas."}
    assert faults("FAMILY_STATUS", status | {"event_date": "2024-02-29"}) == {}


def test_a_nature_of_resource_stands_on_one_line() -> None:
    line = {"nature": "SALAIRE", "amount_cents": 100000}
    resources = {"month": "2026-10-01", "lines": [line, {"nature": "CHOMAGE", "amount_cents": -1}, line]}
    assert set(faults("MONTHLY_RESOURCES", resources)) == {"lines[1].amount_cents", "lines[2]"}
    assert set(faults("MONTHLY_RESOURCES", {"month": "2026-10-02", "lines": []})) == {"month", "lines"}


def test_a_month_without_any_resource_can_be_told_with_a_zero() -> None:
    assert faults("MONTHLY_RESOURCES", {"month": "2026-10-01", "lines": [{"nature": "AUTRE", "amount_cents": 0}]}) == {}


def test_a_rate_of_zero_is_a_rate_that_was_not_told() -> None:
    assert faults("DISABILITY_RECOGNITION", {"recognition": "RQTH", "incapacity_rate": 0}) == {}
    assert set(faults("DISABILITY_RECOGNITION", {"recognition": "TAUX", "incapacity_rate": 0})) == {"incapacity_rate"}


def test_an_unknown_code_and_an_endless_text_are_refused() -> None:
    assert set(faults("EMPLOYMENT_STATUS", {"status": "PIRATE", "employer_name": "x" * 101})) == {
        "status",
        "employer_name",
    }


def test_values_are_shown_as_a_person_reads_them() -> None:
    resources = {"month": "2026-10-01", "lines": [{"nature": "SALAIRE", "amount_cents": 123456}]}
    shown = shown_fields(CATALOGUE.kinds["MONTHLY_RESOURCES"].fields, resources)
    assert [(line.field, line.value) for line in shown] == [
        ("month", "octobre 2026"),
        ("lines[0].nature", "Salaire"),
        ("lines[0].amount_cents", "1\u202f234,56\u00a0€"),
    ]
    assert french_date(date(2026, 3, 1)) == "1er mars 2026"
    account = shown_fields(CATALOGUE.kinds["BANK_ACCOUNT"].fields, {"iban": "FR1420041010050500013M02606"})
    assert account[0].value == "FR14 2004 1010 0505 0001 3M02 606"


def test_months_are_counted_to_the_last_day_of_a_shorter_one() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert Window(3, 3).bounds(date(2026, 11, 30)) == (date(2026, 8, 30), date(2027, 2, 28))


@given(st.dates(), st.integers(-2000, 2000), st.integers(0, 2000))
def test_more_months_never_lead_to_an_earlier_day(day: date, months: int, more: int) -> None:
    assert add_months(day, months) <= add_months(day, months + more)


def fill(message: Message, draw: Callable[[Any], Any]) -> None:
    """Put anything in any field."""
    for field in message.DESCRIPTOR.fields:
        if field.is_repeated:
            for _ in range(draw(st.integers(0, 2))):
                fill(getattr(message, field.name).add(), draw)
        elif field.type == field.TYPE_MESSAGE:
            if draw(st.booleans()):
                getattr(message, field.name).CopyFrom(date_message(draw(st.dates())))
        else:
            values = {field.TYPE_STRING: st.text(max_size=5), field.TYPE_BOOL: st.booleans()}
            setattr(message, field.name, draw(values.get(field.type, st.integers(-(2**31), 2**31 - 1))))


@given(st.sampled_from(sorted(CATALOGUE.kinds)), st.data())
def test_any_content_survives_the_way_to_its_message_and_back(kind: str, data: st.DataObject) -> None:
    message = facts_pb2.FactContent()
    inner = getattr(message, kind.lower())
    inner.SetInParent()
    fill(inner, data.draw)
    content = content_of(message)
    assert content is not None
    assert content_message(kind, content) == message


def test_a_date_goes_through_as_text() -> None:
    message = facts_pb2.FactContent(
        pregnancy=facts_pb2.Pregnancy(expected_date=date_pb2.Date(year=2027, month=2, day=29), expected_children=1)
    )
    assert content_of(message) == {"expected_date": "2027-02-29", "expected_children": 1}
    assert set(faults("PREGNANCY", content_of(message) or {})) == {"expected_date"}
