"""The catalogue of benefits: what exists, what it is called, who manages it."""

from mesdroits.identity.v1 import person_pb2
from mesdroits.rights.v1 import benefit_pb2
from mesdroits.rights.v1.rights_service_pb2 import ListBenefitsResponse

from services.bff.views.base import View
from services.bff.views.rights import domain_name
from services.bff.views.vocabulary import DOMAINS, REGIMES


class ManagerView(View):
    """Who manages a benefit for a regime; `regime` is absent where it is the same for all."""

    regime: str | None
    regime_text: str
    organisme: str
    organisme_name: str
    service_url: str | None


class BenefitView(View):
    """A benefit."""

    benefit: str
    domain: str
    domain_name: str
    name: str
    description: str
    aliases: tuple[str, ...]
    managers: tuple[ManagerView, ...]
    legal_reference: str


class CatalogueView(View):
    """A page of the catalogue."""

    benefits: tuple[BenefitView, ...]
    next_page_token: str | None


def catalogue_view(answer: ListBenefitsResponse) -> CatalogueView:
    """A page of the catalogue."""
    return CatalogueView(
        benefits=tuple(_benefit(benefit) for benefit in answer.benefits), next_page_token=answer.next_page_token or None
    )


def _benefit(benefit: benefit_pb2.Benefit) -> BenefitView:
    domain = domain_name(benefit.domain)
    return BenefitView(
        benefit=benefit.benefit,
        domain=domain,
        domain_name=DOMAINS.get(domain, domain),
        name=benefit.name,
        description=benefit.description,
        aliases=tuple(benefit.aliases),
        managers=tuple(_manager(manager) for manager in benefit.managers),
        legal_reference=benefit.legal_reference,
    )


def _manager(manager: benefit_pb2.BenefitManager) -> ManagerView:
    regime = person_pb2.Regime.DESCRIPTOR.values_by_number[manager.regime].name.removeprefix("REGIME_").lower()
    return ManagerView(
        regime=regime if manager.regime else None,
        regime_text=REGIMES.get(regime, "Tous les régimes"),
        organisme=manager.organisme,
        organisme_name=manager.organisme_name,
        service_url=manager.service_url or None,
    )
