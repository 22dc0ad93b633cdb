"""Households drawn at random, from a seed, as wide as the simulator must take them: ages, unions, custody, homes, resources, disability, studies.

Profiles of what is known: RAW (taxable wages only), DECLARED (RAW, and no past benefit), COMPLETE (every input that a formula may read).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulator.engine.batch import Batch, Input, Membership

Array = NDArray[Any]
# What the peer is measured on: 21 outputs. No prime de Noël (aefa): it looks at months to come, of which nothing is known.
FAMILY = (
    "af", "cf", "asf", "paje", "paje_base", "aeeh", "bourse_college", "bourse_lycee", "aide_logement", "rsa", "ppa", "aspa",
)  # fmt: skip
HEALTH = ("css_participation_forfaitaire", "cmu_c")
PERSONAL = ("aah", "caah", "asi", "ass", "mva")
YEARLY = ("ars", "cheque_energie")
_PAST_FAMILY = (
    "rsa", "ppa", "aide_logement", "apl", "alf", "als", "af", "cf", "asf", "paje", "paje_base", "aeeh", "aspa",
)  # fmt: skip
_WAGES = ("salaire_de_base", "salaire_imposable", "salaire_net")
_ALLOWANCES = (
    "chomage_brut",
    "chomage_imposable",
    "chomage_net",
    "retraite_brute",
    "retraite_imposable",
    "retraite_nette",
)
_HOMES = ("primo_accedant", "proprietaire", "locataire_hlm", "locataire_vide", "locataire_meuble", "loge_gratuitement", "locataire_foyer",
          "sans_domicile")  # fmt: skip
_COMMUNES = ("75056", "69123", "13055", "59350", "44109", "35238", "23096", "97411", "67482", "31555")
# In April the law still looks at the January of three years before: four months ago, the year that counted was that one.
_PAST_MONTHS = 39


class Profile(StrEnum):
    """What is known of the past."""

    RAW = auto()
    DECLARED = auto()
    COMPLETE = auto()


def outputs(month: date) -> list[Input]:
    """The 21 outputs for a month and its year."""
    return [(name, f"{month:%Y-%m}") for name in (*FAMILY, *HEALTH, *PERSONAL)] + [
        (name, f"{month:%Y}") for name in YEARLY
    ]


def month_before(month: date, count: int) -> str:
    """The month `count` months earlier, as the law as code writes it."""
    index = month.year * 12 + month.month - 1 - count
    return f"{index // 12}-{index % 12 + 1:02d}"


@dataclass
class _Drawn:
    """Households being drawn: `head`: index of the household of each person; `role`: 0 applicant, 1 partner, 2 child."""

    month: date
    random: np.random.Generator
    households: int
    head: Array
    role: Array
    age: Array
    married: Array
    columns: dict[Input, Array] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        return len(self.head)

    def chance(self, probability: float, count: int | None = None) -> Array:
        return self.random.random(self.persons if count is None else count) < probability

    def now(self, name: str, values: Array, back: int = 14) -> None:
        """The same value in the month and all those before that are looked at."""
        for behind in range(back):
            self.columns[name, month_before(self.month, behind)] = values


def draw(seed: int, households: int, month: date, profile: Profile = Profile.COMPLETE, largest: int = 8) -> Batch:
    """Draws a batch; the same seed gives the same one. `largest`: persons of the largest household."""
    drawn = _people(np.random.default_rng(seed), households, month, largest)
    _persons(drawn)
    _home(drawn)
    _resources(drawn, profile)
    if profile is not Profile.RAW:
        _past_benefits(drawn, profile)
    everybody = Membership(households, drawn.head.astype(np.int32), drawn.role.astype(np.int8))
    constants: dict[Input, float | int | bool | str] = {}
    if month >= date(2025, 3, 1):
        constants = {("departement_experimentation_rsa", month_before(month, back)): True for back in range(14)}
    columns = {column: _narrow(values) for column, values in drawn.columns.items()}
    return Batch(month, drawn.persons, everybody, _foyers(drawn), everybody, columns, constants)


def _narrow(values: Array) -> Array:
    """Amounts as the law as code holds them."""
    return values.astype(np.float32) if values.dtype == np.float64 else values


def only(batch: Batch, households: NDArray[np.bool_]) -> Batch:
    """Some households of a batch, in their order. `households`: whether each is taken."""
    persons = households[batch.famille.group_of]
    foyers = np.zeros(batch.foyer_fiscal.groups, bool)
    foyers[batch.foyer_fiscal.group_of[persons]] = True
    taken = {batch.famille.groups: households, batch.persons: persons, batch.foyer_fiscal.groups: foyers}
    famille, foyer = _some(batch.famille, persons), _some(batch.foyer_fiscal, persons)
    columns = {column: values[taken[len(values)]] for column, values in batch.columns.items()}
    return Batch(batch.month, int(persons.sum()), famille, foyer, famille, columns, batch.constants)


def _some(of: Membership, persons: Array) -> Membership:
    kept, renumbered = np.unique(of.group_of[persons], return_inverse=True)
    return Membership(len(kept), renumbered.astype(np.int32), of.role_of[persons])


def _people(random: np.random.Generator, households: int, month: date, largest: int) -> _Drawn:
    couples = random.random(households) < 0.45
    children = np.minimum(random.poisson(1.1, households), largest - 1 - couples)
    if households > 1:
        children[0], couples[0] = 0, False
        children[1], couples[1] = largest - 2, True
    sizes = 1 + couples + children
    head = np.repeat(np.arange(households), sizes)
    rank = np.arange(len(head)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    role = np.where(rank == 0, 0, np.where((rank == 1) & couples[head], 1, 2))
    adult = np.where(children > 0, random.integers(20, 56, households), random.integers(17, 92, households))
    age = np.where(
        role == 2, random.integers(0, 22, len(head)), np.maximum(adult[head] + random.integers(-6, 7, len(head)), 17)
    )
    married = couples & (random.random(households) < 0.6)
    return _Drawn(month, random, households, head, role, age, married)


def _foyers(drawn: _Drawn) -> Membership:
    """Married couples declare together; in a cohabitation the partner has a foyer fiscal of his own."""
    alone = (drawn.role == 1) & ~drawn.married[drawn.head]
    before = np.cumsum(alone) - alone
    first = np.concatenate(([0], np.flatnonzero(np.diff(drawn.head)) + 1))
    of_household = np.arange(drawn.households) + before[first]
    of = np.where(alone, of_household[drawn.head] + 1, of_household[drawn.head])
    return Membership(int(of.max()) + 1, of.astype(np.int32), np.where(alone, 0, drawn.role).astype(np.int8))


def _persons(drawn: _Drawn) -> None:
    adult, age = drawn.role != 2, drawn.age
    days = drawn.random.integers(0, 365, drawn.persons)
    drawn.columns["date_naissance", "ETERNITY"] = np.datetime64(drawn.month, "D") - (age * 365.25).astype(int) - days
    activity = np.select(
        [~adult & (age < 16), age >= 64, age < 24, drawn.chance(0.2), drawn.chance(0.15)],
        ["inactif", "retraite", "etudiant", "chomeur", "inactif"], "actif",
    )  # fmt: skip
    school = np.select([age < 3, age < 6, age < 11, age < 15, age < 18, age < 24],
                       ["inconnue", "maternelle", "primaire", "college", "lycee", "enseignement_superieur"], "inconnue")  # fmt: skip
    union = np.where(drawn.married[drawn.head] & adult, "marie", "celibataire")
    drawn.now("activite", activity)
    drawn.now("scolarite", school)
    drawn.now("statut_marital", union, 36)
    rate = np.where(drawn.chance(0.06), drawn.random.choice([0.5, 0.6, 0.8, 0.95], drawn.persons), 0.0)
    drawn.now("taux_incapacite", rate)
    drawn.now("aah_restriction_substantielle_durable_acces_emploi", (rate > 0) & drawn.chance(0.7))
    drawn.now("inapte_travail", adult & (age >= 60) & drawn.chance(0.1))
    drawn.now(
        "aeeh_niveau_handicap",
        np.where(~adult & (rate > 0) & (age < 20), drawn.random.integers(0, 7, drawn.persons), 0),
    )
    drawn.now("garde_alternee", ~adult & drawn.chance(0.1))
    drawn.now("ass_precondition_remplie", (activity == "chomeur") & drawn.chance(0.5))
    drawn.now("boursier", (school == "enseignement_superieur") & drawn.chance(0.3))


def _home(drawn: _Drawn) -> None:
    home = drawn.random.choice(_HOMES, drawn.households, p=(0.05, 0.2, 0.2, 0.3, 0.1, 0.07, 0.05, 0.03))
    drawn.now("statut_occupation_logement", home)
    drawn.now(
        "loyer", np.where(np.char.startswith(home, "locataire"), drawn.random.integers(150, 1400, drawn.households), 0)
    )
    drawn.now("depcom", drawn.random.choice(_COMMUNES, drawn.households))
    drawn.now("coloc", drawn.chance(0.06, drawn.households))
    drawn.now("logement_chambre", drawn.chance(0.03, drawn.households))
    drawn.now("logement_conventionne", (home == "locataire_hlm") | drawn.chance(0.2, drawn.households))


def _resources(drawn: _Drawn, profile: Profile) -> None:
    activity = drawn.columns["activite", month_before(drawn.month, 0)]
    works = (activity == "actif") | ((drawn.age >= 16) & drawn.chance(0.08))
    gross = np.where(works, np.round(drawn.random.gamma(4.0, 550.0, drawn.persons), 2), 0.0)
    allowance = np.where(activity == "chomeur", np.round(drawn.random.uniform(300, 2200, drawn.persons), 2), 0.0)
    pension = np.where(activity == "retraite", np.round(drawn.random.uniform(0, 2600, drawn.persons), 2), 0.0)
    amounts = dict(zip(_WAGES, (gross, gross * 0.81, gross * 0.78), strict=True))
    amounts |= dict(zip(_ALLOWANCES[:3], (allowance, allowance * 0.97, allowance * 0.95), strict=True))
    amounts |= dict(zip(_ALLOWANCES[3:], (pension, pension * 0.93, pension * 0.91), strict=True))
    changed, lost = drawn.random.integers(1, 30, drawn.persons), drawn.chance(0.25)
    for behind in range(_PAST_MONTHS + 1):
        earned = np.where(lost & (behind < changed), 0.4, 1.0)
        for name in amounts if profile is Profile.COMPLETE else ("salaire_imposable",):
            drawn.columns[name, month_before(drawn.month, behind)] = np.round(amounts[name] * earned, 2)
    for name, share, top in (("pensions_alimentaires_percues", 0.05, 300), ("pensions_invalidite", 0.04, 900)):
        drawn.now(
            name, np.where((drawn.role != 2) & drawn.chance(share), drawn.random.integers(50, top, drawn.persons), 0)
        )


def _past_benefits(drawn: _Drawn, profile: Profile) -> None:
    """Past amounts, of which most are nil: in DECLARED all are, and only where the law looks at them."""
    zero = np.zeros(drawn.households)
    complete = profile is Profile.COMPLETE
    for behind in range(1, 13):
        period = month_before(drawn.month, behind)
        for name in _PAST_FAMILY:
            if complete or behind >= 4 or name == "rsa":
                paid = drawn.chance(0.15, drawn.households) if complete else zero
                drawn.columns[name, period] = np.where(paid, drawn.random.integers(20, 500, drawn.households), 0.0)
        for name in PERSONAL:
            if complete or behind >= 4:
                drawn.columns[name, period] = np.zeros(drawn.persons)
    if complete:
        foyers = _foyers(drawn).groups
        for back in range(5):
            income = np.round(drawn.random.gamma(2.0, 9000.0, foyers))
            drawn.columns["rfr", str(drawn.month.year - back)] = income
