"""Why a benefit that is asked for cannot be told of."""

from chassis.errors import NotFound


class UnknownBenefit(NotFound):
    """No benefit of the catalogue has this id."""

    reason = "BENEFIT_NOT_SIMULATED"
    default_message = "Cette aide n'existe pas, ou nous ne la simulons pas."
