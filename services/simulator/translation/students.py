"""What the grants of higher education look at: the parents' reference tax income of the year before last, and the children at charge.

For a child of the household only: the parents of an adult who studies are not of the household, and what they earn is not known here.
"""

import numpy as np

from services.simulator.domain.vocabulary import Role, SchoolLevel
from services.simulator.translation.amounts import Euros
from services.simulator.translation.roster import UNBORN, Roster
from services.simulator.translation.sheet import Sheet
from services.simulator.translation.window import Window, months_of, state_keys, state_rows

# Rank of « public » among the establishments that the law as code knows.
_PUBLIC = 1


def write(sheet: Sheet, roster: Roster, covered: Window, reference_incomes: Euros) -> None:
    """Everything, in a fixed order; nothing where no child is in higher education: that is what the law as code assumes."""
    students = np.array([one.role is Role.CHILD and one.school is SchoolLevel.HIGHER for one in roster.persons])
    if not students.any():
        return
    households, of = roster.household.groups, roster.household.group_of
    parents = (
        reference_incomes[:, roster.taxpayers] + roster.apart * reference_incomes[:, roster.taxpayers + roster.apart]
    )
    years = np.array([month.year - 2 for month in months_of(covered)[state_rows(covered)]])
    read = parents[np.clip(years - covered.years[0], 0, len(parents) - 1)][:, of] * students
    sheet.amounts(state_keys(covered, "bourse_criteres_sociaux_base_ressources_parentale"), read)
    # Most establishments are public or under contract; without a word on it, the law as code refuses everybody.
    sheet.same(state_keys(covered, "statuts_etablissement_scolaire"), (students * _PUBLIC).astype(np.int16))
    children = roster.children & np.array([one.key != UNBORN for one in roster.persons])
    for variable, counted in (
        ("bourse_criteres_sociaux_nombre_enfants_a_charge", children),
        ("bourse_criteres_sociaux_nombre_enfants_a_charge_dans_enseignement_superieur", students),
    ):
        sheet.same(state_keys(covered, variable), np.bincount(of[counted], minlength=households).astype(np.int32))
