"""The catalogue as it is published: complete, sourced, readable."""

import re
from datetime import date
from functools import cache

import pytest

from services.rights.catalogue.loader import load_catalogue
from services.rights.domain.catalogue import Benefit, Catalogue
from services.rights.domain.errors import UnknownBenefitError
from services.rights.domain.vocabulary import Domain, Kind, Organisme, Regime

TODAY = date(2026, 11, 22)
FOR_EVERYONE = (
    "puma",
    "c2s",
    "af",
    "ars",
    "apl",
    "rsa",
    "prime-activite",
    "aah",
    "action-sociale",
    "releve-carriere",
    "are",
    "cpf",
)
NAMED_BY_THE_SOURCES = {
    "rsa", "prime-activite", "aah", "c2s", "aspa", "apl", "alf", "als", "af", "ars", "invalidite", "ij-accident-travail",
    "ij-maladie", "retraite-base", "action-sociale",
}  # fmt: skip


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def each_benefit() -> list[Benefit]:
    return list(catalogue().benefits.values())


every_benefit = pytest.mark.parametrize("benefit", each_benefit(), ids=lambda b: b.id)


def test_there_are_at_least_forty_five_benefits() -> None:
    assert len(each_benefit()) >= 45


@pytest.mark.parametrize("domain", Domain)
@pytest.mark.parametrize("on", [date(2017, 3, 20), date(2019, 3, 19), TODAY])
def test_every_domain_has_benefits_in_the_three_worlds(domain: Domain, on: date) -> None:
    assert len(catalogue().of_domain(domain, on)) >= 5


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("benefit_id", FOR_EVERYONE)
@pytest.mark.parametrize("on", [date(2017, 3, 20), date(2019, 12, 31), date(2020, 1, 1), TODAY])
def test_a_benefit_for_everyone_has_one_manager_in_every_regime(regime: Regime, benefit_id: str, on: date) -> None:
    assert len(catalogue().benefit(benefit_id).managers_for({regime}, on)) == 1


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("domain", Domain)
def test_every_regime_finds_something_managed_for_it_in_every_domain(regime: Regime, domain: Domain) -> None:
    assert any(b.managers_for({regime}, TODAY) for b in catalogue().of_domain(domain, TODAY))


def test_every_benefit_that_the_sources_name_is_there() -> None:
    assert set(catalogue().benefits) >= NAMED_BY_THE_SOURCES


@every_benefit
def test_every_manager_has_a_secure_link(benefit: Benefit) -> None:
    assert set(benefit.links) == {m.organisme for m in benefit.managers}
    assert all(link.startswith("https://") for link in benefit.links.values())


@every_benefit
def test_every_entry_was_checked_lately_and_is_sourced(benefit: Benefit) -> None:
    assert date(2026, 11, 21) <= benefit.provenance.last_checked <= TODAY
    assert benefit.provenance.source
    assert not re.search(r"\b(facts|mission)\.md|\bseeds?\b", benefit.provenance.source)


@every_benefit
def test_a_legal_reference_is_cited_once(benefit: Benefit) -> None:
    assert str(benefit.legal).count("art.") == (1 if benefit.legal.article else 0)


def test_a_text_without_articles_is_cited_alone() -> None:
    assert str(catalogue().benefit("prime-noel").legal) == "Décret pris chaque année en décembre"
    assert str(catalogue().benefit("retraite-ircantec").legal) == "Décret 70-1277 art. 1"


@pytest.mark.parametrize(
    ("benefit_id", "body"),
    [
        *((b, "MDPH") for b in ("aah", "majoration-vie-autonome", "aeeh")),
        *(
            (b, "commission médicale de recours amiable")
            for b in ("invalidite", "ij-maladie", "rente-accident-travail")
        ),
        ("rsa", "conseil départemental"),
        ("af", "commission de recours amiable"),
    ],
)
def test_a_decision_is_contested_where_it_was_taken(benefit_id: str, body: str) -> None:
    assert body in catalogue().appeals[catalogue().benefit(benefit_id).appeal].body


@pytest.mark.parametrize(("benefit_id", "instead_of"), [("ass", "are"), ("reversion", "allocation-veuvage")])
def test_a_right_that_excludes_another_does_not_point_at_it(benefit_id: str, instead_of: str) -> None:
    assert instead_of not in catalogue().benefit(benefit_id).pointed_by


def test_the_complementary_pension_of_the_self_employed_passed_to_the_general_scheme_too() -> None:
    pension = catalogue().benefit("retraite-complementaire-independants")
    assert pension.managers_for({Regime.INDEPENDANTS}, date(2019, 12, 31)) == (Organisme.SSI,)
    assert pension.managers_for({Regime.INDEPENDANTS}, TODAY) == (Organisme.CNAV,)


@every_benefit
def test_a_payment_says_how_it_is_paid_and_a_service_is_never_paid(benefit: Benefit) -> None:
    if benefit.kind in (Kind.SERVICE, Kind.COVERAGE):
        assert benefit.payout is None
    elif benefit.id != "remboursements-soins":  # paid act by act
        assert benefit.payout is not None


@every_benefit
def test_a_description_is_two_to_four_short_sentences(benefit: Benefit) -> None:
    sentences = [s for s in re.split(r"(?<=[.!?])\s+", benefit.description) if s]
    lengths = [len(re.findall(r"[\w'’-]+", s)) for s in sentences]
    assert 2 <= len(sentences) <= 4
    assert sum(lengths) / len(lengths) <= 25
    assert max(lengths) <= 30


def undefined_acronyms(text: str) -> set[str]:
    spellings = {s for term in catalogue().lexicon.terms for name in term.names for s in (name.name, *name.also)}
    known = spellings | {word for card in catalogue().organismes.values() for word in card.names[-1].name.split()}
    return set(re.findall(r"\b[A-Z][A-Z0-9-]*[A-Z0-9]\b", text)) - known


@every_benefit
def test_a_description_has_no_undefined_acronym(benefit: Benefit) -> None:
    assert not undefined_acronyms(benefit.description)


def test_the_acronym_check_does_see_acronyms() -> None:
    assert undefined_acronyms("La CDAPH décide, la MSA paie.") == {"CDAPH"}


def test_health_stays_behind_a_higher_assurance() -> None:
    sensitive = {b.id for b in each_benefit() if b.health_sensitive}
    assert sensitive >= {"ald", "ij-maladie", "invalidite", "aah", "aeeh", "remboursements-soins"}
    assert not sensitive & {"rsa", "af", "apl", "retraite-base", "are"}


def test_a_benefit_bears_the_name_of_its_time() -> None:
    c2s = catalogue().benefit("c2s")
    assert c2s.name_on(date(2017, 3, 20)) == "CMU-C ou ACS"
    assert c2s.name_on(date(2019, 10, 31)) == "CMU-C ou ACS"
    assert c2s.name_on(date(2019, 11, 1)) == "Complémentaire santé solidaire"
    assert catalogue().benefit("cej").name_on(date(2019, 3, 19)) == "Garantie jeunes"


def test_a_benefit_is_not_listed_before_it_existed() -> None:
    assert "ajpa" not in {b.id for b in catalogue().of_domain(Domain.FAMILLE, date(2019, 3, 19))}
    assert "ajpa" in {b.id for b in catalogue().of_domain(Domain.FAMILLE, TODAY)}


def test_the_self_employed_pass_from_their_own_scheme_to_the_general_one() -> None:
    puma = catalogue().benefit("puma")
    assert puma.managers_for({Regime.INDEPENDANTS}, date(2019, 12, 31)) == (Organisme.SSI,)
    assert puma.managers_for({Regime.INDEPENDANTS}, date(2020, 1, 1)) == (Organisme.CNAM,)


def test_a_farmer_has_one_organisme_for_everything_but_work_training_and_the_career_record() -> None:
    managers = {o for b in each_benefit() for o in b.managers_for({Regime.AGRICOLE}, TODAY)}
    others = {Organisme.FRANCE_TRAVAIL, Organisme.CDC, Organisme.UNION_RETRAITE, Organisme.CNAM, Organisme.CNAF}
    assert Organisme.MSA in managers
    assert managers - {Organisme.MSA} == others  # Cnam: aide médicale de l'État; Caf: revenu de solidarité outre-mer


def test_an_unknown_benefit_is_a_named_error() -> None:
    with pytest.raises(UnknownBenefitError):
        catalogue().benefit("revenu-universel")


@every_benefit
def test_whatever_is_paid_says_how_often(benefit: Benefit) -> None:
    # Care is paid back as it comes.
    regular = benefit.kind in (Kind.PERIODIC, Kind.ONE_OFF) and benefit.id != "remboursements-soins"
    assert (benefit.payout is not None) == regular
