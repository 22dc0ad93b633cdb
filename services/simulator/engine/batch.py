"""Households in columns: what the translation writes and the engine reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

# (variable of the engine, period as it writes it: "2026-10", "2024", or "ETERNITY").
Input = tuple[str, str]
Numbers = NDArray[np.generic]


@dataclass(frozen=True, slots=True)
class Membership:
    """To which group each person belongs, from 0 on, and as what: the role's rank in the entity (0: demandeur, déclarant or personne de référence;
    1: conjoint; 2: enfant or personne à charge). Both arrays have one value per person."""

    groups: int
    group_of: NDArray[np.int32]
    role_of: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Batch:
    """Households of one month, complete: every input that any formula may read is here, or keeps the default of the law as code.

    `columns`: one value per person or group of the variable's entity. `constants`: inputs that have the same value for everybody, which the
    engine may fold. Persons of a household stand together, in the order of the households; there is one famille and one ménage per household, in
    the same order, and one or two foyers fiscaux.
    """

    month: date
    persons: int
    famille: Membership
    foyer_fiscal: Membership
    menage: Membership
    columns: Mapping[Input, Numbers]
    constants: Mapping[Input, float | int | bool | str]
