"""From one way of saying a wage to another, by flat rates: good enough for a model of ours, never for the law as code.

The exact conversion, with its contributions and reductions, is the translation's; here it serves estimates and the total that a household has.
"""

from dataclasses import dataclass

from services.simulator.domain.vocabulary import Basis

TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class WageRates:
    """What is left of a gross wage, in ten-thousandths."""

    net: int
    taxable: int

    def gross(self, cents: int, basis: Basis) -> int:
        """The gross wage behind an amount, in cents."""
        left = {Basis.GROSS: TEN_THOUSAND, Basis.TAXABLE: self.taxable}.get(basis, self.net)
        return round(cents * TEN_THOUSAND / left)

    def net_of(self, cents: int, basis: Basis) -> int:
        """The net wage of an amount, in cents; a net amount stays what it is."""
        if basis in (Basis.NET, Basis.NET_SOCIAL):
            return cents
        return round(self.gross(cents, basis) * self.net / TEN_THOUSAND)
