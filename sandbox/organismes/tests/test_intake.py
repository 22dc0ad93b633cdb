from typing import Any

import pytest
from mesdroits.organisme.v1 import events_pb2
from mesdroits.situation.v1 import facts_pb2, ledger_pb2

from chassis.bus import Incoming
from chassis.crypto import Signer
from sandbox.organismes.intake import Disposal
from sandbox.organismes.store import Store
from sandbox.organismes.tests.desk import PERSONA, Desk
from sandbox.organismes.tests.situation import PSEUDONYM, arriving, change, signed
from sandbox.organismes.world import World
from sandbox.suite.layout import Layout

FACT = "0199b3c0-0000-7000-8000-0000000000fa"


@pytest.fixture
def cnav(layout: Layout, world: World, store: Store) -> Desk:
    """Applies addresses after 400 ms, and shares a check."""
    return Desk("cnav", layout, world, store).know(PERSONA)


@pytest.fixture
def cnam(layout: Layout, world: World, store: Store) -> Desk:
    """Wants an address checked before it applies it."""
    return Desk("cnam", layout, world, store).know(PERSONA)


def test_a_change_is_received_at_once_and_applied_later(cnav: Desk) -> None:
    assert cnav.receive(change()) is Disposal.ACKNOWLEDGE
    assert cnav.said() == ["received"]
    assert cnav.work(0.3).said() == ["received"]
    assert cnav.work(0.2).said() == ["received", "applied", "controlled"]


def test_a_check_says_what_was_checked_how_and_until_when(cnav: Desk) -> None:
    sent = change()
    cnav.receive(sent)
    made = events_pb2.ControlMade.FromString(cnav.work()._events()[-1].data)
    assert made.delivery_id == sent.delivery_id
    assert list(made.scope) == ["street", "postal_code", "city"]
    assert made.level == ledger_pb2.CONTROL_LEVEL_DOCUMENT
    assert (made.expiry_date.year, made.expiry_date.month) == (2027, 7)


def test_the_same_event_again_changes_nothing_and_is_acknowledged(cnav: Desk) -> None:
    event = arriving(signed("cnav", change(), cnav.signer))
    assert [cnav.take(event) for _ in range(3)] == [Disposal.ACKNOWLEDGE] * 3
    assert cnav.work().said() == ["received", "applied", "controlled"]
    assert cnav.take(event) is Disposal.ACKNOWLEDGE
    assert cnav.work().applied() == [(1, False)]
    assert cnav.audit.counts("cnav")["applied_twice"] == 0


def test_the_same_version_under_another_event_is_answered_but_not_applied_again(cnav: Desk) -> None:
    sent = change()
    cnav.receive(sent)
    cnav.work()
    cnav.receive(sent)
    assert cnav.work().said()[-2:] == ["applied", "controlled"]
    assert cnav.applied() == [(1, False)]


def test_a_late_version_is_applied_without_replacing_a_later_one(cnav: Desk) -> None:
    for number, verb in ((1, "CREATED"), (3, "ENDED"), (2, "CORRECTED")):
        cnav.receive(change(fact_id=FACT, number=number, verb=ledger_pb2.Verb.Value(f"VERB_{verb}")))
        cnav.work()
    assert cnav.applied() == [(1, False), (3, False), (2, True)]
    assert cnav.holds() == [(3, "ended")]
    assert cnav.said().count("applied") == 3


@pytest.mark.parametrize("verb", ["ENDED", "ANNULLED"])
def test_a_creation_overtaken_by_its_end_changes_nothing_and_is_answered(cnav: Desk, verb: str) -> None:
    content = None if verb == "ANNULLED" else change().content
    cnav.receive(change(fact_id=FACT, number=2, verb=ledger_pb2.Verb.Value(f"VERB_{verb}"), content=content))
    before = cnav.work().said()
    late = change(fact_id=FACT, number=1)
    cnav.receive(late)
    assert cnav.work().said() == [*before, "received", "applied"]
    assert cnav.last().delivery_id == late.delivery_id
    assert cnav.holds() == [(2, verb.lower())]


def test_what_has_been_overtaken_is_not_checked_any_more(cnam: Desk) -> None:
    later = change(fact_id=FACT, number=2)
    later.controls.add(control_id="c1", version_id=later.version_id, organisme="cnav")
    cnam.receive(later)
    cnam.work()
    cnam.receive(change(fact_id=FACT, number=1))
    assert cnam.work().said()[-2:] == ["received", "applied"]
    assert cnam.holds() == [(2, "created")]


def test_an_annulled_fact_has_no_content_and_is_not_checked(cnav: Desk) -> None:
    cnav.receive(change(verb=ledger_pb2.VERB_ANNULLED, content=None))
    assert cnav.work().said() == ["received", "applied"]


def test_a_refusal_has_a_reason_that_the_person_can_read(layout: Layout, world: World, store: Store) -> None:
    cnaf = Desk("cnaf", layout, world, store).know(PERSONA)
    cnaf.receive(change())
    assert cnaf.work().said() == ["received", "rejected"]
    assert cnaf.last().reason.startswith("Cette adresse est déjà celle")
    assert cnaf.applied() == []


def test_a_person_without_a_file_is_refused_with_a_reason(layout: Layout, world: World, store: Store) -> None:
    cnaf = Desk("cnaf", layout, world, store)
    assert cnaf.receive(change()) is Disposal.ACKNOWLEDGE
    assert cnaf.work().said() == ["received", "rejected"]
    assert cnaf.last().reason == "Aucun dossier ne correspond à cette personne dans notre organisme."


def test_a_content_of_another_kind_is_refused_with_a_reason(cnav: Desk) -> None:
    cnav.receive(change(kind=facts_pb2.FACT_KIND_CONTACT))
    assert cnav.work().said() == ["received", "rejected"]


def test_a_check_is_asked_for_and_awaited(cnam: Desk) -> None:
    cnam.receive(change())
    assert cnam.work().said() == ["received", "control_requested"]
    assert cnam.last().reason.startswith("Nous devons vérifier")
    assert cnam.work(3600).said() == ["received", "control_requested"]


def test_the_check_of_another_organisme_ends_the_wait(cnam: Desk) -> None:
    sent = change()
    cnam.receive(sent)
    cnam.work()
    control = ledger_pb2.Control(control_id="c1", version_id=sent.version_id, organisme="cnav")
    offer = events_pb2.ControlOffered(pseudonym=PSEUDONYM, control=control)
    assert cnam.receive(offer, verb="controlled") is Disposal.ACKNOWLEDGE
    assert cnam.work().said() == ["received", "control_requested", "applied"]


def test_a_check_that_comes_with_the_change_is_enough(cnam: Desk) -> None:
    sent = change()
    sent.controls.add(control_id="c1", version_id=sent.version_id, organisme="cnav")
    cnam.receive(sent)
    assert cnam.work().said() == ["received", "applied"]


def test_a_check_of_an_earlier_version_is_not_enough(cnam: Desk) -> None:
    sent = change()
    sent.controls.add(control_id="c1", version_id="another", organisme="cnav")
    cnam.receive(sent)
    assert cnam.work().said() == ["received", "control_requested"]


def test_a_check_that_another_organisme_made_is_not_made_again(cnav: Desk) -> None:
    sent = change()
    sent.controls.add(control_id="c1", version_id=sent.version_id, organisme="cnaf")
    cnav.receive(sent)
    assert cnav.work().said() == ["received", "applied"]


def test_a_silent_organisme_takes_the_event_and_says_nothing(layout: Layout, world: World, store: Store) -> None:
    employment = Desk("france_travail", layout, world, store).know(PERSONA)
    assert employment.receive(change()) is Disposal.ACKNOWLEDGE
    assert employment.work().said() == []
    assert employment.audit.counts("france_travail")["taken"] == 1


def test_what_the_software_breaks_on_is_retried_and_leaves_no_trace_but_its_refusals(
    layout: Layout, world: World, store: Store
) -> None:
    msa = Desk("msa", layout, world, store).know(PERSONA)
    assert msa.receive(change()) is Disposal.RETRY
    assert msa.work().said() == []
    assert [row["reason"] for row in msa.audit.refusals(0, 10)] == ["poison"]
    assert msa.audit.counts("msa")["taken"] == 0


@pytest.mark.parametrize("spoiled", ["unsigned", "forged", "altered", "undecodable", "incomplete"])
def test_what_nobody_can_be_answered_about_is_terminated(cnav: Desk, layout: Layout, spoiled: str) -> None:
    forger = Signer.from_file(layout.signing_key("rights"))
    sent = change(delivery_id="") if spoiled == "incomplete" else change()
    event = arriving(signed("cnav", sent, forger if spoiled == "forged" else cnav.signer))
    if spoiled == "unsigned":
        event = _with(event, headers={})
    if spoiled == "altered":
        event = _with(event, data=event.data + b"\x00")
    if spoiled == "undecodable":
        event = _with(event, data=b"\xff", headers={"mesdroits-signature": cnav.signer.sign(b"\xff")})
    assert cnav.take(event) is Disposal.TERMINATE
    assert cnav.said() == []
    assert len(cnav.audit.refusals(0, 10)) == 1


def test_a_transaction_that_fails_leaves_nothing(cnav: Desk) -> None:
    def fail_after_taking() -> None:
        with cnav.store.transaction():
            cnav._intake.take(arriving(signed("cnav", change(), cnav.signer)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_taking()
    assert cnav.said() == []
    assert cnav.audit.counts("cnav")["taken"] == 0


def _with(event: Incoming, **changes: Any) -> Incoming:
    return Incoming(**(vars(event) | changes))
