"""An organisme's own words for the states of a claim, read in the one model; what this loses is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.requests_tracking.domain.vocabulary import ClaimState


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word in the one model. No `state`: the claim stays where it stands. `lost`: what the word says more, in plain French. `hands_over`: who
    decides first has agreed, and the organisme decides next."""

    state: ClaimState | None
    lost: str = ""
    hands_over: bool = False


@dataclass(frozen=True, slots=True)
class StateMapping:
    """The words of one organisme."""

    words: Mapping[str, Meaning] = field(default_factory=dict)

    def read(self, word: str) -> Meaning:
        """What a word means. An unknown one changes nothing, and says so."""
        known = self.words.get(word)
        if known:
            return known
        return Meaning(None, f"L'organisme emploie un mot que nous ne connaissons pas : « {word} ».")
