"""The organismes' own words for the stages of a claim (`words.yaml`)."""

from enum import StrEnum
from pathlib import Path

import yaml

from sandbox.organismes.vocabulary import ORGANISMES

_FILE = Path(__file__).with_name("words.yaml")


class Stage(StrEnum):
    """Where a claim stands, as scenarios name it whichever the organisme."""

    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    THIRD_PARTY = "third_party"
    EXAMINED = "examined"
    CHECKED = "checked"
    # Who decides first (the CDAPH) has agreed: the organisme decides next.
    AGREED = "agreed"
    SETTLED = "settled"
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


DECIDED = frozenset({Stage.GRANTED, Stage.PARTLY, Stage.REFUSED})
OVER = DECIDED | {Stage.CLOSED, Stage.WITHDRAWN}


class Words:
    """Read from the file. Raises ValueError where an organisme that instructs claims has no word for a stage."""

    def __init__(self, file: Path = _FILE) -> None:
        read: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["organismes"]
        for organisme, words in read.items():
            if organisme not in ORGANISMES or set(words) != set(Stage):
                raise ValueError(f"{file.name}: {organisme}: a word for each of {', '.join(Stage)}")
        self.by_organisme = {name: {Stage(key): word for key, word in words.items()} for name, words in read.items()}

    def instructs(self, organisme: str) -> bool:
        """Whether this organisme takes claims at all."""
        return organisme in self.by_organisme

    def of(self, organisme: str, stage: Stage) -> str:
        """Its word for a stage."""
        return self.by_organisme[organisme][stage]
