"""What a person typed, kept as typed: a form that is refused comes back with every word in it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from starlette.requests import Request

from chassis.db import new_id
from chassis.errors import Problem
from services.bff import facts
from services.bff.sent import sent_form

NOTHING: Mapping[str, str] = MappingProxyType({})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Fault:
    """One correction to make: its words, the field that they stand beside, where the summary's link leads, and what the field is called."""

    field: str
    anchor: str
    message: str
    label: str = ""


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


def faults(problem: Problem, labels: Mapping[str, str]) -> Sequence[Fault]:
    """The corrections that a refusal asks for, beside the fields that the form has, by their labels."""
    found = (_fault(facts.json_path(one.field), one.description, labels) for one in problem.violations)
    return tuple(found) or (Fault("", "contenu", problem.message),)


def beside(found: Sequence[Fault]) -> Mapping[str, str]:
    """What stands beside each field; nothing beside those that are right."""
    return defaultdict(str, {fault.field: fault.message for fault in found})


def _fault(path: str, message: str, labels: Mapping[str, str]) -> Fault:
    return Fault(path, path, message, labels[path]) if path in labels else Fault("", "contenu", message)
