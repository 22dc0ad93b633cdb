"""What may still be done to something that was told."""

from services.bff.facts import KINDS
from services.bff.views.base import View
from services.bff.views.situation import FactView


class ChangingView(View):
    """Whether a declaration can be corrected or annulled, and why not where it cannot."""

    can_correct: bool
    can_annul: bool
    text: str


def changing_view(told: FactView, last: FactView) -> ChangingView:
    """What a declaration allows. `last`: the last version of the fact that it wrote."""
    if last.verb == "annulled":
        return ChangingView(can_correct=False, can_annul=False, text=_annulled(told))
    if last.version_id != told.version_id:
        text = "Vous avez changé cette information depuis : c'est votre dernière déclaration qui compte."
        return ChangingView(can_correct=False, can_annul=False, text=text)
    return ChangingView(
        can_correct=told.kind in KINDS and told.content is not None,
        can_annul=True,
        text="Chaque organisme qui l'a reçue sera prévenu. Vous verrez ce qui sera envoyé avant de confirmer.",
    )


def _annulled(told: FactView) -> str:
    if told.verb == "annulled":
        return "Cette information est annulée. Si elle redevient vraie, déclarez-la de nouveau."
    return "Vous avez annulé cette information depuis."
