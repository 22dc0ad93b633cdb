"""Input by input: what a household says, and what the law as code is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from services.simulator.domain.household import Assets, Career, Disability, Home, Household
from services.simulator.domain.vocabulary import Activity, Basis, Nationality, Occupancy, Resource, SchoolLevel, Union
from services.simulator.engine.batch import Batch
from services.simulator.engine.law import Law
from services.simulator.translation.tests.households import (
    MONTH,
    adult,
    child,
    household,
    lasting,
    paid,
    received,
    tenant,
)
from services.simulator.translation.translation import Translation

NOW = "2026-10"


@dataclass(frozen=True)
class Case:
    """`said` gives `value` for the first member (or `member`) of the variable in the period."""

    variable: str
    value: object
    said: Household
    period: str = NOW
    member: int = 0


def of(kind: Resource, euros: float, basis: Basis = Basis.NET) -> Household:
    return household(resources={("moi", kind): lasting(euros, basis)})


LONE_PARENT = household(adult(), child(other_parent_absent=True), alone_since_date=date(2026, 3, 20))
COUPLE = household(adult(), adult("conjoint"), child())
DISABLED = household(
    adult(disability=Disability(65, True, 0, True)), child(disability=Disability(80, aeeh_complement=4))
)
OWNER = household(home=Home(Occupancy.OWNER), assets=Assets(1_000_000, 2_000_000, 300_000, 120_000, 500_000))

CASES = [
    # Wages: a net wage gives the gross and the taxable one.
    Case("salaire_net", 1500.0, household(wages=1500)),
    Case("salaire_net", 1500.0, household(wages=1500), "2024-01"),
    Case("salaire_net", 1500.0, household(wages=1500), "2026-12"),
    Case("salaire_de_base", 1894.9, household(wages=1500)),
    Case("salaire_imposable", 1554.0, household(wages=1500)),
    Case("salaire_de_base", 2000.0, of(Resource.WAGE, 2000, Basis.GROSS)),
    Case("salaire_net", 1583.2, of(Resource.WAGE, 2000, Basis.GROSS)),
    Case("salaire_imposable", 1640.0, of(Resource.WAGE, 1640, Basis.TAXABLE)),
    Case("salaire_net", 1500.0, of(Resource.WAGE, 1500, Basis.NET_SOCIAL)),
    Case("salaire_net", 0.0, household(resources={("moi", Resource.WAGE): paid(900)})),
    # Replacement incomes: small ones bear no levy, larger ones do.
    Case("chomage_net", 900.0, of(Resource.UNEMPLOYMENT, 900)),
    Case("chomage_brut", 900.0, of(Resource.UNEMPLOYMENT, 900)),
    Case("chomage_brut", 2140.9, of(Resource.UNEMPLOYMENT, 2000)),
    Case("chomage_imposable", 2061.0, of(Resource.UNEMPLOYMENT, 2000)),
    Case("allocation_retour_emploi", 900.0, of(Resource.UNEMPLOYMENT, 900)),
    Case("retraite_brute", 300.0, of(Resource.RETIREMENT_PENSION, 300)),
    Case("retraite_nette", 2000.0, of(Resource.RETIREMENT_PENSION, 2000)),
    Case("retraite_brute", 2159.8, of(Resource.RETIREMENT_PENSION, 2000)),
    Case("retraite_nette", 400.0, of(Resource.SURVIVOR_PENSION, 400)),
    Case("pensions_invalidite", 500.0, of(Resource.DISABILITY_PENSION, 500)),
    Case("indemnites_journalieres_maladie", 700.0, of(Resource.DAILY_ALLOWANCE, 700)),
    Case("indemnites_journalieres", 700.0, of(Resource.DAILY_ALLOWANCE, 700)),
    Case("date_arret_de_travail", date(2026, 7, 1), household(resources={("moi", Resource.DAILY_ALLOWANCE): paid(5, 5, 5)}), "ETERNITY"),
    # What is read as it is paid.
    Case("pensions_alimentaires_percues", 150.0, of(Resource.ALIMONY_RECEIVED, 150)),
    Case("pensions_alimentaires_versees_individu", 150.0, of(Resource.ALIMONY_PAID, 150)),
    Case("f6gu", 1800, of(Resource.ALIMONY_PAID, 150), "2025"),
    Case("indemnites_stage", 600.0, of(Resource.INTERNSHIP, 600)),
    Case("bourse_enseignement_sup", 250.0, of(Resource.SCHOLARSHIP, 250)),
    Case("rente_accident_travail", 80.0, of(Resource.WORK_ACCIDENT_ANNUITY, 80)),
    Case("gains_exceptionnels", 100.0, of(Resource.FAMILY_HELP, 100)),
    Case("gains_exceptionnels", 100.0, of(Resource.EXCEPTIONAL, 100)),
    # Profits, month by month and year by year; a loss is a loss for the tax only.
    Case("rpns_auto_entrepreneur_benefice", 800.0, of(Resource.SELF_EMPLOYED_PROFIT, 800)),
    Case("rpns_imposables", 9600.0, of(Resource.SELF_EMPLOYED_PROFIT, 800), "2024"),
    Case("rpns_imposables", 9600.0, of(Resource.SELF_EMPLOYED_PROFIT, 800), "year:2025-10"),
    Case("rpns_imposables", -9600.0, of(Resource.SELF_EMPLOYED_PROFIT, -800), "2024"),
    Case("rpns_auto_entrepreneur_benefice", 0.0, of(Resource.SELF_EMPLOYED_PROFIT, -800)),
    Case("rpns_benefice_exploitant_agricole", 6000.0, of(Resource.FARM_PROFIT, 500), "2025"),
    Case("rpns_micro_entreprise_benefice", 0, of(Resource.SELF_EMPLOYED_PROFIT, 800), "2025"),
    Case("revenus_locatifs", 300.0, of(Resource.RENTAL_INCOME, 300)),
    Case("f4ba", 3600, of(Resource.RENTAL_INCOME, 300), "2024"),
    Case("f4bc", 3600, of(Resource.RENTAL_INCOME, -300), "2024"),
    Case("revenus_capital", 25.0, of(Resource.CAPITAL_INCOME, 25)),
    Case("f2tr", 300, of(Resource.CAPITAL_INCOME, 25), "2024"),
    # What the RSA counts: the quarter from the fourth month before to the second, earned and not.
    Case("rsa_revenu_activite_individu", 1500.0, household(wages=1500)),
    Case("rsa_base_ressources_individu", 100.0, of(Resource.EXCEPTIONAL, 100)),
    Case("rsa_base_ressources_individu", 0, of(Resource.FAMILY_HELP, 100)),
    Case("rsa_base_ressources_individu", 25.0 + 50.0, household(home=Home(Occupancy.OWNER), assets=Assets(1_000_000, unlet_property_rental_value_cents=120_000))),
    # The tax.
    Case("rfr", 12_345.0, household(wages=1500, tax_incomes={(2024, ""): 1_234_500}), "2024"),
    Case("rfr", 16_783.1, household(wages=1500), "2024"),
    Case("rfr", 24_000 - 2_400.0, of(Resource.RETIREMENT_PENSION, 2000, Basis.TAXABLE), "2025"),
    Case("rfr", 9_600.0, of(Resource.SELF_EMPLOYED_PROFIT, 800), "2025"),
    # Persons.
    Case("date_naissance", date(1990, 6, 15), household(), "ETERNITY"),
    Case("statut_marital", "marie", COUPLE),
    Case("statut_marital", "celibataire", COUPLE, member=2),
    Case("statut_marital", "pacse", household(adult(), adult("conjoint"), union=Union.PACS)),
    Case("statut_marital", "celibataire", household(adult(), adult("conjoint"), union=Union.COHABITATION)),
    Case("garde_alternee", True, household(adult(), child(alternating_custody=True)), member=1),
    Case("asf_elig_enfant", True, LONE_PARENT, member=1),
    Case("asf_elig_enfant", False, household(adult(), child()), member=1),
    Case("autonomie_financiere", True, household(adult(), child(born="2008-01-01"), resources={("enfant_1", Resource.WAGE): lasting(1300)}), member=1),
    Case("autonomie_financiere", False, household(adult(), child(born="2008-01-01"), resources={("enfant_1", Resource.WAGE): lasting(900)}), member=1),
    Case("autonomie_financiere", True, household(adult(expected_birth_date=date(2026, 12, 4))), member=1),
    Case("autonomie_financiere", False, household(adult(expected_birth_date=date(2026, 11, 4))), "2026-12", 1),
    Case("enceinte", True, household(adult(expected_birth_date=date(2026, 12, 4)))),
    Case("enceinte", False, household(adult(expected_birth_date=date(2026, 12, 4))), "2026-02"),
    Case("activite", "actif", household(adult(activity=Activity.SICK_LEAVE))),
    Case("activite", "chomeur", household(adult(activity=Activity.JOB_SEEKER))),
    Case("activite", "etudiant", household(adult(activity=Activity.STUDENT))),
    Case("activite", "retraite", of(Resource.RETIREMENT_PENSION, 900)),
    Case("activite", "actif", household(wages=900)),
    Case("activite", "inactif", household()),
    Case("activite", "etudiant", household(adult(), child()), member=1),
    Case("type_conges", "conge_parental", household(adult(activity=Activity.PARENTAL_LEAVE))),
    Case("date_debut_chomage", date(2026, 6, 30), household(adult(activity=Activity.JOB_SEEKER, career=Career(date(2026, 6, 30)))), "ETERNITY"),
    Case("date_debut_chomage", date(9999, 12, 31), household(adult(), adult("conjoint", activity=Activity.JOB_SEEKER)), "ETERNITY"),
    Case("ass_precondition_remplie", True, household(adult(activity=Activity.JOB_SEEKER, career=Career(validated_quarters=40)))),
    Case("ass_precondition_remplie", False, household(adult(activity=Activity.JOB_SEEKER))),
    Case("rsa_jeune_condition_heures_travail_remplie", True, household(adult(born="2003-01-01"), wages=1300)),
    Case("rsa_jeune_condition_heures_travail_remplie", False, household(wages=1300)),
    Case("scolarite", "primaire", household(adult(), child(born="2018-02-10")), member=1),
    Case("scolarite", "college", household(adult(), child(born="2015-12-31")), member=1),
    Case("scolarite", "primaire", household(adult(), child(born="2015-12-31")), "2026-08", 1),
    Case("scolarite", "lycee", household(adult(), child(born="2014-02-10", school=SchoolLevel.LYCEE)), member=1),
    Case("scolarite", "inconnue", household(adult(), child(born="2014-02-10", school=SchoolLevel.NONE)), member=1),
    Case("scolarite", "inconnue", household()),
    Case("boursier", True, household(adult(scholarship=True))),
    Case("bourse_criteres_sociaux_base_ressources_parentale", 16_783.1, household(adult(), child(born="2007-01-01", school=SchoolLevel.HIGHER), wages=1500), member=1),
    Case("bourse_criteres_sociaux_nombre_enfants_a_charge_dans_enseignement_superieur", 1, household(adult(), child(born="2007-01-01", school=SchoolLevel.HIGHER))),
    Case("statuts_etablissement_scolaire", "public", household(adult(), child(born="2007-01-01", school=SchoolLevel.HIGHER)), member=1),
    Case("taux_incapacite", 0.65, DISABLED),
    Case("aah_restriction_substantielle_durable_acces_emploi", True, DISABLED),
    Case("inapte_travail", True, DISABLED),
    Case("handicap", True, DISABLED, member=1),
    Case("aeeh_niveau_handicap", 4, DISABLED, member=1),
    Case("nationalite", b"DE", household(adult(nationality=Nationality.EEA))),
    Case("nationalite", b"MA", household(adult(nationality=Nationality.OTHER))),
    Case("duree_possession_titre_sejour", 3, household(adult(nationality=Nationality.OTHER, permit_since_date=date(2023, 9, 1)))),
    Case("duree_possession_titre_sejour", 10, household(adult(nationality=Nationality.OTHER))),
    # Homes, assets, households.
    Case("statut_occupation_logement", "locataire_vide", household(home=tenant())),
    Case("statut_occupation_logement", "proprietaire", OWNER),
    Case("statut_occupation_logement", "loge_gratuitement", household(home=Home(Occupancy.HOSTED))),
    Case("statut_occupation_logement", "locataire_foyer", household(home=Home(Occupancy.RESIDENCE))),
    Case("loyer", 612.34, household(home=tenant(612.34))),
    Case("loyer", 612.34, household(home=tenant(612.34)), "2026-06"),
    Case("depcom", b"63113", household(home=tenant())),
    Case("zone_apl", "zone_1", household(home=tenant(commune="75112"))),
    Case("zone_apl", "zone_2", household(home=tenant(commune="63113"))),
    Case("zone_apl", "zone_2", household()),
    Case("coloc", True, household(home=tenant(flat_share=True))),
    Case("logement_chambre", True, household(home=tenant(single_room=True))),
    Case("logement_conventionne", True, household(home=tenant(state_agreement=True))),
    Case("logement_conventionne", True, household(home=Home(Occupancy.SOCIAL_TENANT, 40_000))),
    Case("logement_conventionne", False, household(home=tenant())),
    Case("epargne_revenus_non_imposables", 10_000.0, OWNER),
    Case("epargne_revenus_imposables", 20_000.0, OWNER),
    Case("valeur_patrimoine_loue", 3_000.0, OWNER),
    Case("valeur_locative_immo_non_loue", 100.0, OWNER),
    Case("valeur_terrains_non_loues", 5_000.0, OWNER),
    Case("departement_experimentation_rsa", True, household()),
    Case("rsa_isolement_recent", True, LONE_PARENT),
    Case("rsa_isolement_recent", False, LONE_PARENT, "2026-02"),
    Case("rsa_isolement_recent", False, household(adult(), child(), alone_since_date=date(2025, 1, 20))),
    # What was paid before.
    Case("rsa", 120.0, household(received=(received("rsa", 100, 110, 120),)), "2026-09"),
    Case("rsa", 0.0, household(received=(received("rsa", 100, 110, 120),)), "2026-06"),
    Case("rsa", 0, household(), "2025-10"),
    Case("af", 151.05, household(received=(received("af", 151.05),)), "2026-09"),
    Case("af_base", 151.05, household(received=(received("af", 151.05),)), "2026-09"),
    Case("aide_logement", 260.0, household(received=(received("apl", 260),)), "2026-09"),
    Case("ppa", 90.0, household(received=(received("prime-activite", 90),)), "2026-09"),
    Case("aah", 1033.32, household(adult(), adult("conjoint"), received=(received("aah", 1033.32, person="conjoint"),)), "2026-09", 1),
    Case("aspa", 50.0, household(received=(received("aspa", 50),)), "2026-09"),
]  # fmt: skip


def told(batch: Batch, law: Law, case: Case) -> Any:
    """What the batch tells of the case's member: in columns, in constants, or by the law's own default."""
    variable = law.system.variables[case.variable]
    if (case.variable, case.period) in batch.columns:
        value = batch.columns[case.variable, case.period][case.member]
    elif (case.variable, case.period) in batch.constants:
        value = batch.constants[case.variable, case.period]
    else:
        assert not variable.formulas, "a formula would work it out"
        value = variable.default_array(1)[0]
    if variable.value_type.__name__ == "Enum":
        return list(variable.possible_values.names)[int(value)]
    return value


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.variable}-{case.period}")
def test_each_input_is_what_the_household_says(case: Case, law: Law, translation: Translation) -> None:
    found = told(translation.translate([case.said]), law, case)
    if isinstance(case.value, float):
        assert found == pytest.approx(case.value, abs=0.06)
    elif isinstance(case.value, date):
        assert found.astype(object) == case.value
    else:
        assert found == case.value


def test_every_variable_that_is_written_has_a_case(translation: Translation) -> None:
    batch = translation.translate([case.said for case in CASES])
    written = {variable for variable, _ in [*batch.columns, *batch.constants]}
    # Written with another of their family, or nil for everybody.
    with_others = {
        "retraite_imposable", "indemnites_journalieres_imposables", "rpns_autres_revenus", "paje_clca", "paje_colca",
        "bourse_college", "bourse_lycee", "bourse_criteres_sociaux", "bourse_criteres_sociaux_nombre_enfants_a_charge",
        "cf", "cf_non_majore_avant_cumul", "asf", "paje_base", "paje_cmg", "paje_naissance", "aeeh", "apl", "alf",
        "als", "aah_base", "caah", "mva", "asi", "ass",
    }  # fmt: skip
    assert written == {case.variable for case in CASES} | with_others


def test_the_reference_months_moved_in_march_2025(translation: Translation) -> None:
    batch = translation.translate([household(month=date(2025, 6, 1))])
    assert batch.constants["departement_experimentation_rsa", "2025-03"] is True
    assert batch.constants.get(("departement_experimentation_rsa", "2025-02"), False) is False


def test_households_of_two_months_are_not_one_batch(translation: Translation) -> None:
    with pytest.raises(ValueError, match="one month"):
        translation.translate([household(), household(month=date(2026, 9, 1))])


def test_the_month_of_the_tests_is_the_month_of_the_translation() -> None:
    assert f"{MONTH:%Y-%m}" == NOW
