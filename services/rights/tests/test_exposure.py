"""The four dates of 2017 replay exactly as the press kit announced them ("QUAND ?", March 2017)."""

from datetime import date, timedelta

import pytest

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.exposure import ExposureStep, Level
from services.rights.domain.vocabulary import Domain, PortalService, Regime

MATRIX = load_catalogue().exposure
OPENING, APRIL, JUNE, YEAR_END = date(2017, 3, 20), date(2017, 4, 30), date(2017, 6, 30), date(2017, 12, 31)
NOT_FARMERS = (Regime.GENERAL, Regime.INDEPENDANTS, Regime.MGEN)
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def level(regime: Regime, subject: Domain | PortalService, on: date) -> Level:
    return MATRIX.at({regime}, subject, on).level


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("subject", [*Domain, *PortalService])
def test_nothing_is_open_the_day_before_the_opening(regime: Regime, subject: Domain | PortalService) -> None:
    exposure = MATRIX.at({regime}, subject, OPENING - DAY)
    assert (exposure.level, exposure.expected_date) == (Level.NONE, None)


def test_at_the_opening_farmers_have_everything_but_the_housing_bubble() -> None:
    levels = {domain: level(Regime.AGRICOLE, domain, OPENING) for domain in Domain}
    assert levels.pop(Domain.LOGEMENT) is Level.NONE
    assert set(levels.values()) == {Level.FULL}
    assert level(Regime.AGRICOLE, PortalService.SIMULATOR_PREFILL, OPENING) is Level.FULL


@pytest.mark.parametrize("regime", NOT_FARMERS)
def test_at_the_opening_the_others_have_a_first_level(regime: Regime) -> None:
    assert level(regime, Domain.SANTE, OPENING) is Level.FIRST
    assert level(regime, Domain.FAMILLE, OPENING) is Level.FIRST
    assert level(regime, Domain.LOGEMENT, OPENING) is Level.NONE
    assert level(regime, PortalService.SIMULATOR_PREFILL, OPENING) is Level.FIRST


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("service", [PortalService.RIGHTS_VIEW, PortalService.SIMULATOR, PortalService.LINKS])
def test_the_three_services_open_for_everyone_on_the_first_day(regime: Regime, service: PortalService) -> None:
    assert level(regime, service, OPENING) is Level.FULL


@pytest.mark.parametrize("regime", NOT_FARMERS)
def test_at_the_end_of_april_family_is_enriched_and_the_simulator_prefilled(regime: Regime) -> None:
    assert level(regime, Domain.FAMILLE, APRIL - DAY) is Level.FIRST
    assert level(regime, Domain.FAMILLE, APRIL) is Level.ENRICHED
    assert level(regime, PortalService.SIMULATOR_PREFILL, APRIL) is Level.FULL
    assert level(regime, Domain.SANTE, APRIL) is Level.FIRST
    assert level(regime, Domain.LOGEMENT, APRIL) is Level.NONE


@pytest.mark.parametrize("regime", Regime)
def test_at_the_end_of_june_the_housing_bubble_appears_for_everyone(regime: Regime) -> None:
    assert level(regime, Domain.LOGEMENT, JUNE - DAY) is Level.NONE
    assert level(regime, Domain.LOGEMENT, JUNE) > Level.NONE


@pytest.mark.parametrize(
    ("regime", "expected"),
    [(Regime.GENERAL, Level.ENRICHED), (Regime.INDEPENDANTS, Level.ENRICHED), (Regime.MGEN, Level.FIRST)],
)
def test_at_the_end_of_june_health_is_enriched_but_not_for_the_mgen(regime: Regime, expected: Level) -> None:
    assert level(regime, Domain.SANTE, JUNE - DAY) is Level.FIRST
    assert level(regime, Domain.SANTE, JUNE) is expected


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("service", [PortalService.ORGANISME_MESSAGES, PortalService.TELL_US_ONCE])
def test_at_the_end_of_2017_messages_and_tell_us_once_open(regime: Regime, service: PortalService) -> None:
    assert level(regime, service, YEAR_END - DAY) is Level.NONE
    assert level(regime, service, YEAR_END) is Level.FULL


def test_what_is_not_yet_open_says_the_date_that_was_announced() -> None:
    assert MATRIX.at({Regime.MGEN}, Domain.FAMILLE, OPENING).expected_date == APRIL
    assert MATRIX.at({Regime.AGRICOLE}, Domain.LOGEMENT, OPENING).expected_date == JUNE
    assert MATRIX.at({Regime.GENERAL}, Domain.SANTE, APRIL).expected_date == JUNE
    assert MATRIX.at({Regime.MGEN}, PortalService.TELL_US_ONCE, JUNE).expected_date == YEAR_END


def test_a_date_nobody_announced_is_not_promised() -> None:
    assert MATRIX.at({Regime.MGEN}, Domain.SANTE, APRIL).expected_date is None
    assert MATRIX.at({Regime.GENERAL}, Domain.SANTE, JUNE).expected_date is None


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("subject", [*Domain, *PortalService])
def test_today_everything_is_open_to_everyone(regime: Regime, subject: Domain | PortalService) -> None:
    exposure = MATRIX.at({regime}, subject, TODAY)
    assert (exposure.level, exposure.expected_date) == (Level.FULL, None)


def test_a_person_of_two_regimes_gets_the_better_one() -> None:
    assert MATRIX.at({Regime.MGEN, Regime.AGRICOLE}, Domain.SANTE, OPENING).level is Level.FULL


def test_without_a_known_regime_the_least_is_opened() -> None:
    assert MATRIX.at((), Domain.SANTE, OPENING).level is Level.FIRST


@pytest.mark.parametrize("step", MATRIX.steps, ids=lambda s: f"{s.on}-{s.items[0]}")
def test_every_step_cites_the_mission(step: ExposureStep) -> None:
    assert set(step.items) & {"K04", "K05", "K06", "K07", "A09", "A23"}
