"""Why a change cannot be tried, in the words of the person who tries it."""

from chassis.errors import InvalidInput


class ImpossibleChange(InvalidInput):
    """A change that this household cannot go through; every fault of every change is named at once."""

    reason = "IMPOSSIBLE_CHANGE"
    default_message = "Ce changement n'est pas possible pour ce foyer. Corrigez les points indiqués."


class Impossible(Exception):
    """One fault of one change: the field of the change, and what to say to the person."""

    def __init__(self, field: str, description: str) -> None:
        self.field = field
        self.description = description
        super().__init__(field)
