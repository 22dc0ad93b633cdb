"""What can be asked for here, from when, of whom, and the questions of its form."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from chassis.errors import Violation

_LONGEST = 2000
# In cents: what nobody pays or earns is a mistake.
_AMOUNT = re.compile(r"0|[1-9][0-9]{0,9}")
_WRONG = {
    "amount": "Indiquez un montant en euros, par exemple 640,50.",
    "yes_no": "Répondez par oui ou par non.",
    "choice": "Choisissez une des réponses.",
}
# What an online service is told of why somebody comes: nothing else ever is.
_STEP, _LANGUAGE = "demande", "fr"
EFFECT_DATE = "effect_date"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a form. `type`: text, amount (cents of euro, in digits), date, yes_no or choice; `codes`: code → what it is called."""

    key: str
    label: str
    hint: str
    type: str
    codes: Mapping[str, str]
    required: bool


@dataclass(frozen=True, slots=True)
class ClaimableBenefit:
    """`announced`: the day from which the opening is known; `opens`: the day it opens here. `managers`: regime → organisme.

    `parts`: the organismes that each get a part of one claim; empty where one organisme has it all.
    """

    benefit: str
    label: str
    announced: date | None
    opens: date | None
    managers: Mapping[str, str]
    parts: tuple[str, ...]
    service_url: str
    questions: tuple[Question, ...]

    def open_on(self, day: date) -> bool:
        """Whether it can be asked for here."""
        return self.opens is not None and self.opens <= day

    @property
    def bounce_url(self) -> str:
        """Its online service, told which benefit is meant, at which step, in which language: an intent, and never an identity."""
        if not self.service_url:
            return ""
        parts = urlsplit(self.service_url)
        intent = [("droit", self.benefit), ("etape", _STEP), ("langue", _LANGUAGE)]
        return parts._replace(query=urlencode([*parse_qsl(parts.query), *intent])).geturl()

    def open_date(self, day: date) -> date | None:
        """The opening, as far as it is announced on this day."""
        known = self.announced or self.opens
        return self.opens if known and known <= day else None


@dataclass(frozen=True, slots=True)
class File:
    """A file of the person at an organisme: under which regime, and from when to when."""

    organisme: str
    regime: str
    start: date
    end: date | None
    is_source: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is open on a day. A mere source of data decides nothing, and is never asked."""
        return not self.is_source and self.start <= day and (self.end is None or day <= self.end)


def instructors(benefit: ClaimableBenefit, files: Iterable[File], day: date) -> tuple[str, ...]:
    """The organismes that get the claim: each regime's part, or the one that manages the benefit for the person's regime."""
    held = [file for file in files if file.holds(day)]
    if benefit.parts:
        known = {file.organisme for file in held}
        return tuple(organisme for organisme in benefit.parts if organisme in known)
    ruled = [file.organisme for file in held if benefit.managers.get(file.regime) == file.organisme]
    others = [file.organisme for file in held if file.organisme in benefit.managers.values()]
    return tuple((ruled or others)[:1])


def answer_faults(questions: Iterable[Question], answers: Mapping[str, str], *, complete: bool) -> list[Violation]:
    """What is wrong with the answers; `complete`: they are about to be sent."""
    listed = {question.key: question for question in questions}
    unknown = [Violation(f"answers.{key}", "Cette question n'existe pas.") for key in answers if key not in listed]
    found = [
        Violation(f"answers.{key}", fault)
        for key, question in listed.items()
        if (fault := _fault(question, answers.get(key, "").strip(), complete))
    ]
    return unknown + found


def _fault(question: Question, answer: str, complete: bool) -> str | None:
    if not answer:
        return "Répondez à cette question." if complete and question.required else None
    if len(answer) > _LONGEST:
        return "Cette réponse est trop longue."
    if question.type == "date":
        return _date_fault(question.key, answer)
    return None if _answers(question, answer) else _WRONG[question.type]


def _answers(question: Question, answer: str) -> bool:
    match question.type:
        case "amount":
            return _AMOUNT.fullmatch(answer) is not None
        case "yes_no":
            return answer in ("yes", "no")
        case "choice":
            return answer in question.codes
    return True


def _date_fault(key: str, answer: str) -> str | None:
    try:
        day = date.fromisoformat(answer)
    except ValueError:
        return "Indiquez une date."
    # CSS R. 351-37: a pension starts on the first day of a month.
    return "Une retraite commence le premier jour d'un mois." if key == EFFECT_DATE and day.day != 1 else None
