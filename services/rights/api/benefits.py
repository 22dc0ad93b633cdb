"""Domain → contract: the catalogue of benefits."""

from datetime import date

from mesdroits.identity.v1 import person_pb2
from mesdroits.rights.v1 import benefit_pb2

from services.rights.api.mapping import domain, name_of
from services.rights.domain.catalogue import Benefit, Catalogue, Manager
from services.rights.domain.dated import within
from services.rights.domain.vocabulary import Regime

_REGIMES = {person_pb2.Regime.Value(f"REGIME_{regime}"): regime for regime in Regime}


def benefit(found: Benefit, catalogue: Catalogue, on: date) -> benefit_pb2.Benefit:
    """A benefit under the name of that day, with who manages it then."""
    name = found.name_on(on)
    return benefit_pb2.Benefit(
        benefit=found.id,
        domain=domain(found.domain),
        name=name,
        description=found.description,
        aliases=[dated.name for dated in found.names if dated.name != name],
        managers=[_manager(found, m, catalogue, on) for m in found.managers if within(on, m.start, m.end)],
        legal_reference=str(found.legal),
    )


def _manager(found: Benefit, manager: Manager, catalogue: Catalogue, on: date) -> benefit_pb2.BenefitManager:
    return benefit_pb2.BenefitManager(
        regime=person_pb2.Regime.Value(f"REGIME_{manager.regime}"),
        organisme=manager.organisme,
        organisme_name=name_of(catalogue, manager.organisme, on),
        service_url=found.links[manager.organisme],
    )


def regime(said: int) -> Regime | None:
    """The regime; None for a value that this version does not know."""
    return _REGIMES.get(said)  # type: ignore[call-overload, no-any-return]
