"""What a person reads beside a result, in plain French."""

from collections.abc import Sequence
from datetime import date

from services.simulator.domain.catalogue import Looks
from services.simulator.domain.results import Periodicity

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

EXCLUDED = "Vous relevez d'une autre aide, qui la remplace."
NOT_OPEN = "Dans la situation décrite, les règles n'ouvrent pas ce droit."
CONDITIONS = "Vous remplissez les conditions que nous pouvons vérifier ; l'organisme décide du droit et de son montant."
BIRTH_TO_COME = "Pas encore : elle est versée à partir du 7e mois de grossesse, si vos ressources le permettent."
UNPAID_ALIMONY = (
    "Si un jugement, un acte ou un accord fixe une pension alimentaire pour vos enfants, la caisse peut la percevoir pour vous, même si elle n'est pas "
    "payée : nous ne savons pas s'il y en a un."
)
RELATIVE_ELSEWHERE = (
    "Elle est ouverte à qui aide un proche handicapé ou en perte d'autonomie, qu'il vive avec vous ou ailleurs : nous ne connaissons que votre foyer, "
    "et ne pouvons pas le dire. La Caf ou la MSA vous répondra."
)
UNKNOWN = "Il manque une information pour le dire."
PAID = "Vous la recevez déjà : le montant est celui qui est vraiment payé."
PAID_COVER = "Vous en bénéficiez déjà."
MAYOTTE = (
    "À Mayotte, cette aide a ses propres règles ou ses propres montants, que ce simulateur ne connaît pas : nous ne pouvons pas "
    "vous dire ce que vous auriez. La caisse de sécurité sociale de Mayotte (CSSM) ou France Travail vous répondront."
)
OWN_COMPLEMENT = (
    "Les indépendants et les exploitants agricoles ont leur propre retraite complémentaire (RCI, RCO), que ce simulateur ne "
    "calcule pas : votre caisse vous en dira le montant."
)
AS_TOLD = "C'est le montant compté ce mois-ci, d'après ce qui est indiqué."
PAID_NOTHING = "Ce droit est ouvert : rien n'est payé à part pour lui ce mois-ci."
MOVED = "Le montant payé aujourd'hui est corrigé de ce que le changement ferait varier selon nos règles."
STOPPED = "Vous la recevez aujourd'hui ; dans cette situation, les règles ne l'ouvriraient plus."
ESTIMATED = "C'est une estimation : l'organisme fera le calcul exact."
RANGED = "Le montant dépend d'informations qui manquent."
SEEKERS_ONLY = "Elle est réservée aux personnes qui cherchent un emploi."
SICK_ONLY = "Elles sont versées pendant un arrêt de travail, quand le salaire s'arrête."
WITH_PARTICIPATION = (
    "Vous pouvez en bénéficier, avec une participation qui dépend de l'âge (30 € par mois au plus par personne)."
)
NO_RIGHT = "La durée de travail, la fin du contrat ou la durée déjà passée n'ouvrent pas de droit ce mois-ci."

_GAPS = {
    Looks.NOW: "la caisse connaît peut-être une autre situation que celle décrite ici",
    Looks.QUARTER: "la caisse se fonde sur le trimestre que vous avez déclaré, qui peut différer de celui décrit ici",
    Looks.ROLLING_YEAR: "la caisse se fonde sur les ressources d'une année glissante, qui peuvent différer de celles décrites ici",
    Looks.YEAR_BEFORE_LAST: "la caisse se fonde sur vos revenus d'il y a deux ans, qui peuvent différer de ceux décrits ici",
}


def euros(cents: int) -> str:
    """An amount as it is read: « 1 152,40 € »."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", "\u202f")
    return f"{'-' if cents < 0 else ''}{grouped}{f',{rest:02d}' if rest else ''}\u00a0€"


def day(value: date) -> str:
    """A date as it is read: « 1er mars 2031 »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number} {_MONTHS[value.month - 1]} {value.year}"


def in_month(month: date) -> str:
    """« en mars 2031 »."""
    return f"en {_MONTHS[month.month - 1]} {month.year}"


def carried_over(last: date) -> str:
    """An amount of a month of which no payment is known yet."""
    return f"Vous la recevez déjà : nous reportons le dernier montant payé que nous connaissons, celui versé {in_month(last)}."


def open_for(cents: int, periodicity: Periodicity, month: date) -> str:
    """What could be had."""
    if periodicity is Periodicity.COVER:
        return "Vous pourriez en bénéficier."
    often = {
        Periodicity.MONTHLY: "par mois",
        Periodicity.YEARLY: f"pour l'année {month.year}",
        Periodicity.ONCE: "en une fois",
    }[periodicity]
    return f"Vous pourriez recevoir {euros(cents)} {often}."


def cost(cents: int) -> str:
    """A cover that is paid for."""
    return f"Vous pourriez en bénéficier, avec une participation de {euros(cents)} par mois."


def replaced(others: Sequence[str], cents: int) -> str:
    """Others leave nothing of it: what it would be until they are granted."""
    return (
        f"{_listed(others)} : ce qui est payé à ce titre compte en entier dans ses ressources, et n'en laisse rien. Tant que "
        f"vous ne le recevez pas, vous pourriez avoir {euros(cents)} par mois."
    )


def lessened(cents: int, others: Sequence[str]) -> str:
    """What others leave of it."""
    return (
        f"Vous pourriez recevoir {euros(cents)} par mois, une fois compté ce que vous apporte : {_listed(others)}. "
        "Davantage tant que vous ne le recevez pas."
    )


def counted_later(others: Sequence[str]) -> str:
    """What a bonus will count once it is paid."""
    return (
        f"Elle est calculée sur des mois où vous n'aviez pas encore : {_listed(others)}. Quand ce qui vous est payé à ce titre y comptera, dans "
        "deux à quatre mois, elle changera, et peut s'arrêter : ne comptez pas sur ce montant au-delà."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def failed(about: str) -> str:
    """A condition that does not hold."""
    return f"La condition {about} n'est pas remplie."


def failed_as_told(about: str) -> str:
    """A condition that does not hold as long as silence means no."""
    return f"D'après ce que vous avez dit, la condition {about} n'est pas remplie."


def not_before(start: date) -> str:
    """A pension that is yet to come."""
    return f"Vous pourrez la demander à partir du {day(start)}, l'âge légal de votre génération."


def gap(paid: int, computed: int, looks: Looks) -> str:
    """Why what is paid and what is computed may differ."""
    if not computed:
        return (
            f"Vous recevez {euros(paid)}, alors que nos règles n'ouvrent pas ce droit dans la situation décrite : {_GAPS[looks]}, "
            "ou votre situation a changé depuis sa dernière décision."
        )
    more, less = (
        ("plus", "") if paid > computed else ("moins", " Une retenue pour un trop-perçu peut aussi l'expliquer.")
    )
    return (
        f"L'organisme verse {euros(abs(paid - computed))} de {more} que le calcul de ce mois ({euros(computed)}) : "
        f"{_GAPS[looks]}.{less}"
    )
