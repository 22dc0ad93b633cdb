"""When a person could retire, and with how much."""

from dataclasses import dataclass

from chassis.errors import InvalidInput, Violation
from services.simulator.domain.asking import worded
from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import Question
from services.simulator.domain.retirement import RetirementEstimate, estimate_retirement
from services.simulator.domain.vocabulary import Role

_BENEFITS = ("retraite-base", "retraite-complementaire", "minimum-contributif")


@dataclass(frozen=True, slots=True)
class Estimated:
    """One estimate per remarkable age, everything that was assumed, and what would narrow it."""

    estimates: tuple[RetirementEstimate, ...]
    assumptions: tuple[str, ...]
    questions: tuple[Question, ...]


def estimate(catalogue: Catalogue, household: Household, key: str = "") -> Estimated:
    """Of the applicant, or of the person of a key. Raises InvalidInput on a person who is not of the household, or is a child."""
    persons = {person.key: person for person in household.persons}
    person = persons.get(key) if key else household.applicant
    if person is None:
        raise InvalidInput([Violation("person", "Cette personne n'est pas dans le foyer.")])
    if person.role is Role.CHILD:
        raise InvalidInput([Violation("person", "La retraite d'un enfant à charge ne s'estime pas.")])
    found = estimate_retirement(household, person, catalogue.retirement)
    questions = tuple(worded(f"{person.key}.{field}", None, _BENEFITS, catalogue) for field in found.missing)
    return Estimated(found.estimates, found.assumptions, questions)
