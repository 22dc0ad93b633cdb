"""What a person typed, kept as typed: a form that is refused comes back with every word in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from starlette.requests import Request

from chassis.db import new_id
from chassis.errors import InvalidInput, Problem, Violation
from services.bff import facts
from services.bff.changes import Change, Validity
from services.bff.sent import sent_form
from services.bff.views.situation import FactView

NOTHING: Mapping[str, str] = MappingProxyType({})
FRANCE = "99100"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Python reads `20_26` and the digits of every script as numbers: people who type them did not mean to.
_NUMBER = re.compile(r"[0-9]{1,4}")
_START = "validity.start_date"
_START_WORDS = ("start_day", "start_month", "start_year")
# As they stand in the form.
_CONTENT = ("street", "complement", "place", "postal_code", "city", "country_code")
_PLACES = ("", "start", *_CONTENT)


@dataclass(frozen=True)
class Fault:
    """One correction to make: its words, the field that they stand beside, and where the summary's link leads."""

    field: str
    anchor: str
    message: str


@dataclass(frozen=True)
class AddressDraft:
    """A new address as it was typed, right or wrong."""

    values: Mapping[str, str]

    @property
    def shown(self) -> dict[str, str]:
        """Every field of the form, by its name."""
        return {name: self.values.get(name, "") for name in (*_CONTENT, *_START_WORDS)}

    def change(self) -> Change:
        """The change that the person means; without its start where that is not a date, so that the rest is looked at all the same."""
        content = {name: value for name in _CONTENT if (value := self.values.get(name, "").strip())}
        start = self._start()
        return Change(
            verb="created", kind="address", content=content, validity=Validity(start_date=start) if start else None
        )

    def correction(self, told: FactView) -> Change:
        """The change that corrects what was told. What the form does not ask for stays as it was told."""
        change, before = self.change(), told.content or {}
        content = dict(change.content or {})
        same_place = all(content.get(name) == before.get(name) for name in ("postal_code", "city", "country_code"))
        if same_place and "commune_code" in before:
            content["commune_code"] = before["commune_code"]
        start, end = self._start(), told.validity.end_date if told.validity else None
        return Change(
            verb="corrected",
            kind="address",
            fact_id=told.fact_id,
            previous_version_id=told.version_id,
            content=content,
            validity=Validity(start_date=start, end_date=end) if start else None,
        )

    def faults(self, refused: InvalidInput | None = None) -> Sequence[Fault]:
        """What is to be mended, in the order of the form: the date as it was typed, and what else was refused."""
        own = [] if self._start() else [Violation(_START, self._no_start())]
        others = (
            [one for one in refused.violations if not (own and facts.json_path(one.field) == _START)] if refused else []
        )
        if not own and not others:
            return faults(refused, address_place) if refused else ()
        found = faults(InvalidInput([*own, *others]), address_place)
        return sorted(found, key=lambda fault: _PLACES.index(fault.field))

    def _words(self) -> list[str]:
        return [self.values.get(name, "").strip() for name in _START_WORDS]

    def _start(self) -> str | None:
        words = self._words()
        if not all(_NUMBER.fullmatch(word) for word in words):
            return None
        try:
            day, month, year = map(int, words)
            return date(year, month, day).isoformat()
        except ValueError:
            return None

    def _no_start(self) -> str:
        if any(self._words()):
            return "Cette date n'existe pas : indiquez le jour, le mois et l'année."
        return "Indiquez depuis quand vous habitez à cette adresse."


def new_address() -> AddressDraft:
    """An empty form."""
    return AddressDraft(MappingProxyType({"country_code": FRANCE}))


def told_address(told: FactView) -> AddressDraft:
    """The form as it would have been typed for what was told."""
    start = (told.validity.start_date if told.validity else None) or "--"
    year, month, day = (word.lstrip("0") for word in start.split("-", 2))
    values = {"country_code": FRANCE} | {name: str(value) for name, value in (told.content or {}).items()}
    return AddressDraft(MappingProxyType(values | {"start_day": day, "start_month": month, "start_year": year}))


def request_key(words: Mapping[str, str]) -> str:
    """The idempotency key that was drawn when the form was shown: sent twice, the form acts once."""
    key = words.get("request_id", "")
    return key if _UUID.fullmatch(key) else new_id()


def draft_key(words: Mapping[str, str]) -> str:
    """The draft that a form goes on from; empty for a new one."""
    key = words.get("draft_id", "")
    return key if _UUID.fullmatch(key) else ""


async def typed(request: Request) -> Mapping[str, str]:
    """The text fields that were sent; the first of each name."""
    form = await sent_form(request)
    return {name: value for name in form if isinstance(value := form.get(name), str)}


async def several(request: Request) -> Mapping[str, tuple[str, ...]]:
    """The same, with every value of each name."""
    form = await sent_form(request)
    return {name: tuple(value for value in form.getlist(name) if isinstance(value, str)) for name in form}


async def chosen(request: Request, name: str) -> tuple[str, ...]:
    """Every value that was ticked under a name."""
    return tuple(value for value in (await sent_form(request)).getlist(name) if isinstance(value, str))


def faults(problem: Problem, place: Callable[[str], tuple[str, str]]) -> Sequence[Fault]:
    """The corrections that a refusal asks for; `place` says under which field, and at which anchor, a path of the JSON is shown."""
    found = (Fault(*place(facts.json_path(one.field)), one.description) for one in problem.violations)
    return tuple(found) or (Fault("", "contenu", problem.message),)


def beside(found: Sequence[Fault]) -> Mapping[str, str]:
    """What stands beside each field; nothing beside those that are right."""
    return defaultdict(str, {fault.field: fault.message for fault in found})


def address_place(path: str) -> tuple[str, str]:
    """Where the address form shows what is said of a path."""
    if path == _START or path.startswith("validity"):
        return "start", "start_day"
    name = path.removeprefix("content.")
    return (name, name) if name in _CONTENT else ("", "contenu")


def nir_place(path: str) -> tuple[str, str]:
    """Where the first login shows what is said of a path."""
    return (path, path) if path in ("nir", "message") else ("", "contenu")
