"""Am I paid, and by whom: in words, without a right whose payer is not named. What an organisme manages without paying is said apart."""

from collections.abc import Sequence

from services.bff.views.french import counted, listed
from services.bff.views.held import RightView

_IN_HAND = ("open", "suspended")


def paid_text(paid: str, rights: Sequence[RightView], missing: Sequence[str]) -> str:
    """The first question. `paid` is yes, no or unknown; `missing` names who has not answered."""
    held = [right for right in rights if right.state in _IN_HAND]
    paying = [right for right in held if not right.managed_only]
    if paid == "yes":
        return f"Oui : {counted(len(paying), 'droit ouvert', 'droits ouverts')}." if paying else "Oui."
    if paid == "no":
        nothing = "aucun versement n'est prévu" if held else "aucun droit n'est ouvert"
        return f"Non : tous les organismes concernés ont répondu, et {nothing}."
    waiting = f" : {listed(missing)} n'{'ont' if len(missing) > 1 else 'a'} pas répondu" if missing else ""
    return f"Nous ne pouvons pas le dire pour le moment{waiting}."


def payers_text(paid: str, payers: Sequence[str], rights: Sequence[RightView]) -> str:
    """The second question: who pays, and who manages what is not paid."""
    managed = [
        f"{right.name} (géré par {right.organisme_name})"
        for right in rights
        if right.managed_only and right.state in _IN_HAND
    ]
    apart = f" Vous avez aussi, sans versement : {listed(managed)}." if managed else ""
    if payers:
        return f"{listed(payers)}.{apart}"
    return ("Personne dans ce domaine." if paid == "no" else "Nous ne le savons pas pour le moment.") + apart
