"""What a form asks: questions, in groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Words = Mapping[str, str]
BEFORE = ".avant"


@dataclass(frozen=True)
class Input:
    """One question of a form: `kind` is text, choice, many or tick. `value` is as typed; `error` stands beside it."""

    name: str
    label: str
    hint: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""
    # Of a choice among several: those that are ticked.
    ticked: tuple[str, ...] = ()
    required: bool = False
    # What stood there when the person opened the page; None where the form does not keep it.
    before: str | None = None


@dataclass(frozen=True)
class Group:
    """Questions about one person, or about one thing."""

    legend: str
    inputs: tuple[Input, ...]
    person: str = ""
    # Others that are seldom needed: they stand behind a word that opens them.
    more: tuple[Input, ...] = ()


def labels_of(groups: Sequence[Group]) -> Mapping[str, str]:
    """What each input is called, by its name, with whom it is about where several persons are asked about."""
    several = len(groups) > 1
    return {
        one.name: f"{one.label} ({group.legend})" if several else one.label
        for group in groups
        for one in (*group.inputs, *group.more)
    }
