"""Lines whose benefit the catalogue does not know: shown under a plain name in the organisme's usual domain, never lost."""

from collections import Counter

from services.rights.domain.catalogue import Catalogue
from services.rights.domain.vocabulary import Domain, Organisme


def plain_name(benefit_id: str) -> str:
    """What a citizen reads instead of a name; it keeps the organisme's reference, to be quoted to an agent."""
    return f"Droit non décrit dans ce portail (référence « {benefit_id} »)"


def usual_domain(organisme: Organisme, catalogue: Catalogue) -> Domain:
    """The domain in which the organisme manages the most benefits; the portal's order decides between equals."""
    managed = Counter(b.domain for b in catalogue.benefits.values() if organisme in {m.organisme for m in b.managers})
    return max(Domain, key=lambda domain: managed[domain])
