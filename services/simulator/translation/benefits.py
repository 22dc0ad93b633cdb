"""What was really paid over the last twelve months, for every benefit that a formula reads in the past: the amount, or nil.

Without it the core starts from zero a year earlier and its loops (the RSA reads the housing benefit, which reads the RSA) are cut where they happen
to be entered: the result would depend on the order of the outputs. A benefit that nobody says was received was not.
"""

import numpy as np

from services.simulator.domain.household import Received
from services.simulator.translation.amounts import Euros, lay
from services.simulator.translation.roster import Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.window import Window, past_keys, past_rows

# Benefit of the catalogue → variables of the law as code that hold its amount. Ids of `rights` and of the simulator's own catalogue.
_OF_HOUSEHOLDS = {
    "af": ("af", "af_base"),
    "cf": ("cf", "cf_non_majore_avant_cumul"),
    "asf": ("asf",),
    "paje-base": ("paje_base",),
    "prepare": ("paje_prepare",),
    "cmg": ("paje_cmg",),
    "prime-naissance": ("paje_naissance",),
    "aeeh": ("aeeh",),
    "rsa": ("rsa",),
    "prime-activite": ("ppa",),
    "aspa": ("aspa",),
    "apl": ("aide_logement", "apl"),
    "alf": ("aide_logement", "alf"),
    "als": ("aide_logement", "als"),
}
_OF_PERSONS = {
    "aah": ("aah", "aah_base"),
    "complement-aah": ("caah",),
    "majoration-vie-autonome": ("caah", "mva"),
    "asi": ("asi",),
    "ass": ("ass",),
}
# Other names that a benefit goes by.
_SAME = {"ppa": "prime-activite", "paje_base": "paje-base", "paje": "paje-base", "mva": "majoration-vie-autonome", "caah": "complement-aah",
         "logement": "apl", "aide_logement": "apl", "aide-logement": "apl"}  # fmt: skip
# Read in the past too, abolished or not received by anybody whom we can name.
_NIL = ("paje_clca", "paje_colca", "bourse_college", "bourse_lycee")
_NIL_OF_PERSONS = ("bourse_criteres_sociaux", "pch")


class PastBenefits:
    """Writes the benefits of the past."""

    def __init__(self, sheet: Sheet, roster: Roster, covered: Window) -> None:
        self._sheet, self._roster, self._covered = sheet, roster, covered
        self._tables: dict[str, Euros] = {}

    def write(self) -> None:
        """Every benefit of the past, received or not."""
        for rank, household in enumerate(self._roster.households):
            for received in household.received:
                self._lay(received, rank)
        variables = {name for table in (_OF_HOUSEHOLDS, _OF_PERSONS) for names in table.values() for name in names}
        for variable in (*sorted(variables), *_NIL, *_NIL_OF_PERSONS):
            table = self._tables.get(variable)
            rows = None if table is None else table[past_rows(self._covered)]
            self._sheet.amounts(past_keys(self._covered, variable), rows)

    def _lay(self, received: Received, rank: int) -> None:
        benefit = _SAME.get(received.benefit, received.benefit)
        for variable in _OF_HOUSEHOLDS.get(benefit, ()):
            lay(self._table(variable, len(self._roster.households)), rank, received.paid, self._covered)
        for variable in _OF_PERSONS.get(benefit, ()):
            rows = self._roster.row_of[rank]
            row = rows.get(received.person, int(self._roster.starts[rank]))
            lay(self._table(variable, len(self._roster.persons)), row, received.paid, self._covered)

    def _table(self, variable: str, columns: int) -> Euros:
        if variable not in self._tables:
            self._tables[variable] = np.zeros((self._covered.size, columns))
        return self._tables[variable]
