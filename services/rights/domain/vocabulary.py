"""The closed lists every other module of the rights domain speaks with: domains, regimes, organismes, levels."""

from enum import StrEnum


class Domain(StrEnum):
    """The six domains of the portal (press kit of mesdroitssociaux.gouv.fr, March 2017): one bubble each."""

    SANTE = "SANTE"
    FAMILLE = "FAMILLE"
    LOGEMENT = "LOGEMENT"
    SOLIDARITE = "SOLIDARITE"
    RETRAITE = "RETRAITE"
    EMPLOI = "EMPLOI"


class PortalService(StrEnum):
    """What the portal itself offers, opened date by date (press kit of March 2017, "QUAND ?")."""

    RIGHTS_VIEW = "RIGHTS_VIEW"
    SIMULATOR = "SIMULATOR"
    SIMULATOR_PREFILL = "SIMULATOR_PREFILL"
    LINKS = "LINKS"
    ORGANISME_MESSAGES = "ORGANISME_MESSAGES"
    TELL_US_ONCE = "TELL_US_ONCE"


class Regime(StrEnum):
    """The regimes that the press kit of March 2017 names."""

    GENERAL = "GENERAL"
    AGRICOLE = "AGRICOLE"
    INDEPENDANTS = "INDEPENDANTS"
    MGEN = "MGEN"


class Organisme(StrEnum):
    """The ten partner organismes."""

    CNAF = "cnaf"
    CNAM = "cnam"
    MSA = "msa"
    SSI = "ssi"
    CNAV = "cnav"
    UNION_RETRAITE = "union_retraite"
    CDC = "cdc"
    FRANCE_TRAVAIL = "france_travail"
    MGEN = "mgen"
    DGFIP = "dgfip"


class Kind(StrEnum):
    """What a benefit is made of. A SERVICE is never "paid"."""

    PERIODIC = "PERIODIC"
    ONE_OFF = "ONE_OFF"
    COVERAGE = "COVERAGE"
    SERVICE = "SERVICE"


class PaymentPeriod(StrEnum):
    """How often a benefit is paid."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    YEARLY = "YEARLY"
    ONCE = "ONCE"


class Confidence(StrEnum):
    """How sure a datum is: Seed, public Code, text of Law, secondary Web page, general Knowledge."""

    SEED = "S"
    CODE = "C"
    LAW = "L"
    WEB = "W"
    KNOWLEDGE = "K"


class Answer(StrEnum):
    """A question put to organismes; UNKNOWN is an answer in its own right, never shown as NO or as 0."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"
