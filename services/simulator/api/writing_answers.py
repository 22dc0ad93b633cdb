"""The longer answers, in the terms of the contract: what is prefilled, compared, explained, guided, estimated, and the lists."""

from collections.abc import Iterable, Sequence

from mesdroits.rights.v1 import benefit_pb2
from mesdroits.simulator.v1 import (
    change_pb2,
    household_pb2,
    legislation_pb2,
    provenance_pb2,
    result_pb2,
    retirement_pb2,
)
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.simulator.api.writing import (
    benefit_result,
    day,
    eligibility,
    method,
    month_result,
    named,
    periodicity,
    questions,
)
from services.simulator.api.writing_household import household
from services.simulator.domain.catalogue import Benefit
from services.simulator.domain.changes_kinds import ChangeKind
from services.simulator.domain.explanation import Explained, ExplanationStep
from services.simulator.domain.guard import Guidance
from services.simulator.domain.legislation import Stale
from services.simulator.domain.plausibility import Oddity
from services.simulator.domain.prefill import Prefilled, Provenance
from services.simulator.domain.results import MonthResult
from services.simulator.domain.retirement import RetirementEstimate
from services.simulator.domain.timeline import Cliff, Difference, news
from services.simulator.usecases.compare import ChangeOutcome, Compared
from services.simulator.usecases.legislation import Legislation
from services.simulator.usecases.retirement import Estimated
from services.simulator.usecases.simulate import Simulated


def simulated(found: Simulated, odd: Iterable[Oddity]) -> pb.SimulateResponse:
    """The month, what is left to ask, and what is surprising."""
    remarks = [result_pb2.Remark(question=one.question, text=one.text) for one in odd]
    return pb.SimulateResponse(month=month_result(found.month), questions=questions(found.questions), remarks=remarks)


def compared(found: Compared) -> pb.CompareResponse:
    """The baseline, and what each change does."""
    return pb.CompareResponse(
        baseline=[month_result(month) for month in found.baseline],
        outcomes=[_outcome(outcome, found.baseline) for outcome in found.outcomes],
    )


def explained(found: Explained) -> pb.ExplainResponse:
    """The chain, what mattered, and the ways in."""
    return pb.ExplainResponse(
        result=benefit_result(found.result),
        steps=[_step(step) for step in found.steps],
        inputs=[
            result_pb2.InputThatMattered(
                question=one.question, label=one.label, value=one.value, cents_per_euro=one.cents_per_euro
            )
            for one in found.inputs
        ],
        ways_in=[result_pb2.WayIn(text=one.text, question=one.question) for one in found.ways_in],
    )


def prefilled(found: Prefilled) -> pb.PrefillResponse:
    """The household as far as it is known; absent when nothing is."""
    return pb.PrefillResponse(
        household=household(found.household) if found.household is not None else None,
        provenances=[_provenance(one) for one in found.provenances],
        questions=questions(found.questions),
    )


def guided(found: Guidance) -> pb.GuideResourcesResponse:
    """One line per kind of resource."""
    lines = [
        result_pb2.ResourceGuidance(
            kind=named(household_pb2.ResourceKind, "RESOURCE_KIND", line.kind),
            label=line.label,
            verdict=named(result_pb2.Verdict, "VERDICT", line.verdict),
            reason=line.reason,
            amount_to_declare=line.amount,
            reference=line.reference,
        )
        for line in found.lines
    ]
    declarations = [
        result_pb2.DeclarationMonths(declared_in=day(one.declared_in), months=[day(month) for month in one.months])
        for one in found.declarations
    ]
    return pb.GuideResourcesResponse(resources=lines, introduction=found.introduction, declarations=declarations)


def estimated(found: Estimated) -> pb.EstimateRetirementResponse:
    """One estimate per remarkable age."""
    return pb.EstimateRetirementResponse(
        estimates=[_estimate(one) for one in found.estimates],
        assumptions=found.assumptions,
        questions=questions(found.questions),
    )


def benefit(one: Benefit) -> result_pb2.SimulatedBenefit:
    """A benefit of the catalogue."""
    return result_pb2.SimulatedBenefit(
        benefit=one.id,
        domain=benefit_pb2.Domain.Value(f"DOMAIN_{one.domain.name}"),
        name=one.name,
        individual=one.individual,
        periodicity=periodicity(one.periodicity),
        method=method(one.method),
        limits=one.limits,
        legal_reference=one.legal_reference,
        pieces=one.pieces,
    )


def change_kinds(kinds: Iterable[ChangeKind]) -> pb.DescribeChangesResponse:
    """Every kind, with its questions."""
    return pb.DescribeChangesResponse(
        changes=[
            change_pb2.ChangeKind(
                kind=kind.kind,
                label=kind.label,
                questions=[
                    change_pb2.ChangeQuestion(field=asked.field, text=asked.text, required=asked.required)
                    for asked in kind.questions
                ],
            )
            for kind in kinds
        ]
    )


def legislation(found: Legislation) -> pb.GetLegislationResponse:
    """The law that is computed."""
    return pb.GetLegislationResponse(
        packages=[legislation_pb2.EnginePackage(name=name, version=version) for name, version in found.packages],
        overrides=[
            legislation_pb2.ParameterOverride(
                parameter=one.parameter,
                from_date=day(one.from_date),
                value=one.value,
                reference=one.reference,
                confidence=one.confidence,
                last_checked=day(one.last_checked),
            )
            for one in found.overrides
        ],
        stale=[_stale(one) for one in found.stale],
        watched_parameters=found.watched_parameters,
        parameters=found.parameters,
    )


def _stale(found: Stale) -> legislation_pb2.StaleParameter:
    return legislation_pb2.StaleParameter(
        parameter=found.parameter,
        label=found.label,
        in_force_since=day(found.in_force_since),
        checked_until=day(found.checked_until) if found.checked_until else None,
        benefits=found.benefits,
    )


def _outcome(found: ChangeOutcome, baseline: Sequence[MonthResult]) -> change_pb2.ChangeOutcome:
    return change_pb2.ChangeOutcome(
        change=found.change,
        months=[month_result(news(*pair)) for pair in zip(baseline, found.months, strict=True)],
        differences=[_difference(one) for one in found.differences],
        cliffs=[_cliff(cliff, text) for cliff, text in found.cliffs],
        summary=found.summary,
        assumptions=found.assumptions,
    )


def _difference(found: Difference) -> change_pb2.Difference:
    return change_pb2.Difference(
        month=day(found.month),
        benefit=found.benefit,
        person=found.person,
        before_cents=found.before_cents,
        after_cents=found.after_cents,
        before=eligibility(found.before),
        after=eligibility(found.after),
    )


def _cliff(found: Cliff, text: str) -> change_pb2.Cliff:
    return change_pb2.Cliff(month=day(found.month), loss_cents=found.loss_cents, benefits=found.benefits, text=text)


def _step(found: ExplanationStep) -> result_pb2.ExplanationStep:
    return result_pb2.ExplanationStep(
        label=found.label,
        value=found.value,
        depth=found.depth,
        parameter=found.parameter,
        in_force_since=day(found.in_force_since) if found.in_force_since else None,
        reference=found.reference,
        period=found.period,
    )


def _provenance(found: Provenance) -> provenance_pb2.Provenance:
    return provenance_pb2.Provenance(
        field=found.field,
        source=found.source,
        source_name=found.source_name,
        month=day(found.month) if found.month else None,
        known_date=day(found.known_date) if found.known_date else None,
        confidence=provenance_pb2.Confidence.Value(f"CONFIDENCE_{found.confidence.name}"),
        outdated=found.outdated,
        correction=provenance_pb2.CorrectionPath.Value(f"CORRECTION_PATH_{found.correction.name}"),
    )


def _estimate(found: RetirementEstimate) -> retirement_pb2.RetirementEstimate:
    return retirement_pb2.RetirementEstimate(
        start_date=day(found.start_date),
        label=found.label,
        age_years=found.age_years,
        age_months=found.age_months,
        quarters=found.quarters,
        monthly_cents=found.monthly_cents,
        range=result_pb2.Range(low_cents=found.low_cents, high_cents=found.high_cents),
        rate_ten_thousandths=found.rate,
        reference=found.reference,
    )
