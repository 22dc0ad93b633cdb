"""The benefits that are computed, page by page, in the order in which they are shown."""

from collections.abc import Iterable

from chassis.pages import decode_token, encode_token, page_size
from services.simulator.domain.catalogue import Benefit, Catalogue
from services.simulator.domain.catalogue_problems import UnknownBenefit


def check_known(catalogue: Catalogue, wanted: Iterable[str]) -> None:
    """Raises UnknownBenefit, which names the first one that the catalogue does not have."""
    if unknown := sorted(set(wanted) - catalogue.benefits.keys()):
        raise UnknownBenefit(benefit=unknown[0])


def list_benefits(catalogue: Catalogue, requested: int, token: str) -> tuple[tuple[Benefit, ...], str]:
    """(a page, the next page's token; empty on the last one). Raises InvalidInput on a size or a token that cannot be."""
    size, last = page_size(requested), decode_token(token, 1)
    ids = list(catalogue.benefits)
    # A benefit that left the catalogue since the first page leaves a token that stands nowhere: the list begins again.
    start = ids.index(last[0]) + 1 if last and last[0] in catalogue.benefits else 0
    page = tuple(catalogue.benefits[benefit] for benefit in ids[start : start + size])
    more = start + size < len(ids)
    return page, encode_token(page[-1].id) if more else ""
