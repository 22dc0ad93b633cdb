"""The three questions of the press kit and what silence does to them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.errors import InvalidRightError
from services.rights.domain.exposure import Level
from services.rights.domain.rights import Appeal, RightLine, RightState, SourceState, SourceStatus
from services.rights.domain.view import DomainView, PotentialRight, PotentialState, View, Viewer, build_view
from services.rights.domain.vocabulary import Answer, Domain, Organisme, PaymentPeriod, Regime

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 22)
FETCHED = datetime(2026, 11, 22, 9, tzinfo=UTC)
ANNE = Viewer(frozenset({Regime.GENERAL}), TODAY, health_cleared=True)
FRESH = {o: SourceStatus(o, SourceState.FRESH, FETCHED) for o in Organisme}
RSA = RightLine(
    "rsa", Organisme.CNAF, RightState.OPEN, date(2026, 3, 1), None, 64_652, decided_by="Caf du Cantal",
    decided_on=date(2026, 3, 10), appeal=Appeal("le département", date(2026, 5, 10)),
)  # fmt: skip


def sources(**states: SourceState) -> dict[Organisme, SourceStatus]:
    return FRESH | {Organisme(o): SourceStatus(Organisme(o), state, retry_in_s=30) for o, state in states.items()}


def bubble(view: View, domain: Domain) -> DomainView:
    return next(d for d in view.domains if d.domain is domain)


def solidarity(*lines: RightLine, viewer: Viewer = ANNE, **states: SourceState) -> DomainView:
    return bubble(build_view(viewer, lines, sources(**states), CATALOGUE), Domain.SOLIDARITE)


def potential(seen: DomainView) -> dict[str, PotentialRight]:
    return {p.benefit_id: p for p in seen.potential}


def test_the_six_domains_are_always_there_in_the_order_of_the_portal() -> None:
    assert [d.domain for d in build_view(ANNE, [], {}, CATALOGUE).domains] == list(Domain)


def test_an_open_right_answers_yes_by_whom_and_how_much() -> None:
    seen = solidarity(RSA)
    assert (seen.paid, seen.paid_by, seen.monthly_cents) == (Answer.YES, (Organisme.CNAF,), 64_652)
    assert seen.lines == (RSA,)


def test_everyone_answered_and_nothing_is_held_answers_no() -> None:
    seen = solidarity()
    assert (seen.paid, seen.paid_by, seen.unanswered, seen.monthly_cents) == (Answer.NO, (), (), None)


@pytest.mark.parametrize("state", [SourceState.UNAVAILABLE, SourceState.STALE])
def test_a_silent_manager_makes_the_answer_unknown(state: SourceState) -> None:
    seen = solidarity(cnaf=state)
    assert (seen.paid, seen.unanswered) == (Answer.UNKNOWN, (Organisme.CNAF,))
    assert potential(seen)["rsa"].held is Answer.UNKNOWN


def test_an_organisme_nobody_asked_counts_as_silent() -> None:
    seen = bubble(build_view(ANNE, [], {}, CATALOGUE), Domain.FAMILLE)
    assert (seen.paid, seen.unanswered) == (Answer.UNKNOWN, (Organisme.CNAF,))


def test_an_organisme_that_holds_no_file_has_answered() -> None:
    assert solidarity(cnaf=SourceState.NOT_ATTACHED).paid is Answer.NO


def test_another_source_saying_yes_outweighs_a_silence_but_not_the_total() -> None:
    seen = solidarity(RSA, cnav=SourceState.UNAVAILABLE)
    assert (seen.paid, seen.unanswered, seen.monthly_cents) == (Answer.YES, (Organisme.CNAV,), None)


def test_a_stale_right_still_says_yes_and_its_source_stays_listed() -> None:
    seen = solidarity(RSA, cnaf=SourceState.STALE)
    assert (seen.paid, seen.unanswered) == (Answer.YES, (Organisme.CNAF,))


def test_a_right_of_an_unavailable_source_is_not_shown() -> None:
    assert solidarity(RSA, cnaf=SourceState.UNAVAILABLE).lines == ()


def test_a_former_organisme_that_is_silent_matters_too() -> None:
    assert solidarity(msa=SourceState.UNAVAILABLE).paid is Answer.UNKNOWN


def test_a_silence_in_another_domain_changes_nothing() -> None:
    assert solidarity(france_travail=SourceState.UNAVAILABLE).paid is Answer.NO


@pytest.mark.parametrize("state", [RightState.SUSPENDED, RightState.ENDED, RightState.REQUESTED])
def test_a_right_that_is_not_open_does_not_pay(state: RightState) -> None:
    assert solidarity(replace(RSA, state=state)).paid is Answer.NO


def test_a_right_whose_state_is_not_known_makes_the_answer_unknown() -> None:
    assert solidarity(replace(RSA, state=RightState.UNKNOWN)).paid is Answer.UNKNOWN


@pytest.mark.parametrize(("start", "end"), [(date(2026, 12, 1), None), (date(2026, 1, 1), date(2026, 11, 21))])
def test_a_right_out_of_its_period_does_not_pay(start: date, end: date | None) -> None:
    assert solidarity(replace(RSA, start=start, end=end)).paid is Answer.NO


def test_the_last_day_of_a_right_still_pays() -> None:
    assert solidarity(replace(RSA, end=TODAY)).paid is Answer.YES


def test_what_is_not_held_is_listed_as_not_simulated() -> None:
    seen = potential(solidarity(RSA))
    assert "rsa" not in seen
    assert {"prime-activite", "aah", "aspa"} <= set(seen)
    assert {p.state for p in seen.values()} == {PotentialState.NOT_SIMULATED}


@pytest.mark.parametrize("state", [RightState.REQUESTED, RightState.SUSPENDED])
def test_a_right_under_way_is_not_offered_again(state: RightState) -> None:
    assert "rsa" not in potential(solidarity(replace(RSA, state=state)))


def test_holding_rsa_points_to_the_health_cover_and_says_so() -> None:
    seen = bubble(build_view(ANNE, [RSA], FRESH, CATALOGUE), Domain.SANTE)
    c2s = potential(seen)["c2s"]
    assert (c2s.because, c2s.state, c2s.held) == (("rsa",), PotentialState.NOT_SIMULATED, Answer.NO)


def test_a_service_is_never_a_payment() -> None:
    doctor = RightLine("medecin-traitant", Organisme.CNAM, RightState.OPEN)
    seen = bubble(build_view(ANNE, [doctor], FRESH, CATALOGUE), Domain.SANTE)
    assert (seen.paid, seen.paid_by, seen.lines) == (Answer.NO, (), (doctor,))


def test_health_details_wait_for_a_higher_assurance_without_lying() -> None:
    aah = RightLine("aah", Organisme.CNAF, RightState.OPEN, amount_cents=103_332)
    seen = solidarity(aah, viewer=replace(ANNE, health_cleared=False))
    assert (seen.paid, seen.lines, seen.withheld_lines, seen.monthly_cents) == (Answer.YES, (), 1, None)
    assert potential(seen)["aah"].held is Answer.UNKNOWN
    assert potential(seen)["majoration-vie-autonome"].because == ()


def test_an_unknown_benefit_is_kept_aside_and_breaks_nothing() -> None:
    odd = RightLine("aide-inconnue", Organisme.CNAF, RightState.OPEN)
    view = build_view(ANNE, [odd, RSA], FRESH, CATALOGUE)
    assert view.unrecognised == (odd,)
    assert bubble(view, Domain.SOLIDARITE).paid is Answer.YES


def test_a_domain_not_open_yet_shows_nothing_but_its_date() -> None:
    april = replace(ANNE, on=date(2017, 4, 1))
    apl = RightLine("apl", Organisme.CNAF, RightState.OPEN, amount_cents=25_000)
    seen = bubble(build_view(april, [apl], FRESH, CATALOGUE), Domain.LOGEMENT)
    assert (seen.exposure.level, seen.exposure.expected_date) == (Level.NONE, date(2017, 6, 30))
    assert (seen.paid, seen.lines, seen.potential) == (Answer.UNKNOWN, (), ())


def test_the_first_level_shows_the_right_but_not_its_details() -> None:
    opening = replace(ANNE, on=date(2017, 3, 20))
    af = RightLine("af", Organisme.CNAF, RightState.OPEN, date(2016, 1, 1), amount_cents=12_992, decided_by="Caf")
    first = bubble(build_view(opening, [af], FRESH, CATALOGUE), Domain.FAMILLE)
    assert (first.paid, first.monthly_cents) == (Answer.YES, None)
    assert first.lines == (RightLine("af", Organisme.CNAF, RightState.OPEN),)
    enriched = bubble(build_view(replace(ANNE, on=date(2017, 4, 30)), [af], FRESH, CATALOGUE), Domain.FAMILLE)
    assert (enriched.lines[0].amount_cents, enriched.lines[0].decided_by) == (12_992, None)


def test_an_appeal_follows_the_decision_by_two_months() -> None:
    assert CATALOGUE.appeal_of(replace(RSA, appeal=None, decided_on=date(2026, 12, 31))).deadline == date(2027, 2, 28)
    assert CATALOGUE.appeal_of(replace(RSA, appeal=None, decided_on=None)).deadline is None
    assert CATALOGUE.appeal_of(replace(RSA, appeal=None, decided_on=date.max)).deadline is None
    assert CATALOGUE.appeal_of(RSA) == RSA.appeal


def test_a_right_cannot_end_before_it_starts() -> None:
    with pytest.raises(InvalidRightError):
        replace(RSA, end=date(2026, 2, 28))


line = st.builds(
    RightLine,
    benefit_id=st.sampled_from(sorted(CATALOGUE.benefits)),
    organisme=st.sampled_from(Organisme),
    state=st.sampled_from(RightState),
    amount_cents=st.none() | st.integers(1, 300_000),
    payment_period=st.none() | st.sampled_from(PaymentPeriod),
)
status = st.builds(SourceStatus, st.sampled_from(Organisme), st.sampled_from(SourceState))
all_sources = st.lists(status, max_size=10).map(lambda given: {s.organisme: s for s in given})
viewers = st.builds(Viewer, st.frozensets(st.sampled_from(Regime)), st.just(TODAY), st.booleans())


@settings(max_examples=150)
@given(viewers, st.lists(line, max_size=12), all_sources)
def test_silence_is_never_read_as_no_and_unknown_is_never_zero(
    viewer: Viewer, lines: list[RightLine], answered: dict[Organisme, SourceStatus]
) -> None:
    for seen in build_view(viewer, lines, answered, CATALOGUE).domains:
        assert (seen.paid is Answer.YES) == bool(seen.paid_by)
        if seen.paid is Answer.NO:
            assert not seen.unanswered
            assert all(answered[o].has_settled for o in seen.managed_by)
        assert seen.monthly_cents != 0
        assert all(shown in lines for shown in seen.lines)  # nothing is invented, None stays None
        if seen.monthly_cents is not None:
            assert not seen.unanswered
            assert not seen.withheld_lines


@settings(max_examples=150)
@given(viewers, st.lists(line, max_size=12), all_sources)
def test_an_organisme_falling_silent_never_turns_unknown_into_a_sure_answer(
    viewer: Viewer, lines: list[RightLine], answered: dict[Organisme, SourceStatus]
) -> None:
    quiet = {o: replace(s, status=SourceState.UNAVAILABLE) for o, s in answered.items()}
    before = build_view(viewer, lines, answered, CATALOGUE).domains
    after = build_view(viewer, lines, quiet, CATALOGUE).domains
    for known, unknown in zip(before, after, strict=True):
        assert unknown.paid is Answer.UNKNOWN or not unknown.managed_by
        assert set(known.unanswered) <= set(unknown.unanswered)


@settings(max_examples=150)
@given(viewers, st.lists(line, max_size=12), all_sources)
def test_every_benefit_of_a_domain_is_either_in_hand_or_potential_never_promised(
    viewer: Viewer, lines: list[RightLine], answered: dict[Organisme, SourceStatus]
) -> None:
    for seen in build_view(viewer, lines, answered, CATALOGUE).domains:
        offered = {p.benefit_id for p in seen.potential}
        shown = {x.benefit_id for x in seen.lines if x.state in (RightState.OPEN, RightState.REQUESTED)}
        managed = {b.id for b in CATALOGUE.of_domain(seen.domain, TODAY) if b.managers_for(viewer.regimes, TODAY)}
        assert not offered & shown
        assert managed <= offered | {x.benefit_id for x in seen.lines}
        assert all(p.state is PotentialState.NOT_SIMULATED for p in seen.potential)
