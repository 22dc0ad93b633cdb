"""What persons are: ages, family, activity, school, disability, nationality."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.household import Disability, Person
from services.simulator.domain.vocabulary import Activity, Nationality, Resource, Role, SchoolLevel, Union
from services.simulator.translation.amounts import Euros
from services.simulator.translation.conversions import Notions
from services.simulator.translation.rates import Rates
from services.simulator.translation.roster import UNBORN, Roster
from services.simulator.translation.sheet import Constant, Sheet
from services.simulator.translation.window import Window, months_of, state_keys, state_rows

# Ranks in the law's own lists: TypesActivite, TypesStatutMarital, TypesScolarite. The tests compare them with the law.
_EMPLOYED, _JOB_SEEKER, _STUDENT, _RETIRED, _INACTIVE = range(5)
_ACTIVITY = {
    Activity.EMPLOYEE: _EMPLOYED, Activity.SELF_EMPLOYED: _EMPLOYED, Activity.FARMER: _EMPLOYED, Activity.APPRENTICE: _EMPLOYED,
    Activity.SICK_LEAVE: _EMPLOYED, Activity.JOB_SEEKER: _JOB_SEEKER, Activity.STUDENT: _STUDENT, Activity.RETIRED: _RETIRED,
    Activity.PARENTAL_LEAVE: _INACTIVE, Activity.DISABLED: _INACTIVE, Activity.NONE: _INACTIVE,
}  # fmt: skip
# What somebody whose activity is not known lives on says what they do.
_BY_RESOURCE = {
    Resource.WAGE: _EMPLOYED, Resource.SELF_EMPLOYED_PROFIT: _EMPLOYED, Resource.FARM_PROFIT: _EMPLOYED,
    Resource.UNEMPLOYMENT: _JOB_SEEKER, Resource.RETIREMENT_PENSION: _RETIRED,
}  # fmt: skip
_MARRIED, _SINGLE, _PACS = 1, 2, 5
_UNION = {Union.MARRIAGE: _MARRIED, Union.PACS: _PACS, Union.COHABITATION: _SINGLE}
_UNKNOWN_SCHOOL, _NURSERY, _PRIMARY, _COLLEGE, _LYCEE, _HIGHER = range(6)
_SCHOOL = {
    SchoolLevel.NONE: _UNKNOWN_SCHOOL, SchoolLevel.PRIMARY: _PRIMARY, SchoolLevel.COLLEGE: _COLLEGE, SchoolLevel.LYCEE: _LYCEE,
    SchoolLevel.HIGHER: _HIGHER,
}  # fmt: skip
_BY_AGE = (
    {age: _NURSERY for age in range(3, 6)}
    | dict.fromkeys(range(6, 11), _PRIMARY)
    | dict.fromkeys(range(11, 15), _COLLEGE)
)
_SCHOOL_AT = np.array(
    [(_BY_AGE | dict.fromkeys(range(15, 18), _LYCEE)).get(age, _UNKNOWN_SCHOOL) for age in range(130)]
)
# An EEA country and one outside: formulas ask no more of a nationality.
_COUNTRY = {Nationality.FRENCH: b"FR", Nationality.EEA: b"DE", Nationality.OTHER: b"MA"}
# A permit whose date is not known counts as old enough for the RSA (5 years) and the ASPA (10); a right that is open without one, too.
_LONG_ENOUGH = 10
_NONE = Disability()
_NOT_DISABLED = (
    ("taux_incapacite", 0), ("handicap", False), ("aeeh_niveau_handicap", 0),
    ("aah_restriction_substantielle_durable_acces_emploi", False), ("inapte_travail", False),
)  # fmt: skip
# Rank in TypesConges.
_PARENTAL_LEAVE = 1
# What the law as code says of who is not out of work.
_NEVER = date(9999, 12, 31)
_WORK_MONTHS, _WORK_BACK, _YOUNG = 24, 36, 25


class States:
    """Writes what persons are."""

    def __init__(self, sheet: Sheet, roster: Roster, covered: Window) -> None:
        self._sheet, self._roster, self._covered = sheet, roster, covered
        self._persons = roster.persons
        self._months = np.array(months_of(covered), dtype="datetime64[M]")[state_rows(covered)]
        self._born = np.array([person.birth_date for person in self._persons], dtype="datetime64[D]")

    def write(self, wages: Notions | None, unemployment: Notions | None, rates: Rates) -> None:
        """Everything, in a fixed order."""
        self._sheet.columns["date_naissance", "ETERNITY"] = self._born
        ages = self._ages()
        self._family(ages, wages.net if wages else None, rates)
        self._school()
        self._disability()
        self._residence()
        self._work(ages, wages.net if wages else None, unemployment.net if unemployment else None)

    def _ages(self) -> NDArray[np.int64]:
        # In whole years on the first day of each month, as the law as code counts them.
        born = self._born.astype("datetime64[M]")
        after_first = (self._born - born.astype("datetime64[D]")).astype(np.int64) > 0
        ages: NDArray[np.int64] = ((self._months[:, None] - born).astype(np.int64) - after_first) // 12
        return ages

    def _family(self, ages: NDArray[np.int64], net: Euros | None, rates: Rates) -> None:
        roster = self._roster
        union = np.array(
            [_UNION.get(one.union, _SINGLE) if one.union else _SINGLE for one in roster.households], dtype=np.int16
        )
        married = np.where(roster.children, _SINGLE, union[roster.household.group_of]).astype(np.int16)
        self._state("statut_marital", married, _SINGLE)
        self._state("garde_alternee", self._each(lambda person: person.alternating_custody, bool), False)
        unborn = ages < 0
        supported = self._self_supporting(net, rates)
        self._monthly("autonomie_financiere", roster.children & (supported | unborn), False)
        absent = self._each(lambda person: person.role is Role.CHILD and bool(person.other_parent_absent), bool)
        self._monthly("asf_elig_enfant", absent & ~supported & (ages >= 0) & (ages < 20), False)
        self._pregnancy()

    def _self_supporting(self, net: Euros | None, rates: Rates) -> NDArray[np.bool_]:
        shape = (len(self._months), len(self._persons))
        if net is None or not net[:, self._roster.children].any():
            return np.zeros(shape, dtype=bool)
        since = np.array([day for day, _ in rates.self_supporting], dtype="datetime64[M]")
        least = np.array([amount for _, amount in rates.self_supporting])[
            np.searchsorted(since, self._months, side="right") - 1
        ]
        summed = np.cumsum(np.vstack([np.zeros(shape[1]), net]), axis=0)
        last = np.arange(len(net))[state_rows(self._covered)]
        enough: NDArray[np.bool_] = (summed[last] - summed[last - 6]) / 6 >= least[:, None]
        return enough

    def _pregnancy(self) -> None:
        if not any(person.expected_birth_date for person in self._persons):
            self._nobody(("enceinte", False))
            return
        expected = self._each(lambda person: person.expected_birth_date or date(1, 1, 1), "datetime64[M]")
        left = (expected - self._months[:, None]).astype(np.int64)
        self._monthly("enceinte", (left >= 0) & (left <= 8), False)

    def _school(self) -> None:
        told = self._each(
            lambda person: -1 if _by_age(person) else _SCHOOL.get(person.school or SchoolLevel.NONE, 0), np.int16
        )
        # In September, who turns 11 in the year enters the collège.
        school_year = (self._months - np.timedelta64(8, "M")).astype("datetime64[Y]").astype(np.int64)[:, None]
        turning = np.clip(school_year - self._born.astype("datetime64[Y]").astype(np.int64), 0, 129)
        self._monthly("scolarite", np.where(told < 0, _SCHOOL_AT[turning], told).astype(np.int16), _UNKNOWN_SCHOOL)
        self._state("boursier", self._each(lambda person: person.scholarship, bool), False)

    def _disability(self) -> None:
        if not any(person.disability for person in self._persons):
            self._nobody(*_NOT_DISABLED)
            return

        def of(read: Callable[[Disability], Any], kind: Any) -> NDArray[Any]:
            return self._each(lambda person: read(person.disability or _NONE), kind)

        rate = of(lambda one: one.incapacity_rate, np.int32)
        self._state("taux_incapacite", (rate / 100).astype(np.float32), 0)
        # From 50 % for a child (AEEH), or with a lasting restriction of access to work; from 80 % otherwise: who the housing benefits spare.
        restricted = of(lambda one: one.work_restriction, bool)
        self._state("handicap", (rate >= 80) | ((rate >= 50) & (restricted | self._roster.children)), False)
        self._state("aeeh_niveau_handicap", of(lambda one: one.aeeh_complement, np.int32), 0)
        self._state("aah_restriction_substantielle_durable_acces_emploi", restricted, False)
        self._state("inapte_travail", of(lambda one: one.unfit_for_work, bool), False)

    def _residence(self) -> None:
        if all(person.nationality is Nationality.FRENCH for person in self._persons):
            self._nobody(("nationalite", b"FR"), ("duree_possession_titre_sejour", 0))
            return
        country = self._each(lambda person: _COUNTRY[person.nationality], "S2")
        self._state("nationalite", country, b"FR")
        since = self._each(lambda person: person.permit_since_date or date(1, 1, 1), "datetime64[D]")
        held = ((self._months[:, None].astype("datetime64[D]") - since).astype(np.int64) / 365.25).astype(np.int32)
        held = np.where(since == np.datetime64("0001-01-01"), _LONG_ENOUGH, np.maximum(held, 0))
        self._monthly("duree_possession_titre_sejour", (held * (country != b"FR")).astype(np.int32), 0)

    def _work(self, ages: NDArray[np.int64], net: Euros | None, unemployment: Euros | None) -> None:
        activity = np.array(
            [_activity(person, kinds) for person, kinds in zip(self._persons, self._kinds(), strict=True)],
            dtype=np.int16,
        )
        self._state("activite", activity, _INACTIVE)
        leave = self._each(lambda person: person.activity is Activity.PARENTAL_LEAVE, np.int16)
        self._state("type_conges", leave * _PARENTAL_LEAVE, 0)
        if (activity == _JOB_SEEKER).any():
            self._sheet.columns["date_debut_chomage", "ETERNITY"] = self._out_of_work(activity, net)
        quarters = self._each(lambda person: (person.career and person.career.validated_quarters) or 0, np.int32)
        # Five years of work in the last ten: known from the quarters, or from a right to unemployment benefit that has come to its end.
        ended = np.zeros(len(quarters), dtype=bool) if unemployment is None else (unemployment > 0).any(axis=0)
        self._state("ass_precondition_remplie", (activity == _JOB_SEEKER) & (ended | (quarters >= 20)), False)
        young = np.zeros(ages.shape, dtype=bool)
        if net is not None:
            summed = np.cumsum(np.vstack([np.zeros(len(quarters)), net > 0]), axis=0)
            last = np.arange(len(net))[state_rows(self._covered)]
            worked = summed[last] - summed[np.maximum(last - _WORK_BACK, 0)]
            young = (worked >= _WORK_MONTHS) & (ages < _YOUNG)
        self._monthly("rsa_jeune_condition_heures_travail_remplie", young, False)

    def _out_of_work(self, activity: NDArray[np.int16], net: Euros | None) -> NDArray[np.datetime64]:
        # Since the end of the contract, or the month after the last wage; whoever had neither has been so for as long as anybody looks.
        ended = self._each(
            lambda person: (person.career and person.career.contract_end_date) or _NEVER, "datetime64[D]"
        )
        last = np.zeros(len(ended), dtype=np.int64)
        if net is not None:
            paid = net[: self._covered.present + 1] > 0
            last = np.where(paid, np.arange(1, len(paid) + 1)[:, None], 0).max(axis=0)
        since = (np.datetime64(self._covered.first, "M") + last).astype("datetime64[D]")
        return np.where(activity == _JOB_SEEKER, np.where(ended < _NEVER, ended, since), np.datetime64(_NEVER, "D"))

    def _kinds(self) -> list[set[Resource]]:
        found: list[set[Resource]] = [set() for _ in self._persons]
        for household, rows in zip(self._roster.households, self._roster.row_of, strict=True):
            for (person, kind), series in household.resources.items():
                if series.at(household.month):
                    found[rows[person]].add(kind)
        return found

    def _nobody(self, *usual: tuple[str, Constant]) -> None:
        for variable, value in usual:
            self._sheet.constant(state_keys(self._covered, variable), value)

    def _each(self, read: Callable[[Person], Any], kind: Any) -> NDArray[Any]:
        return np.array([read(person) for person in self._persons], dtype=kind)

    def _state(self, variable: str, values: NDArray[Any], usual: Constant) -> None:
        self._sheet.states(state_keys(self._covered, variable), values, usual)

    def _monthly(self, variable: str, table: NDArray[Any], usual: Constant) -> None:
        self._sheet.monthly_states(state_keys(self._covered, variable), table, usual)


def _by_age(person: Person) -> bool:
    return person.school is None and person.role is Role.CHILD and person.key != UNBORN


def _activity(person: Person, kinds: set[Resource]) -> int:
    if person.activity is not None:
        return _ACTIVITY[person.activity]
    if person.role is Role.CHILD:
        return _STUDENT
    return next((rank for kind, rank in _BY_RESOURCE.items() if kind in kinds), _INACTIVE)
