"""What was told already is not told again without a word."""

from datetime import UTC, date, datetime

import pytest
from mesdroits.situation.v1 import ledger_pb2
from mesdroits.situation.v1 import situation_service_pb2 as pb

from chassis.db import new_id
from chassis.errors import Refused
from services.situation.catalogue.loader import load
from services.situation.domain.dates import Period
from services.situation.domain.facts import FactVersion, Outcome, Verb
from services.situation.domain.repeats import already_told, comparable
from services.situation.tests.acts import address, after, day, declare, moving
from services.situation.tests.parts import PlayedIdentity, Portal

KIND = load().kinds["ADDRESS"]
DECEMBER = Period(date(2026, 12, 1))
RIOM = {"street": "12 rue des Lilas", "city": "Riom"}


def version(fact: str, *, verb: Verb = Verb.CREATED, validity: Period = DECEMBER, number: int = 1) -> FactVersion:
    content = None if verb is Verb.ANNULLED else RIOM
    return FactVersion(
        f"{fact}{number}", fact, "somebody", KIND.name, number, verb, content, validity, datetime(2026, 11, number, tzinfo=UTC)
    )  # fmt: skip


def repeated(outcome: Outcome, *standing: FactVersion) -> FactVersion | None:
    return already_told(outcome, comparable(outcome, standing))


def test_the_same_words_for_the_same_days_are_a_repeat() -> None:
    assert repeated(Outcome(KIND, Verb.CREATED, RIOM, DECEMBER), version("a")) == version("a")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(KIND, Verb.CREATED, RIOM | {"city": "Issoire"}, DECEMBER),
        Outcome(KIND, Verb.CREATED, RIOM, Period(date(2026, 12, 2))),
        Outcome(KIND, Verb.CREATED, RIOM, Period(date(2026, 12, 1), date(2027, 1, 1))),
    ],
)
def test_another_word_or_another_day_is_something_new(outcome: Outcome) -> None:
    assert repeated(outcome, version("a")) is None


def test_what_was_annulled_can_be_told_anew() -> None:
    assert repeated(Outcome(KIND, Verb.CREATED, RIOM, DECEMBER), version("a", verb=Verb.ANNULLED)) is None


def test_a_correction_repeats_the_fact_that_it_corrects_and_no_other() -> None:
    mine, other = version("a"), version("b")
    outcome = Outcome(KIND, Verb.CORRECTED, RIOM, DECEMBER, previous=mine)
    assert repeated(outcome, mine, other) == mine
    assert repeated(outcome, other) is None


def test_an_end_or_an_annulment_always_says_something_new() -> None:
    mine = version("a")
    for verb in (Verb.ENDED, Verb.ANNULLED):
        assert repeated(Outcome(KIND, verb, RIOM, DECEMBER, previous=mine), mine) is None


def test_of_several_the_latest_is_named() -> None:
    later = version("b", number=2)
    assert repeated(Outcome(KIND, Verb.CREATED, RIOM, DECEMBER), later, version("a")) == later


async def test_a_preview_names_the_declaration_that_said_it_already(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    told = await declare(portal, moving())
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    assert preview.already_told == pb.AlreadyTold(
        fact_id=told.version.fact_id,
        version_id=told.version.version_id,
        declaration_id=told.declaration_id,
        declare_time=told.declare_time,
    )
    elsewhere = moving(content=address(city="Riom"))
    fresh = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=elsewhere)
    assert not fresh.HasField("already_told")


async def test_what_was_told_already_is_sent_again_only_when_the_person_says_so(
    portal: Portal, identity: PlayedIdentity
) -> None:
    identity.attach(portal.person_id, "cnaf")
    first = await declare(portal, moving())
    with pytest.raises(Refused) as refused:
        await declare(portal, moving())
    assert refused.value.reason == "ALREADY_TOLD"
    assert "déjà déclaré cela le 22 novembre 2026" in refused.value.message
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=moving())
    confirmation = {"request_id": new_id(), "change": moving(), "etag": preview.etag, "repeat_confirmed": True}
    again = await portal.call("DeclareChange", pb.DeclareChangeRequest, **confirmation)
    assert again.declaration.declaration_id != first.declaration_id


async def test_a_correction_that_corrects_nothing_is_named_too(portal: Portal, identity: PlayedIdentity) -> None:
    identity.attach(portal.person_id, "cnaf")
    version_told = (await declare(portal, moving())).version
    same = after(version_told, ledger_pb2.VERB_CORRECTED, content=address())
    preview = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=same)
    assert preview.already_told.version_id == version_told.version_id
    later = after(version_told, ledger_pb2.VERB_CORRECTED, content=address(), validity={"start_date": day(2026, 12, 2)})
    moved = await portal.call("PreviewChange", pb.PreviewChangeRequest, change=later)
    assert not moved.HasField("already_told")
