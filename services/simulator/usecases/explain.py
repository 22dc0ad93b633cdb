"""Why a benefit amounts to what it does, what mattered, and what would make the household eligible."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from chassis.errors import InvalidInput, Violation
from services.simulator.domain import explanation_plain as plain
from services.simulator.domain import wording
from services.simulator.domain.asking import worded
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.estimates import wired
from services.simulator.domain.explanation import Explained, Explanation, ExplanationStep, WayIn
from services.simulator.domain.explanation_chain import Chain, asked
from services.simulator.domain.explanation_family import family_steps
from services.simulator.domain.household import Household
from services.simulator.domain.influences import Influence, influences, mattered
from services.simulator.domain.presumption import holder_of
from services.simulator.domain.questions import Open, filled, open_questions
from services.simulator.domain.results import BenefitResult, Eligibility, Method, Question, Values
from services.simulator.domain.vocabulary import Resource, Role
from services.simulator.domain.ways_in import Hypothesis, hypotheses, refined, told
from services.simulator.usecases.benefits import check_known
from services.simulator.usecases.calculator import Calculator
from services.simulator.usecases.lawbook import Lawbook
from services.simulator.usecases.simulate import simulate


@dataclass(frozen=True, slots=True)
class Explainer:
    """What an explanation is made with."""

    calculator: Calculator
    catalogue: Catalogue
    explanations: Mapping[str, Explanation]
    lawbook: Lawbook

    async def explain(self, household: Household, benefit_id: str, person: str = "") -> Explained:
        """Two computations, a third where an amount is looked for. Raises UnknownBenefit, InvalidInput, and what the calculator raises."""
        benefit, whose = self._asked(household, benefit_id, person)
        chain = self.explanations.get(benefit_id)
        if chain is None or (benefit.presumed_cost and holder_of(household, self.catalogue.presumption)):
            result = await self._result(household, benefit, whose)
            return Explained(result, self._plain(household, benefit, result, whose))
        result, known = await asyncio.gather(
            self._result(household, benefit, whose), self._computed(household, benefit, whose)
        )
        if result.eligibility is Eligibility.UNKNOWN:
            # A chain worked out from what is not known would look like an answer.
            return Explained(result, plain.conditions(benefit, result))
        ways_in = await self._ways_in(result, benefit, known, whose)
        steps = self._steps(chain, known.household, known.values, whose)
        if open_ones := self._rests_on(steps, chain, known, whose):
            # The lines, and what is paid compared with them, would state our hypotheses as facts of the person.
            sure = replace(result, computed_cents=None, difference="")
            return Explained(sure, plain.unanswered(benefit, sure, open_ones), ways_in=ways_in)
        if result.eligibility is Eligibility.RECEIVED:
            steps = (*plain.paid(benefit, result), *steps)
        elif benefit.amounts and abs(known.amount * 100 - result.amount_cents) >= 1:
            # What other benefits take off it is no part of the chain: the lines alone would give another amount than the one shown.
            steps = plain.corrected(benefit, result, steps)
        inputs = mattered(known.amount, list(zip(known.influences, known.moved, strict=True)))
        return Explained(result, steps, inputs, ways_in)

    def _steps(
        self, chain: Explanation, household: Household, values: Values, whose: str
    ) -> tuple[ExplanationStep, ...]:
        return Chain(household, values, self.lawbook.parameter, whose).steps(chain)

    def _rests_on(
        self, steps: tuple[ExplanationStep, ...], chain: Explanation, known: "_Known", whose: str
    ) -> tuple[Question, ...]:
        """The open questions of which another answer would give other lines."""
        others = {
            question: None
            for question, household, values in known.answered
            if self._steps(chain, household, values, whose) != steps
        }
        return tuple(worded(question.id, question, (), self.catalogue) for question in others)

    def _asked(self, household: Household, benefit_id: str, person: str) -> tuple[Benefit, str]:
        check_known(self.catalogue, (benefit_id,))
        benefit = self.catalogue.benefits[benefit_id]
        if person and person not in {one.key for one in household.persons}:
            raise InvalidInput([Violation("person", "Cette personne ne fait pas partie du foyer.")])
        if not benefit.individual:
            return benefit, ""
        # The applicant is the first; a scholarship is a child's.
        possible = [one.key for one in household.persons if one.role in benefit.roles]
        if not possible or (person and person not in possible):
            raise InvalidInput([Violation("person", "Cette aide ne concerne pas cette personne.")])
        return benefit, person or possible[0]

    async def _result(self, household: Household, benefit: Benefit, whose: str) -> BenefitResult:
        """What Simulate says of it, doubts and payments included."""
        simulated = await simulate(self.calculator, self.catalogue, household, frozenset({benefit.id}))
        # Of children, Simulate names those only for whom something opens.
        nothing = BenefitResult(
            benefit.id, Eligibility.NOT_ELIGIBLE, 0, benefit.periodicity, benefit.method, whose, reason=wording.NOT_OPEN
        )
        return next((one for one in simulated.month.results if one.person == whose), nothing)

    def _complete(self, household: Household) -> Household:
        """With the likeliest answer to what is not known, and with the allowances that it would be paid."""
        return wired(filled(household, open_questions(household)), self.catalogue)

    def _plain(
        self, household: Household, benefit: Benefit, result: BenefitResult, whose: str
    ) -> tuple[ExplanationStep, ...]:
        steps = plain.conditions(benefit, result)
        return (steps[0], *self._modelled(household, benefit, whose), *steps[1:])

    def _modelled(self, household: Household, benefit: Benefit, whose: str) -> tuple[ExplanationStep, ...]:
        """What our own models rest on."""
        person = household.person(whose) if whose else household.applicant
        if known := family_steps(benefit.id, household, person, self.catalogue):
            return known
        if benefit.method is not Method.ESTIMATE:
            return ()
        if benefit.resource is Resource.UNEMPLOYMENT:
            return plain.unemployment(household, person, self.catalogue.unemployment)
        if benefit.resource is Resource.RETIREMENT_PENSION and person.role is not Role.CHILD:
            return plain.retirement(household, person, self.catalogue.retirement)
        return ()

    async def _computed(self, household: Household, benefit: Benefit, whose: str) -> "_Known":
        """The household, each input a little different, and each hypothesis: all in one computation."""
        base = self._complete(household)
        inputs, tried = (
            influences(household),
            hypotheses(household, whose, by_work=self.explanations[benefit.id].by_work),
        )
        changed = [one.household for one in inputs] + [one.household for one in tried]
        variants = [self._complete(one) for one in changed]
        answered = [(question, self._complete(one)) for question, one in _otherwise(household)]
        names = explained(self.explanations, self.catalogue, household.month)
        values = await self.calculator.calculate([base, *variants, *(one for _, one in answered)], names)
        split, last = 1 + len(inputs), 1 + len(variants)
        amounts = [_amount(months[0], benefit, whose) for months in values[:last]]
        worlds = tuple((question, one, of[0]) for (question, one), of in zip(answered, values[last:], strict=True))
        return _Known(
            base, household, values[0][0], amounts[0], inputs, amounts[1:split], tried, amounts[split:], worlds
        )

    async def _ways_in(self, result: BenefitResult, benefit: Benefit, known: "_Known", whose: str) -> tuple[WayIn, ...]:
        if result.eligibility is not Eligibility.NOT_ELIGIBLE or known.amount > 0:
            return ()
        opens = [amount > 0 for amount in known.tried_amounts]
        finer = refined(known.told, whose, known.tried, opens)
        if finer:
            values = await self.calculator.calculate(
                [self._complete(one.household) for one in finer],
                explained(self.explanations, self.catalogue, known.told.month),
            )
            opens += [_amount(months[0], benefit, whose) > 0 for months in values]
        return told((*known.tried, *finer), opens)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first computation gave. `told`: the household as it was told, before it was completed; amounts in euros. `answered`: each open question
    with a household that answers it otherwise than the completed one, and its values."""

    household: Household
    told: Household
    values: Values
    amount: float
    influences: tuple[Influence, ...]
    moved: Sequence[float]
    tried: tuple[Hypothesis, ...]
    tried_amounts: Sequence[float]
    answered: tuple[tuple[Open, Household, Values], ...]


def _otherwise(household: Household) -> Iterator[tuple[Open, Household]]:
    for question in open_questions(household):
        for rank, answer in enumerate(question.answers):
            if rank != question.plausible:
                yield question, answer(household)


def explained(explanations: Mapping[str, Explanation], catalogue: Catalogue, month: date) -> tuple[str, ...]:
    """What every explanation of a month asks for, whatever the benefit: the engine then follows one plan for all of them."""
    chains = [one for benefit, chain in sorted(explanations.items()) for one in asked(chain, month)]
    measured = [
        name
        for benefit in explanations
        if benefit in catalogue.benefits
        for name in _measured(catalogue.benefits[benefit])
    ]
    return tuple(sorted({*(one.name for one in chains), *measured}))


def _measured(benefit: Benefit) -> tuple[str, ...]:
    return benefit.amounts or (benefit.opens,)


def _amount(values: Values, benefit: Benefit, whose: str) -> float:
    """The benefit, or 1 where its cover is open; of the person whose it is."""
    found = 0.0
    for name in _measured(benefit):
        value = values[name]
        if isinstance(value, Mapping):
            found += value.get(whose, 0.0) if whose else sum(value.values())
        else:
            found += value
    return found
