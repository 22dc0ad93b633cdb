"""« Quelles ressources déclarer ? »: each kind of resource, for a benefit and a month, and the months of the declarations to come."""

from mesdroits.simulator.v1 import household_pb2, result_pb2
from mesdroits.simulator.v1 import simulator_service_pb2 as pb

from services.bff.household.fields import month_text
from services.bff.shapes import code, iso_date
from services.bff.views.base import View

_VERDICTS = {
    "declare": "À déclarer",
    "do_not_declare": "À ne pas déclarer",
    "already_known": "Déjà connu de l'organisme",
}


class GuidanceView(View):
    """One kind of resource. `verdict` is declare, do_not_declare or already_known."""

    kind: str
    label: str
    verdict: str
    verdict_text: str
    reason: str
    amount_to_declare: str | None
    reference: str


class DeclaredMonthView(View):
    """A month of a declaration."""

    month: str
    month_text: str


class DeclarationMonthsView(View):
    """A declaration that may come next, and the months that it is about."""

    declared_in: str
    declared_in_text: str
    months: tuple[DeclaredMonthView, ...]


class GuideView(View):
    """What to declare for a benefit and a month. `declarations`: those that may come next, of which a person makes one; none where the answers do not
    change with the month."""

    benefit: str
    month: str
    month_text: str
    introduction: str
    resources: tuple[GuidanceView, ...]
    declarations: tuple[DeclarationMonthsView, ...] = ()


def guide_view(answer: pb.GuideResourcesResponse, request: pb.GuideResourcesRequest) -> GuideView:
    """One line per kind of resource."""
    return GuideView(
        benefit=request.benefit,
        month=iso_date(request.month),
        month_text=month_text(request.month),
        introduction=answer.introduction,
        resources=tuple(_guidance(one) for one in answer.resources),
        declarations=tuple(_declaration(one) for one in answer.declarations),
    )


def _declaration(one: result_pb2.DeclarationMonths) -> DeclarationMonthsView:
    return DeclarationMonthsView(
        declared_in=iso_date(one.declared_in),
        declared_in_text=month_text(one.declared_in),
        months=tuple(DeclaredMonthView(month=iso_date(month), month_text=month_text(month)) for month in one.months),
    )


def _guidance(one: result_pb2.ResourceGuidance) -> GuidanceView:
    verdict = code(result_pb2.Verdict.DESCRIPTOR, one.verdict)
    return GuidanceView(
        kind=code(household_pb2.ResourceKind.DESCRIPTOR, one.kind),
        label=one.label,
        verdict=verdict,
        verdict_text=_VERDICTS.get(verdict, "À vérifier"),
        reason=one.reason,
        amount_to_declare=one.amount_to_declare or None,
        reference=one.reference,
    )
