"""« Quelles ressources déclarer ? »: per declaration and month, what to do with each kind of resource, and why.

Each answer stands from a month on, until the next one. It is data of `guard/*.yaml`; nothing is worked out here but which answer is in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from chassis.errors import InvalidInput, NotFound, Violation
from services.simulator.domain.household import months_after
from services.simulator.domain.vocabulary import Resource


class NothingToDeclare(NotFound):
    """This benefit has no declaration of resources that we know."""

    reason = "NO_DECLARATION"
    default_message = "Pour cette aide, nous ne connaissons pas de déclaration de ressources."


class Verdict(StrEnum):
    """Whether a resource is to be declared."""

    DECLARE = auto()
    DO_NOT_DECLARE = auto()
    ALREADY_KNOWN = auto()


class Confidence(StrEnum):
    """How sure an answer is: seed, code of the law, text of the law, web page of an organisme or the State, general knowledge."""

    SEED = "S"
    CODE = "C"
    LAW = "L"
    WEB = "W"
    KNOWLEDGE = "K"


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do with a resource from the month `start` on; `amount`: which amount to write, empty when there is none."""

    start: date
    verdict: Verdict
    reason: str
    amount: str
    reference: str
    source: str
    confidence: Confidence
    last_checked: date


@dataclass(frozen=True, slots=True)
class Introduction:
    """What the declaration is, from the month `start` on."""

    start: date
    text: str


@dataclass(frozen=True, slots=True)
class DeclaredMonths:
    """Which months a declaration is about: one is made every `every` months, on those from `oldest` to `newest` months before it."""

    every: int
    oldest: int
    newest: int
    reference: str
    source: str
    confidence: Confidence
    last_checked: date


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration, which may serve several benefits. Answers and introductions are in the order of their start. `declared`: None where the answers
    are not by month."""

    benefits: tuple[str, ...]
    introductions: tuple[Introduction, ...]
    answers: Mapping[Resource, tuple[Answer, ...]]
    declared: DeclaredMonths | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """Every declaration by benefit, and the French name of each kind of resource, in the order in which they are shown."""

    declarations: Mapping[str, Declaration]
    labels: Mapping[Resource, str]


@dataclass(frozen=True, slots=True)
class GuidanceLine:
    """One kind of resource of a declaration."""

    kind: Resource
    label: str
    verdict: Verdict
    reason: str
    amount: str
    reference: str


@dataclass(frozen=True, slots=True)
class NextDeclaration:
    """A declaration to come, and the months that it is about, the oldest first."""

    declared_in: date
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Guidance:
    """A declaration of a month, explained."""

    introduction: str
    lines: tuple[GuidanceLine, ...]
    declarations: tuple[NextDeclaration, ...] = ()


def guidance(guard: Guard, benefit: str, month: date, today: date) -> Guidance:
    """What to declare of `month`, the month that is declared; from `today`, which declarations come next. Raises NothingToDeclare, or InvalidInput before the declaration existed."""
    declaration = guard.declarations.get(benefit)
    if declaration is None:
        raise NothingToDeclare()
    introduction = next((one for one in reversed(declaration.introductions) if one.start <= month), None)
    if introduction is None:
        raise InvalidInput([Violation("month", "Cette déclaration n'existait pas encore ce mois-là.")])
    lines = (_line(guard, declaration, kind, month) for kind in guard.labels)
    return Guidance(introduction.text, tuple(lines), next_declarations(declaration.declared, today))


def next_declarations(declared: DeclaredMonths | None, today: date) -> tuple[NextDeclaration, ...]:
    """One per month in which the next declaration may fall: a person makes every third one, and which is theirs hangs on when their right began."""
    if declared is None:
        return ()
    months = (months_after(today.replace(day=1), wait) for wait in range(declared.every))
    return tuple(
        NextDeclaration(
            month, tuple(months_after(month, -back) for back in range(declared.oldest, declared.newest - 1, -1))
        )
        for month in months
    )


def _line(guard: Guard, declaration: Declaration, kind: Resource, month: date) -> GuidanceLine:
    answer = next(one for one in reversed(declaration.answers[kind]) if one.start <= month)
    return GuidanceLine(kind, guard.labels[kind], answer.verdict, answer.reason, answer.amount, answer.reference)
