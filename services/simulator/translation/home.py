"""Where and how households live, what they own, and what is true of the household as a whole."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.simulator.domain.household import Assets, Home, months_after
from services.simulator.domain.vocabulary import Occupancy
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Constant, Sheet
from services.simulator.translation.window import Window, months_of, state_keys, state_rows

# Ranks in the law's own list, TypesStatutOccupationLogement. The tests compare them with the law.
_OCCUPANCY = {
    Occupancy.BUYER: 1, Occupancy.OWNER: 2, Occupancy.SOCIAL_TENANT: 3, Occupancy.TENANT: 4, Occupancy.FURNISHED_TENANT: 5,
    Occupancy.HOSTED: 6, Occupancy.RESIDENCE: 7, Occupancy.HOMELESS: 8,
}  # fmt: skip
# Zones of the housing benefits, by commune; where the commune is not known, that of middle-sized towns.
_USUAL_ZONE = 2
# The RSA and the employment bonus look at resources of the months -4 to -2 since then (décret 2025-185 as the CAF applies it; facts.md §4.1).
_REFERENCE_MONTHS_MOVED = date(2025, 3, 1)
# An increased RSA lasts at most eighteen months after a separation (CASF L262-9).
_ISOLATION_MONTHS = 18
_ASSETS = (
    "epargne_revenus_non_imposables", "epargne_revenus_imposables", "valeur_patrimoine_loue", "valeur_locative_immo_non_loue",
    "valeur_terrains_non_loues",
)  # fmt: skip
_NOWHERE, _NOTHING = Home(), Assets()


class Homes:
    """Writes homes, assets and households."""

    def __init__(self, sheet: Sheet, roster: Roster, covered: Window) -> None:
        self._sheet, self._roster, self._covered = sheet, roster, covered
        self._months = months_of(covered)[state_rows(covered)]

    def write(self, zones: Mapping[str, int]) -> None:
        """Everything, in a fixed order. `zones`: INSEE code of a commune → zone of the housing benefits, 1 to 3."""
        self._home(zones)
        self._assets()
        self._household()

    def _home(self, zones: Mapping[str, int]) -> None:
        occupancy = self._each(lambda home: _OCCUPANCY.get(home.occupancy, 0) if home.occupancy else 0, np.int16)
        self._state("statut_occupation_logement", occupancy, 0)
        self._state("loyer", self._each(lambda home: (home.rent_cents or 0) / 100, np.float32), 0)
        commune = self._each(lambda home: home.commune_code.encode("ascii"), "S5")
        self._state("depcom", commune, b"")
        zone = self._each(lambda home: zones.get(home.commune_code, _USUAL_ZONE), np.int16)
        # The list of the law starts with "non renseigné": a zone is its own rank.
        self._state("zone_apl", zone, _USUAL_ZONE)
        self._state("coloc", self._each(lambda home: home.flat_share, bool), False)
        self._state("logement_chambre", self._each(lambda home: home.single_room, bool), False)
        self._state("logement_conventionne", self._each(_has_agreement, bool), False)

    def _assets(self) -> None:
        # A household has them together, the law as code person by person: the applicant's.
        if not any(household.assets for household in self._roster.households):
            for variable in _ASSETS:
                self._sheet.constant(state_keys(self._covered, variable), 0)
            return

        def owned(read: Callable[[Assets], int | None], parts: int = 1) -> NDArray[np.float32]:
            found = np.zeros(len(self._roster.persons), dtype=np.float32)
            found[self._roster.starts] = [
                (read(one.assets or _NOTHING) or 0) / 100 / parts for one in self._roster.households
            ]
            return found

        self._state("epargne_revenus_non_imposables", owned(lambda one: one.untaxed_savings_cents), 0)
        self._state("epargne_revenus_imposables", owned(lambda one: one.taxed_savings_cents), 0)
        self._state("valeur_patrimoine_loue", owned(lambda one: one.let_property_rental_value_cents), 0)
        # A year's rental value, which the formula of the RSA counts in each month: a twelfth is what the law says (CASF R132-1).
        self._state("valeur_locative_immo_non_loue", owned(lambda one: one.unlet_property_rental_value_cents, 12), 0)
        self._state("valeur_terrains_non_loues", owned(lambda one: one.unlet_land_value_cents), 0)

    def _household(self) -> None:
        moved = [month >= _REFERENCE_MONTHS_MOVED for month in self._months]
        for key, value in zip(state_keys(self._covered, "departement_experimentation_rsa"), moved, strict=True):
            self._sheet.constants[key] = value
        recent = np.zeros((len(self._months), len(self._roster.households)), dtype=bool)
        for column, household in enumerate(self._roster.households):
            if household.alone_since_date and not household.partner:
                recent[:, column] = _isolated(household.alone_since_date, self._months)
        self._sheet.monthly_states(state_keys(self._covered, "rsa_isolement_recent"), recent, False)

    def _each(self, read: Callable[[Home], Any], kind: Any) -> NDArray[Any]:
        return np.array([read(household.home or _NOWHERE) for household in self._roster.households], dtype=kind)

    def _state(self, variable: str, values: NDArray[Any], usual: Constant) -> None:
        self._sheet.states(state_keys(self._covered, variable), values, usual)


def _has_agreement(home: Home) -> bool:
    return home.occupancy is Occupancy.SOCIAL_TENANT if home.state_agreement is None else home.state_agreement


def _isolated(since: date, months: Sequence[date]) -> list[bool]:
    first, last = since.replace(day=1), months_after(since, _ISOLATION_MONTHS)
    return [first <= month <= last for month in months]
