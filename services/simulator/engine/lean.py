"""What a formula sees when a plan is replayed: the populations of the core, of which every question is answered by a look-up.

Nothing is computed on demand here, and nothing about periods or roles is worked out twice. Results are the core's own to the bit: the same
numpy operations on the same values. A value that the plan has not foreseen raises Missed, and the batch takes the ordinary path.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from openfisca_core.indexed_enums import EnumArray
from openfisca_core.populations import ADD, GroupPopulation, Population
from openfisca_core.projectors import projectable
from openfisca_core.simulations import Simulation

from services.simulator.engine.batch import Membership
from services.simulator.engine.columns import ETERNITY, Array, Key, parts


class Missed(Exception):
    """A formula asked for a value that the plan does not compute."""


class Lean(Simulation):  # type: ignore[misc]  # the core is not typed
    """A simulation that only looks up. `values` holds what is known so far, `sums` what was added up over a period; `seen`: what storages looked like to the step that runs.
    `strayed`: whether a step asked for something else than what `asked` foresees of it."""

    def __init__(self, system: Any, persons: int, groups: Mapping[str, Membership]) -> None:
        self.tax_benefit_system = system
        self.values: dict[Key, Array] = {}
        self.sums: dict[Key, Array] = {}
        self.seen: dict[str, tuple[Any, ...]] = {}
        self.asked: frozenset[Key] = frozenset()
        self.strayed = False
        person = LeanPerson(system.person_entity, self, persons)
        self.persons = person
        self.populations = {person.entity.key: person}
        for entity in system.group_entities:
            self.populations[entity.key] = LeanGroup(entity, self, groups[entity.key])
        self.create_shortcuts()

    def calculate(self, variable_name: str, period: Any) -> Array:
        """The value, which is there. Raises Missed when it is not."""
        values = self.values
        key = (variable_name, period)
        if key not in self.asked:
            self.strayed = True
        if key in values:
            return values[key]
        try:
            found = values[key] = values[variable_name, ETERNITY]
        except KeyError:
            raise Missed(key) from None
        return found

    def calculate_add(self, variable_name: str, period: Any) -> Array:
        """The sum of a variable over the months or years of a period, added in the core's own order; once, whoever asks."""
        if (variable_name, period) not in self.asked:
            self.strayed = True
        total: Any = self.sums.get((variable_name, period))
        if total is None:
            total = 0
            for key in parts(variable_name, period, self.tax_benefit_system.variables[variable_name].definition_period):
                found = self.values.get(key)
                total = total + (self.calculate(*key) if found is None else found)
            self.sums[variable_name, period] = frozen(total)
        return total  # type: ignore[no-any-return]

    def get_population(self, plural: str | None = None) -> Any:
        """The population of a plural."""
        return next(population for population in self.populations.values() if population.entity.plural == plural)


class LeanHolder:
    """A storage, as it was to the step when the plan was recorded."""

    def __init__(self, simulation: Lean, name: str, count: int) -> None:
        self._simulation, self._count = simulation, count
        self.variable = simulation.tax_benefit_system.variables[name]

    def get_known_periods(self) -> list[Any]:
        """The periods that were known."""
        try:
            return list(self._simulation.seen[self.variable.name])
        except KeyError:
            raise Missed(self.variable.name) from None

    def get_array(self, period: Any) -> Array:
        """The value of a period."""
        return self._simulation.calculate(self.variable.name, period)

    def default_array(self) -> Array:
        """The default, for everybody."""
        default: Array = self.variable.default_array(self._count)
        return default


class _Looking:
    """What persons and groups have in common."""

    simulation: Lean
    count: int

    def __call__(self, variable_name: str, period: Any, options: Any = None) -> Any:
        if options is None:
            simulation, key = self.simulation, (variable_name, period)
            found = simulation.values.get(key)
            if found is None:
                return simulation.calculate(variable_name, period)
            if key not in simulation.asked:
                simulation.strayed = True
            return found
        if options == [ADD]:
            return self.simulation.calculate_add(variable_name, period)
        return super().__call__(variable_name, period, options)  # type: ignore[misc]  # it stands before a population

    def get_holder(self, variable_name: str) -> LeanHolder:
        return LeanHolder(self.simulation, variable_name, self.count)

    def check_array_compatible_with_entity(self, array: Array) -> None:
        """It was, when the plan was recorded."""


class LeanPerson(_Looking, Population):  # type: ignore[misc]  # the core is not typed
    """The persons of a batch."""

    def __init__(self, entity: Any, simulation: Lean, count: int) -> None:
        super().__init__(entity)
        self.simulation, self.count, self.ids = simulation, count, range(count)

    @projectable  # type: ignore[untyped-decorator]
    def has_role(self, role: Any) -> Array:
        """Whether each person has a role in the group of that role's entity."""
        group: LeanGroup = self.simulation.populations[role.entity.key]
        return group.who_has(role)


class LeanGroup(_Looking, GroupPopulation):  # type: ignore[misc]  # the core is not typed
    """The groups of a batch. Which person has which role or rank is worked out once."""

    def __init__(self, entity: Any, simulation: Lean, of: Membership) -> None:
        super().__init__(entity, simulation.persons)
        self.simulation, self.count, self.ids = simulation, of.groups, range(of.groups)
        self.members_entity_id = of.group_of
        self._of = of
        self._has: dict[Any, Array] = {}
        self._with: dict[Any, tuple[Array, Array]] = {}
        self._nth: dict[int, tuple[Array, Array]] = {}

    @property
    def members_role(self) -> Array:
        """Each person's role."""
        return np.array(self.entity.flattened_roles, dtype=object)[self._of.role_of]

    def who_has(self, role: Any) -> Array:
        """Whether each person has a role here. Read-only."""
        if role not in self._has:
            ranks = [self.entity.flattened_roles.index(one) for one in role.subroles or [role]]
            # One comparison per role: np.isin sorts.
            self._has[role] = frozen(np.logical_or.reduce([self._of.role_of == rank for rank in ranks]))
        return self._has[role]

    def _those_with(self, role: Any) -> tuple[Array, Array]:
        """The persons who have a role, and their groups."""
        if role not in self._with:
            # The role may be another entity's: a ménage asks for the one who declares the taxes.
            persons = np.flatnonzero(self.members.has_role(role))
            self._with[role] = persons, self._of.group_of[persons]
        return self._with[role]

    def _those_at(self, rank: int) -> tuple[Array, Array]:
        """The persons who stand at a rank in their group, and their groups."""
        if rank not in self._nth:
            persons = np.flatnonzero(self.members_position == rank)
            self._nth[rank] = persons, self._of.group_of[persons]
        return self._nth[rank]

    @projectable  # type: ignore[untyped-decorator]
    def sum(self, array: Array, role: Any = None) -> Array:
        """The core's sum."""
        if role is None:
            return np.bincount(self._of.group_of, weights=array)
        persons, groups = self._those_with(role)
        return np.bincount(groups, weights=array[persons], minlength=self.count)

    @projectable  # type: ignore[untyped-decorator]
    def nb_persons(self, role: Any = None) -> Array:
        """The core's count, which is of floats when a role is asked for."""
        return self.sum(self.members.has_role(role)) if role else np.bincount(self._of.group_of)

    @projectable  # type: ignore[untyped-decorator]
    def value_from_person(self, array: Array, role: Any, default: Any = 0) -> Array:
        """The value of the one who has a role; the default where nobody has."""
        return self._placed(array, self._those_with(role), default)

    @projectable  # type: ignore[untyped-decorator]
    def value_nth_person(self, n: int, array: Array, default: Any = 0) -> Array:
        """The value of the person of a rank; the default where there is none."""
        return self._placed(array, self._those_at(n), default)

    def _placed(self, array: Array, of: tuple[Array, Array], default: Any) -> Array:
        persons, groups = of
        placed = np.full(self.count, default, dtype=array.dtype)
        placed[groups] = np.asarray(array)[persons]
        return EnumArray(placed, array.possible_values) if isinstance(array, EnumArray) else placed  # type: ignore[arg-type]


def frozen(array: Array) -> Array:
    """The array, that nobody may write in: several will read it."""
    array.setflags(write=False)
    return array
