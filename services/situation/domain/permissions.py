"""From the catalogue to the subjects of the message bus: an organisme can be told a kind of fact, or cannot even be addressed."""

from datetime import date

from services.situation.domain.catalogue import Catalogue

CONTROLLED = "controlled"


def subject(organisme: str, kind: str, verb: str) -> str:
    """Where an organisme hears of a kind of fact; never a person in it."""
    return f"organisme.{organisme}.situation.v1.{kind.lower()}.{verb.lower()}"


def receivable(catalogue: Catalogue, day: date) -> dict[str, tuple[str, ...]]:
    """Organisme → the subjects that it may receive that day, in the order of the catalogue.

    The situation service may publish these and no other to organismes; each organisme's consumer filters on its own.
    """
    subjects: dict[str, list[str]] = {organisme: [] for organisme in sorted(catalogue.organismes)}
    for kind in catalogue.kinds.values():
        for rule in kind.recipients:
            if rule.holds(day):
                subjects.setdefault(rule.organisme, []).append(subject(rule.organisme, kind.name, "*"))
    return {organisme: tuple(listed) for organisme, listed in subjects.items()}
