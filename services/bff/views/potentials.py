"""The third question: what else could I have? What the catalogue of rights proposes, with what the simulator says of it, where it could be asked."""

from collections.abc import Mapping, Sequence

from mesdroits.rights.v1 import view_pb2

from services.bff.views.base import View
from services.bff.views.french import listed

_QUESTION = "À quoi d'autre pourrais-je avoir droit ?"
_MOST_NAMED = 3
_NOT_YET = "Pas encore calculé"
_RANK = ("eligible", "unknown", "not_simulated", "received", "not_eligible")


class Answer(View):
    """One of the three questions, and its answer in words."""

    question: str
    text: str


class Simulated(View):
    """What the simulator says of a benefit: eligible, not_eligible, unknown or received."""

    state: str
    state_text: str
    amount_text: str | None = None
    missing_text: str | None = None


class PotentialView(View):
    """A right not held. `state` is not_simulated, or what the simulator says."""

    benefit: str
    name: str
    state: str
    state_text: str
    amount_text: str | None = None
    missing_text: str | None = None
    description: str
    because: str | None
    service_url: str | None


# What the simulator says, by benefit; None when it could not be asked.
Said = Mapping[str, Simulated] | None


def potential_views(potentials: Sequence[view_pb2.PotentialRight], said: Said) -> tuple[PotentialView, ...]:
    """The rights not held, those that could be had first."""
    views = [_potential(one, (said or {}).get(one.benefit)) for one in potentials]
    return tuple(sorted(views, key=lambda one: _RANK.index(one.state))) if said else tuple(views)


def potentials_answer(potentials: Sequence[PotentialView], said: Said) -> Answer:
    """The answer in words. What could not be computed is said, and is never a no."""
    if not said or not potentials:
        names = listed([one.name for one in potentials])
        more = f" Dans ce domaine, il existe aussi : {names}." if names else ""
        return Answer(question=_QUESTION, text=f"{_NOT_YET}.{more}")
    able = [
        f"{one.name} ({one.amount_text})" if one.amount_text else one.name
        for one in potentials
        if one.state == "eligible"
    ]
    unsure = [one.name for one in potentials if one.state in ("unknown", "not_simulated")]
    parts = [f"D'après ce que nous savons, vous pourriez avoir droit à : {listed(able)}."] if able else []
    if unsure:
        parts.append(f"Nous ne pouvons pas encore le dire pour : {_few(unsure)}.")
    if not parts:
        parts.append("D'après ce que nous savons, à aucune autre des aides que nous savons simuler.")
    return Answer(question=_QUESTION, text=" ".join(parts))


def _few(names: Sequence[str]) -> str:
    """The first ones; the page of the domain has them all."""
    left = len(names) - _MOST_NAMED
    if left < 2:
        return listed(names)
    return listed([*names[:_MOST_NAMED], f"{left} autres aides"])


def _potential(one: view_pb2.PotentialRight, said: Simulated | None) -> PotentialView:
    return PotentialView(
        benefit=one.benefit,
        name=one.benefit_name,
        state=said.state if said else "not_simulated",
        state_text=said.state_text if said else _NOT_YET,
        amount_text=said.amount_text if said else None,
        missing_text=said.missing_text if said else None,
        description=one.description,
        because=one.because or None,
        service_url=one.service_url or None,
    )
