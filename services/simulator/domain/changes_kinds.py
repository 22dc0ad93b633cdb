"""How a kind of change is presented: its name, its label, and what must be asked, in plain French."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChangeQuestion:
    """A question: the field of the change that it fills in."""

    field: str
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A change that can be tried; `kind` is its name in the contract ("new_job")."""

    kind: str
    label: str
    questions: tuple[ChangeQuestion, ...]
