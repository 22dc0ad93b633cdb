"""The counting of `make faults` finds what it should: each test plants one fault in sound evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from mesdroits.common.v1 import legal_basis_pb2
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from services.situation.catalogue.loader import load
from services.situation.domain.catalogue import Catalogue
from tests.faults.counting import Evidence, Heard, Sent, Told, done_twice, lost, misdelivered

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SUBJECT = "organisme.cnaf.situation.v1.address.created"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def change(catalogue: Catalogue) -> events_pb2.SituationChanged:
    rule = catalogue.kinds["ADDRESS"].recipient("cnaf", DAY)
    assert rule
    return events_pb2.SituationChanged(
        delivery_id="delivery",
        pseudonym="p-cnaf",
        verb=ledger_pb2.VERB_CREATED,
        kind=facts_pb2.FACT_KIND_ADDRESS,
        content=facts_pb2.FactContent(address=facts_pb2.Address(street="1 rue", city="RIOM")),
        legal_basis=legal_basis_pb2.LegalBasis(reference=rule.basis.reference),
    )


@pytest.fixture
def sound(change: events_pb2.SituationChanged) -> Evidence:
    """One declaration of Sophie's, delivered to the Cnaf, applied, and told to her."""
    return Evidence(
        told=[Told("sophie", "declaration", frozenset({"cnaf"}))],
        sent=[Sent("delivery", "declaration", "person", "version", "cnaf", "APPLIED", "trace", NOON)],
        steps=[("delivery", state) for state in ("PENDING", "SENT", "RECEIVED", "APPLIED")],
        journal=[("person", "cnaf", "trace", NOON)],
        checks=[("cnaf", "version")],
        heard=Heard(
            taken=frozenset({("cnaf", "delivery")}),
            applied=[("cnaf", "version")],
            names={("cnaf", "p-cnaf"): "sophie", ("cnaf", "p-other"): "camille", ("mgen", "p-mgen"): "sophie"},
            files={"sophie": frozenset({"cnaf"}), "camille": frozenset({"cnaf"})},
        ),
        messages=[(SUBJECT, change.SerializeToString())],
    )


def test_sound_evidence_has_nothing_to_say(sound: Evidence, catalogue: Catalogue) -> None:
    assert (lost(sound), done_twice(sound), misdelivered(sound, catalogue, DAY)) == ([], [], [])


def test_a_declaration_that_was_acknowledged_and_is_absent_is_lost(sound: Evidence) -> None:
    gone = replace(sound, told=[*sound.told, Told("sophie", "another", frozenset({"cnaf"}))])
    assert lost(gone) == ["declaration another: acknowledged, absent"]


def test_a_recipient_without_a_delivery_is_lost(sound: Evidence) -> None:
    short = replace(sound, told=[Told("sophie", "declaration", frozenset({"cnaf", "cnam"}))])
    assert lost(short) == ["declaration declaration: no delivery to cnam"]


def test_a_delivery_that_the_organisme_never_took_is_lost(sound: Evidence) -> None:
    assert len(lost(replace(sound, heard=replace(sound.heard, taken=frozenset())))) == 1


@pytest.mark.parametrize("state", ["PENDING", "SENT", "RECEIVED", "DEAD", "CONTROL_REQUESTED"])
def test_a_delivery_without_a_last_answer_is_lost(sound: Evidence, state: str) -> None:
    assert len(lost(replace(sound, sent=[replace(sound.sent[0], state=state)]))) == 1


def test_a_version_said_to_be_applied_that_no_file_holds_is_lost(sound: Evidence) -> None:
    assert len(lost(replace(sound, heard=replace(sound.heard, applied=[])))) == 1


def test_an_access_that_the_journal_does_not_tell_is_lost(sound: Evidence) -> None:
    assert len(lost(replace(sound, journal=[]))) == 1


def test_a_version_applied_twice_by_one_organisme_is_found(sound: Evidence) -> None:
    twice = replace(sound.heard, applied=[("cnaf", "version"), ("cnam", "version"), ("cnaf", "version")])
    assert done_twice(replace(sound, heard=twice)) == ["cnaf applied version 2 times"]


def test_a_check_made_twice_of_one_version_is_found(sound: Evidence) -> None:
    assert done_twice(replace(sound, checks=[*sound.checks, *sound.checks])) == ["cnaf checked version 2 times"]


def test_a_step_taken_twice_is_found(sound: Evidence) -> None:
    assert len(done_twice(replace(sound, steps=[*sound.steps, ("delivery", "APPLIED")]))) == 1


def test_an_access_told_twice_is_found(sound: Evidence) -> None:
    assert len(done_twice(replace(sound, journal=[*sound.journal, *sound.journal]))) == 1


def test_a_second_declaration_from_one_wish_is_found(sound: Evidence) -> None:
    extra = replace(sound.sent[0], delivery_id="d2", declaration_id="a-retry")
    found = done_twice(replace(sound, sent=[*sound.sent, extra]))
    assert found == ["declaration a-retry: written, acknowledged to nobody"]


def test_a_kind_without_a_basis_is_misdelivered(sound: Evidence, catalogue: Catalogue) -> None:
    [(_, data)] = sound.messages
    subject = "organisme.cnav.situation.v1.studies.created"
    assert catalogue.kinds["STUDIES"].recipient("cnav", DAY) is None
    assert misdelivered(replace(sound, messages=[(subject, data)]), catalogue, DAY)


def test_a_field_without_a_basis_is_misdelivered(
    sound: Evidence, catalogue: Catalogue, change: events_pb2.SituationChanged
) -> None:
    change.delivery_id, change.pseudonym = "delivery", "p-cdc"
    change.content.address.commune_code = "63300"
    rule = catalogue.kinds["ADDRESS"].recipient("cdc", DAY)
    assert rule
    assert "commune_code" not in rule.fields
    subject = "organisme.cdc.situation.v1.address.created"
    found = misdelivered(replace(sound, messages=[(subject, change.SerializeToString())]), catalogue, DAY)
    assert f"{subject}: field commune_code without a basis" in found


def test_a_message_about_another_person_is_misdelivered(
    sound: Evidence, catalogue: Catalogue, change: events_pb2.SituationChanged
) -> None:
    change.pseudonym = "p-other"
    found = misdelivered(replace(sound, messages=[(SUBJECT, change.SerializeToString())]), catalogue, DAY)
    assert len(found) == 1
    assert "camille" in found[0]


def test_a_message_to_where_the_person_has_no_file_is_misdelivered(
    sound: Evidence, catalogue: Catalogue, change: events_pb2.SituationChanged
) -> None:
    change.pseudonym = "p-mgen"
    subject = "organisme.mgen.situation.v1.address.created"
    found = misdelivered(replace(sound, messages=[(subject, change.SerializeToString())]), catalogue, DAY)
    assert f"{subject}: sophie has no file at mgen" in found


@pytest.mark.parametrize(
    "subject", ["organisme.cnaf.other.v1.address.created", "organisme.cnaf", "cnaf.x.situation.v1.a.b"]
)
def test_anything_else_in_the_stream_is_misdelivered(sound: Evidence, catalogue: Catalogue, subject: str) -> None:
    [(_, data)] = sound.messages
    assert misdelivered(replace(sound, messages=[(subject, data)]), catalogue, DAY)


def test_bytes_that_are_not_of_the_contract_are_misdelivered(sound: Evidence, catalogue: Catalogue) -> None:
    assert misdelivered(replace(sound, messages=[(SUBJECT, b"\xff\xff\xff")]), catalogue, DAY)


def test_a_checked_field_without_a_basis_is_misdelivered(sound: Evidence, catalogue: Catalogue) -> None:
    control = ledger_pb2.Control(kind=facts_pb2.FACT_KIND_ADDRESS, scope=["street", "iban"])
    offer = events_pb2.ControlOffered(pseudonym="p-cnaf", control=control)
    subject = "organisme.cnaf.situation.v1.address.controlled"
    found = misdelivered(replace(sound, messages=[(subject, offer.SerializeToString())]), catalogue, DAY)
    assert found == [f"{subject}: checked field iban without a basis"]
