"""What may be out of date is seen, and what is not is left alone."""

from datetime import date, timedelta
from importlib.metadata import version

import pytest

from services.simulator.domain.legislation import Register, Watched, stale
from services.simulator.legislation.freshness import load_register
from services.simulator.legislation.loader import FILES, load_reads, read
from services.simulator.legislation.schema import ReadFile
from services.simulator.usecases.legislation import get_legislation

TODAY = date(2026, 11, 22)
EACH_APRIL = tuple(date(year, 4, 1) for year in range(2020, 2025))


def watched(changes: tuple[date, ...], checked: date | None = None) -> Watched:
    return Watched("a.b", "Un plafond", changes, checked, ("rsa",))


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def test_a_yearly_value_that_did_not_change_for_two_years_is_stale() -> None:
    assert watched(EACH_APRIL).is_stale(TODAY)
    assert not watched((*EACH_APRIL, date(2025, 4, 1), date(2026, 4, 1))).is_stale(TODAY)


def test_who_checked_it_lately_gives_it_more_time() -> None:
    assert watched(EACH_APRIL, date(2024, 5, 1)).is_stale(TODAY)
    assert not watched(EACH_APRIL, date(2026, 5, 1)).is_stale(TODAY)


def test_a_value_has_two_months_to_be_published() -> None:
    last = watched(EACH_APRIL)
    due = last.in_force_since + timedelta(days=last.usual_days)
    assert not last.is_stale(due + timedelta(days=60))
    assert last.is_stale(due + timedelta(days=61))


def test_what_hardly_ever_changes_is_looked_at_again_after_two_years() -> None:
    assert not watched((date(2025, 1, 1),)).is_stale(TODAY)
    assert watched((date(2019, 11, 1),)).is_stale(TODAY)


def test_a_correction_within_a_year_does_not_make_a_value_monthly() -> None:
    assert watched((date(2026, 1, 1), date(2026, 1, 15), date(2026, 2, 1))).usual_days == 365


def test_the_register_knows_what_is_known_to_be_late(register: Register) -> None:
    said = get_legislation(register, TODAY)
    late = {one.parameter: one for one in said.stale}
    # Never checked since 2021, and read by the CSS; and what no value can mend.
    assert any(name.endswith("css.abattements.aah") for name in late)
    assert {"cmg", "are"} <= {benefit for one in said.stale for benefit in one.benefits}
    # Current.
    assert not any(name.endswith(("montant_de_base_du_rsa", "aah.montant", "bmaf")) for name in late)
    # Mended by a value of ours.
    assert not any(name.endswith("cmu.plafond_base") for name in late)


def test_without_our_values_the_css_ceiling_would_be_late(register: Register) -> None:
    ceiling = next(one for one in register.watched if one.parameter.endswith("cmu.plafond_base"))
    upstream = Watched(ceiling.parameter, ceiling.label, ceiling.changes[:-2], ceiling.checked_until, ceiling.benefits)
    assert [one.parameter for one in stale([upstream], (), TODAY)] == [ceiling.parameter]


def test_the_register_says_versions_and_counts(register: Register) -> None:
    said = get_legislation(register, TODAY)
    assert dict(said.packages)["openfisca-france"] == "176.1.8"
    assert 1_000 < said.watched_parameters < said.parameters


def test_what_benefits_read_was_recorded_under_the_version_that_is_pinned() -> None:
    assert read(FILES / "reads.yaml", ReadFile).version == version("openfisca-france")


def test_what_was_recorded_says_who_reads_the_rsa() -> None:
    reads = load_reads()
    base = "prestations_sociales.solidarite_insertion.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa"
    assert {"rsa", "c2s"} <= set(reads[base])
