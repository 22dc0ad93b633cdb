"""A delivery moves forward whatever the order of the news, and checks hold for what was checked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.situation.domain.controls import Control, Level, covers, fault, offered
from services.situation.domain.delivery import RECEIPTS, Delivery, Receipt, State, answered, given_up, sent_again

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = NOW.date()
SENT = Delivery("d", "dc", "p", "v", "f", "ADDRESS", "cnaf", ("city",), "CSS", "e", State.SENT, NOW)
CDC = replace(SENT, delivery_id="d2", organisme="cdc", event_id="e2")
states = st.sampled_from(sorted(RECEIPTS))


def says(state: State, *, reason: str = "", time: datetime | None = None) -> Receipt:
    return Receipt("cnaf", "d", state, reason, time)


@given(st.lists(states, min_size=1), st.randoms())
def test_the_order_and_the_repetition_of_receipts_do_not_matter(news: list[State], random: object) -> None:
    shuffled = news * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    ends = set()
    for order in (news, shuffled):
        delivery = SENT
        for state in order:
            delivery = answered(delivery, says(state), NOW)
        ends.add(delivery.state)
    assert len(ends) == 1


@given(st.lists(states | st.just(State.DEAD)))
def test_a_delivery_never_goes_back(news: list[State]) -> None:
    delivery, order = SENT, list(State)
    for state in news:
        step = given_up(delivery, "", NOW) if state is State.DEAD else answered(delivery, says(state), NOW)
        assert order.index(step.state) >= order.index(delivery.state)
        delivery = step


def test_a_late_received_does_not_undo_applied() -> None:
    applied = answered(SENT, says(State.APPLIED), NOW)
    assert answered(applied, says(State.RECEIVED), NOW) == applied


def test_a_refused_or_checked_change_may_still_be_applied() -> None:
    for first in (State.REJECTED, State.CONTROL_REQUESTED):
        asked = answered(SENT, says(first, reason="Adresse inconnue."), NOW)
        assert asked.reason == "Adresse inconnue."
        applied = answered(asked, says(State.APPLIED), NOW)
        assert (applied.state, applied.reason) == (State.APPLIED, "")


def test_a_refusal_without_a_reason_says_that_none_was_given() -> None:
    assert answered(SENT, says(State.REJECTED), NOW).reason == "L'organisme n'a pas précisé pourquoi."


def test_an_answer_revives_a_dead_delivery_and_a_late_acknowledgement_does_not() -> None:
    dead = given_up(SENT, "Trop d'essais.", NOW)
    assert answered(dead, says(State.RECEIVED), NOW).state is State.DEAD
    assert answered(dead, says(State.APPLIED), NOW).state is State.APPLIED
    assert given_up(answered(SENT, says(State.APPLIED), NOW), "", NOW).state is State.APPLIED


def test_a_delivery_sent_again_is_another_event_of_the_same_delivery() -> None:
    again = sent_again(given_up(SENT, "Trop d'essais.", NOW), "e2", NOW)
    assert (again.delivery_id, again.event_id, again.state, again.reason) == ("d", "e2", State.PENDING, "")


def test_a_step_is_neither_in_the_future_nor_before_the_last_one() -> None:
    early = answered(SENT, says(State.RECEIVED, time=NOW - timedelta(days=1)), NOW)
    ahead = answered(SENT, says(State.RECEIVED, time=NOW + timedelta(days=1)), NOW)
    assert early.state_time == ahead.state_time == NOW


CONTROL = Control(
    "c", "p", "f", "v", "ADDRESS", "cnaf", ("city", "street"), Level.DOCUMENT, NOW, TODAY + timedelta(days=90)
)


def test_a_check_covers_its_own_version_its_fields_and_its_time() -> None:
    assert covers(CONTROL, "v", ["city"], TODAY)
    assert not covers(CONTROL, "later", ["city"], TODAY)
    assert not covers(CONTROL, "v", ["city", "complement"], TODAY)
    assert covers(CONTROL, "v", ["city"], CONTROL.expiry)
    assert not covers(CONTROL, "v", ["city"], CONTROL.expiry + timedelta(days=1))


def test_a_check_is_offered_for_the_fields_that_the_other_receives_itself() -> None:
    assert offered(CONTROL, CDC, ["city"], TODAY) == replace(CONTROL, scope=("city",))
    assert offered(CONTROL, CDC, ["complement"], TODAY) is None
    assert offered(CONTROL, replace(CDC, version_id="later"), ["city"], TODAY) is None
    assert offered(CONTROL, SENT, ["city"], TODAY) is None
    assert offered(CONTROL, CDC, ["city"], CONTROL.expiry + timedelta(days=1)) is None


def test_an_organisme_vouches_only_for_what_it_received_and_for_a_time() -> None:
    assert fault(["city"], ["city"], TODAY, TODAY) is None
    assert fault([], ["city"], TODAY, TODAY)
    assert fault(["street"], ["city"], TODAY, TODAY)
    assert fault(["city"], ["city"], TODAY, TODAY - timedelta(days=1))
    assert fault(["city"], ["city"], TODAY, date(2040, 1, 1))
