"""Answers of the rights service, made up, and the bubbles that follow from them."""

from mesdroits.common.v1.date_pb2 import Period
from mesdroits.organisme.v1 import organisme_gateway_service_pb2 as organisme_pb
from mesdroits.rights.v1 import benefit_pb2, rights_service_pb2, view_pb2

from services.bff.pages.tests.moments import CAF, CPAM, FRANCE_TRAVAIL, at, day
from services.bff.views.rights import RightsView, rights_view

_FULL = benefit_pb2.EXPOSURE_LEVEL_FULL
_OPEN, _SUSPENDED = organisme_pb.RIGHT_STATE_OPEN, organisme_pb.RIGHT_STATE_SUSPENDED
_SINCE = Period(start_date=day(2021, 6, 1))
_ENDING = Period(start_date=day(2025, 11, 1), end_date=day(2027, 8, 31))


def _right(
    benefit: str, name: str, organisme: tuple[str, str], state: organisme_pb.RightState.ValueType = _OPEN
) -> view_pb2.Right:
    return view_pb2.Right(
        benefit=benefit, benefit_name=name, organisme=organisme[0], organisme_name=organisme[1], data_time=at(9),
        state=state, period=_SINCE,
    )  # fmt: skip


def _family() -> list[view_pb2.Right]:
    allowance = _right("af", "Allocations familiales", CAF)
    allowance.amount_cents, allowance.decided_by = 34730, "Caf du Puy-de-Dôme"
    allowance.service_url = "https://www.caf.fr/allocataires"
    allowance.appeal = "Écrivez à la commission de recours amiable de votre Caf dans les deux mois."
    waiting = _right("ars", "Allocation de rentrée scolaire", CAF, _SUSPENDED)
    waiting.stale, waiting.reason = True, "Votre Caf attend le certificat de scolarité de votre aîné."
    return [allowance, waiting]


def _unemployment() -> view_pb2.Right:
    right = _right("are", "Allocation chômage", FRANCE_TRAVAIL)
    right.period.CopyFrom(_ENDING)
    right.amount_cents, right.payment_period = 84630, view_pb2.PAYMENT_PERIOD_MONTHLY
    return right


def _account() -> view_pb2.Right:
    right = _right("cpf", "Compte personnel de formation", ("cdc", "Caisse des dépôts"))
    right.without_amount = right.managed_only = True
    return right


def _held() -> dict[int, list[view_pb2.Right]]:
    return {
        benefit_pb2.DOMAIN_SANTE: [_right("puma", "Remboursement des soins", CPAM)],
        benefit_pb2.DOMAIN_FAMILLE: _family(),
        benefit_pb2.DOMAIN_EMPLOI: [_unemployment(), _account()],
    }


_OTHERS: dict[int, tuple[str, ...]] = {
    benefit_pb2.DOMAIN_SANTE: ("Complémentaire santé solidaire", "Indemnités journalières"),
    benefit_pb2.DOMAIN_FAMILLE: (
        "Complément familial",
        "Allocation de soutien familial",
        "Prime à la naissance",
        "AJPP",
    ),
    benefit_pb2.DOMAIN_LOGEMENT: ("Aide personnalisée au logement (APL)",),
    benefit_pb2.DOMAIN_SOLIDARITE: ("Prime d'activité", "Revenu de solidarité active (RSA)"),
}


def _potentials(domain: int) -> list[view_pb2.PotentialRight]:
    return [
        view_pb2.PotentialRight(
            benefit=name, benefit_name=name, state=view_pb2.POTENTIAL_STATE_NOT_SIMULATED,
            description="Une aide pour les foyers dont les ressources sont modestes.", service_url="https://www.caf.fr/",
            because="Vous recevez le RSA." if name.startswith("Complémentaire") else "",
        )
        for name in _OTHERS.get(domain, ())
    ]  # fmt: skip


def _domain(domain: benefit_pb2.Domain.ValueType, missing: bool) -> view_pb2.DomainView:
    unknown = missing and domain in (benefit_pb2.DOMAIN_FAMILLE, benefit_pb2.DOMAIN_LOGEMENT)
    held = [] if unknown else _held().get(domain, [])
    answer = view_pb2.PAID_ANSWER_YES if held else view_pb2.PAID_ANSWER_NO
    return view_pb2.DomainView(
        domain=domain, paid=view_pb2.PAID_ANSWER_UNKNOWN if unknown else answer, rights=held,
        organismes=[right.organisme for right in held], potentials=_potentials(domain),
        exposure=benefit_pb2.DomainExposure(domain=domain, level=_FULL), unanswered=["cnaf"] if unknown else [],
        hidden_by_assurance=1 if missing and domain == benefit_pb2.DOMAIN_SANTE else 0,
    )  # fmt: skip


def _sources(missing: bool) -> list[view_pb2.SourceStatus]:
    fresh = view_pb2.SourceStatus(
        organisme="france_travail", organisme_name="France Travail", availability=view_pb2.AVAILABILITY_FRESH
    )
    away = view_pb2.SourceStatus(
        organisme="cnaf", organisme_name="Caf", availability=view_pb2.AVAILABILITY_UNAVAILABLE, retry_in_seconds=45
    )
    stale = view_pb2.SourceStatus(
        organisme="cnam", organisme_name="Assurance maladie", availability=view_pb2.AVAILABILITY_STALE, data_time=at(7),
        retry_in_seconds=10,
    )  # fmt: skip
    return [fresh, away, stale] if missing else [fresh]


def rights(*, missing: bool = False) -> RightsView:
    """The six bubbles; with `missing`, the Caf does not answer and Assurance maladie speaks of an earlier hour."""
    domains = [_domain(domain, missing) for domain in benefit_pb2.Domain.values() if domain]
    answer = rights_service_pb2.GetViewResponse(domains=domains, sources=_sources(missing), partial=missing)
    return rights_view(answer, step_up=True)
