"""Every benefit of a household for one month, and what is left to ask."""

from dataclasses import dataclass

from services.simulator.domain.catalogue import Catalogue
from services.simulator.domain.household import Household
from services.simulator.domain.results import MonthResult, Question
from services.simulator.usecases.benefits import check_known
from services.simulator.usecases.calculator import Calculator
from services.simulator.usecases.months import study


@dataclass(frozen=True, slots=True)
class Simulated:
    """The month, and what is left to ask, the question that narrows the result most first."""

    month: MonthResult
    questions: tuple[Question, ...]


async def simulate(
    calculator: Calculator, catalogue: Catalogue, household: Household, benefits: frozenset[str] = frozenset()
) -> Simulated:
    """`benefits`: ids, all when empty; UnknownBenefit where one does not exist. Everything is computed in one call of the calculator, hypotheses included."""
    check_known(catalogue, benefits)
    studied = await study(calculator, catalogue, [household], 1, benefits)
    questions = tuple(question for question in studied.questions if not benefits or benefits & {*question.benefits})
    return Simulated(studied.months[0][0], questions)


async def questions_for(calculator: Calculator, catalogue: Catalogue, household: Household) -> tuple[Question, ...]:
    """What is left to ask of a household, the question that narrows the result most first."""
    return (await simulate(calculator, catalogue, household)).questions
