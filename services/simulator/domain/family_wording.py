"""What a person reads beside childcare, parental and birth-leave benefits, in plain French."""

from datetime import date

from services.simulator.domain.vocabulary import Activity
from services.simulator.domain.wording import day, euros, in_month

CARE_UNKNOWN = "Vous remplissez les conditions. Pour le montant, dites-nous qui garde l'enfant, combien d'heures, à quel prix, et votre revenu fiscal."
CARE_NONE = "Vous ne payez ni assistante maternelle ni garde à domicile pour un enfant de cet âge."
CARE_STRUCTURE = (
    "Avec une micro-crèche, une association ou une entreprise, l'aide suit un autre barème, qui dépend de ce qu'elle facture et que ce "
    "simulateur ne calcule pas. La Caf ou la MSA vous le dira."
)
CARE_BEFORE = "Avant septembre 2025, l'aide suivait un autre barème, que ce simulateur ne calcule pas."
CARE_TOO_RICH = "À ce revenu, l'aide au salaire est nulle. Les cotisations de la personne employée restent prises en charge, au moins en partie."
CARE_EXACT = "D'après le barème de septembre 2025. Les cotisations de la personne que vous employez sont prises en charge en plus, sans passer par vous."
LEAVE_UNKNOWN = "Il manque une information sur ce congé pour dire le montant."
QUARTERS = "Il faut avoir validé au moins huit trimestres ; d'après ce qui est indiqué, vous n'en avez pas autant."
MOTHER_ONLY = "C'est le congé de l'autre parent : vous relevez du congé de maternité."
NO_LEAVE = "Vous avez indiqué ne pas prendre ce congé."
NO_WAGE = "Aucun salaire n'est connu dans l'année d'avant ce congé : sans salaire, il n'y a pas d'indemnité."
ON_BIRTH_LEAVE = "Pendant un congé de maternité ou de paternité, ce sont les indemnités de ce congé qui sont versées."
ALLOWANCE = "C'est une estimation pour un salarié. Si votre employeur maintient votre salaire, elles lui sont versées : elles ne s'y ajoutent pas."
TOGETHER = "À deux, les montants ne dépassent pas ensemble celui d'un arrêt complet : l'autre parent le reçoit déjà."
PARENTAL = "C'est une estimation : il faut aussi huit trimestres validés dans les années d'avant, et l'aide cesse quand l'enfant atteint la limite d'âge."
_OTHER_REGIMES = {
    Activity.SELF_EMPLOYED: "Les indépendants ont une allocation et des indemnités forfaitaires, que ce simulateur ne calcule pas : votre caisse vous les dira.",
    Activity.FARMER: "Les exploitants agricoles ont une allocation de remplacement, que ce simulateur ne calcule pas : la MSA vous la dira.",
    Activity.JOB_SEEKER: "Au chômage, elles dépendent des salaires d'avant, et l'allocation chômage s'arrête pendant ce temps : ce simulateur ne le calcule pas. L'Assurance maladie vous le dira.",
}


def other_regime(activity: Activity | None) -> str:
    """Why the allowances of who is not an employee are not worked out."""
    return _OTHER_REGIMES.get(activity, LEAVE_UNKNOWN) if activity else LEAVE_UNKNOWN


def leave_ahead(start: date, daily_net_cents: int) -> str:
    """A leave that has not begun."""
    return f"Pas encore : le congé commence le {day(start)}. Cela ferait environ {euros(daily_net_cents)} net par jour."


def leave_over(end: date) -> str:
    """A leave that has ended."""
    return f"Ce congé se termine le {day(end)}."


def leave_worth(daily_net_cents: int, days: int) -> str:
    """A leave whose days are not known."""
    return (
        f"Dites-nous si vous prenez ce congé, et quand : ses {days} jours feraient environ {euros(daily_net_cents * days)} net, "
        f"soit {euros(daily_net_cents)} par jour."
    )


def parental_over(last: date) -> str:
    """A right whose months are over."""
    return f"Cette aide est versée jusqu'{in_month(last)} au plus tard, d'après l'âge de l'enfant et la durée du congé."


def presumed(name: str, seen: bool) -> str:
    """A cover that is granted without a look at resources; `seen`: the text that applies it was read about."""
    doubt = (
        ""
        if seen
        else " La loi le prévoit depuis juillet 2026 ; nous n'avons pas pu lire le décret qui l'applique : l'Assurance maladie vous le confirmera."
    )
    return f"Sans déclarer vos ressources, parce que vous recevez : {name}.{doubt}"
