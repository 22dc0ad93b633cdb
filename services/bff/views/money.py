"""Payments, statements, attestations, and the days that no right covers."""

from mesdroits.common.v1.date_pb2 import Date
from mesdroits.rights.v1 import rights_service_pb2 as pb
from mesdroits.rights.v1 import view_pb2

from services.bff.facts import iso_date
from services.bff.views.assurance import withheld
from services.bff.views.base import Link, View
from services.bff.views.french import PeriodView, counted, day, euros, period_view
from services.bff.views.sources import Alert, SourceView, source_alerts, source_views

_STATEMENTS = ("décompte de santé n'est pas affiché", "décomptes de santé ne sont pas affichés")
_ATTESTATIONS = ("attestation de santé n'est pas affichée", "attestations de santé ne sont pas affichées")


class PaymentView(View):
    """A payment beside what the right amounts to; `expected_cents` is absent when nobody told it."""

    benefit: str
    name: str
    organisme: str
    organisme_name: str
    payment_date: str | None
    date_text: str
    amount_cents: int
    amount_text: str
    expected_cents: int | None
    expected_text: str
    recovered_cents: int
    recovered_text: str | None
    reason: str | None


class _Sourced(View):
    sources: tuple[SourceView, ...]
    alerts: tuple[Alert, ...]


class _PartlyHidden(_Sourced):
    # What tells about health wants a stronger login: how many lines are hidden is said, and how to see them.
    hidden_by_assurance: int
    hidden_text: str | None
    step_up: Link | None


class PaymentsView(_Sourced):
    """A page of payments, newest first."""

    payments: tuple[PaymentView, ...]
    next_page_token: str | None


class StatementView(View):
    """A statement (décompte)."""

    statement_id: str
    organisme: str
    organisme_name: str
    statement_date: str | None
    date_text: str
    title: str
    amount_cents: int | None
    amount_text: str | None


class StatementsView(_PartlyHidden):
    """A page of statements."""

    statements: tuple[StatementView, ...]
    next_page_token: str | None


class AttestationView(View):
    """An attestation."""

    attestation_id: str
    organisme: str
    organisme_name: str
    title: str
    statement: str
    issue_date: str | None
    expiry_date: str | None
    text: str


class AttestationsView(_PartlyHidden):
    """A page of attestations."""

    attestations: tuple[AttestationView, ...]
    next_page_token: str | None


class GapView(View):
    """Days that no right covers, and what mends it."""

    cover: str
    period: PeriodView | None
    upcoming: bool
    ended_benefit: str | None
    remedy_benefit: str | None
    text: str
    remedy: str


class ContinuityView(_Sourced):
    """Every gap, oldest first."""

    gaps: tuple[GapView, ...]
    text: str


def payments_view(answer: pb.ListPaymentsResponse) -> PaymentsView:
    """A page of payments."""
    sources = source_views(answer.sources)
    return PaymentsView(
        payments=tuple(_payment(payment) for payment in answer.payments),
        next_page_token=answer.next_page_token or None,
        sources=sources,
        alerts=source_alerts(sources),
    )


def statements_view(answer: pb.ListStatementsResponse, *, step_up: bool = False) -> StatementsView:
    """A page of statements. `step_up`: whether a stronger login is offered."""
    sources = source_views(answer.sources)
    hidden = withheld(answer.hidden_by_assurance, *_STATEMENTS, step_up=step_up)
    return StatementsView(
        statements=tuple(_statement(statement) for statement in answer.statements),
        next_page_token=answer.next_page_token or None,
        sources=sources,
        alerts=source_alerts(sources),
        hidden_by_assurance=answer.hidden_by_assurance,
        hidden_text=hidden.text,
        step_up=hidden.step_up,
    )


def attestations_view(answer: pb.ListAttestationsResponse, *, step_up: bool = False) -> AttestationsView:
    """A page of attestations. `step_up`: whether a stronger login is offered."""
    sources = source_views(answer.sources)
    hidden = withheld(answer.hidden_by_assurance, *_ATTESTATIONS, step_up=step_up)
    return AttestationsView(
        attestations=tuple(_attestation(attestation) for attestation in answer.attestations),
        next_page_token=answer.next_page_token or None,
        sources=sources,
        alerts=source_alerts(sources),
        hidden_by_assurance=answer.hidden_by_assurance,
        hidden_text=hidden.text,
        step_up=hidden.step_up,
    )


def continuity_view(answer: pb.CheckContinuityResponse) -> ContinuityView:
    """The gaps; a missing organisme may be why one shows, or why none does."""
    sources, gaps = source_views(answer.sources), tuple(_gap(gap) for gap in answer.gaps)
    complete = all(source.availability == "fresh" for source in sources)
    none = "Aucune interruption trouvée entre vos droits." if complete else (
        "Nous ne pouvons pas dire s'il y a une interruption : un organisme n'a pas répondu."
    )  # fmt: skip
    found = f"{counted(len(gaps), 'interruption trouvée', 'interruptions trouvées')} entre vos droits."
    return ContinuityView(gaps=gaps, text=found if gaps else none, sources=sources, alerts=source_alerts(sources))


def _payment(payment: view_pb2.Payment) -> PaymentView:
    expected = payment.expected_cents if payment.HasField("expected_cents") else None
    return PaymentView(
        benefit=payment.benefit,
        name=payment.benefit_name,
        organisme=payment.organisme,
        organisme_name=payment.organisme_name,
        payment_date=_iso(payment, "payment_date", payment.payment_date),
        date_text=_said(payment, "payment_date", payment.payment_date),
        amount_cents=payment.amount_cents,
        amount_text=euros(payment.amount_cents),
        expected_cents=expected,
        expected_text="Montant du droit non communiqué" if expected is None else euros(expected),
        recovered_cents=payment.recovered_cents,
        recovered_text=f"{euros(payment.recovered_cents)} retenus" if payment.recovered_cents else None,
        reason=payment.reason or None,
    )


def _statement(statement: view_pb2.Statement) -> StatementView:
    summed = statement.HasField("amount_cents")
    return StatementView(
        statement_id=statement.statement_id,
        organisme=statement.organisme,
        organisme_name=statement.organisme_name,
        statement_date=_iso(statement, "statement_date", statement.statement_date),
        date_text=_said(statement, "statement_date", statement.statement_date),
        title=statement.title,
        amount_cents=statement.amount_cents if summed else None,
        amount_text=euros(statement.amount_cents) if summed else None,
    )


def _attestation(attestation: view_pb2.Attestation) -> AttestationView:
    expires = attestation.HasField("expiry_date")
    until = f", valable jusqu'au {day(attestation.expiry_date)}" if expires else ", sans date de fin"
    return AttestationView(
        attestation_id=attestation.attestation_id,
        organisme=attestation.organisme,
        organisme_name=attestation.organisme_name,
        title=attestation.title,
        statement=attestation.statement,
        issue_date=_iso(attestation, "issue_date", attestation.issue_date),
        expiry_date=_iso(attestation, "expiry_date", attestation.expiry_date),
        text=f"Établie le {_said(attestation, 'issue_date', attestation.issue_date)}{until}.",
    )


def _gap(gap: view_pb2.Gap) -> GapView:
    period = period_view(gap.period)
    verb = "ne sera pas couvert" if gap.upcoming else "n'a pas été couvert"
    return GapView(
        cover=gap.cover,
        period=period,
        upcoming=gap.upcoming,
        ended_benefit=gap.ended_benefit or None,
        remedy_benefit=gap.remedy_benefit or None,
        text=f"« {gap.cover} » {verb}{' ' + period.text if period else ''}.",
        remedy=gap.remedy,
    )


def _iso(message: object, field: str, value: Date) -> str | None:
    return iso_date(value) if message.HasField(field) else None  # type: ignore[attr-defined]


def _said(message: object, field: str, value: Date) -> str:
    return day(value) if message.HasField(field) else "date non communiquée"  # type: ignore[attr-defined]
