"""FranceConnect and FranceConnect+: two issuers and two registrations, each for the levels that it vouches for."""

from dataclasses import dataclass

from services.identity.domain.assurance import Assurance
from services.identity.partners.franceconnect.flow import FranceConnect


@dataclass(frozen=True, slots=True)
class Issuers:
    """`plus` is None where the suite has no registration with FranceConnect+: the ordinary one then refuses what it cannot vouch for."""

    ordinary: FranceConnect
    plus: FranceConnect | None = None

    def at(self, assurance: Assurance) -> FranceConnect:
        """Who is asked for a login at a level."""
        return self.plus if self.plus and assurance > Assurance.LOW else self.ordinary

    def named(self, issuer: str) -> FranceConnect:
        """The one whose issuer this is; the ordinary one for what was written before there were two."""
        return self.plus if self.plus and self.plus.issuer == issuer else self.ordinary
