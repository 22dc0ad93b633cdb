"""The work of the pool on the real law: translation, engine, and the few shapes that batches take."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.simulator.domain.household import Household
from services.simulator.domain.results import Values
from services.simulator.engine import law
from services.simulator.engine.columns import Keys
from services.simulator.engine.compute import Engine
from services.simulator.legislation.adjust import adjustment
from services.simulator.legislation.loader import load_overrides
from services.simulator.serving.samples import samples
from services.simulator.serving.shapes import Ladder
from services.simulator.serving.work import Key
from services.simulator.translation import rates
from services.simulator.translation.translation import Translation

# More than anybody asks for: two years before, two years after, each with its own rates.
_MONTHS = 64


class LawAtWork:
    """One law in one process. What it learns of a month stays: rates, shapes, plans."""

    def __init__(self, loaded: law.Law) -> None:
        self.law = loaded
        self._engine = Engine(loaded)
        self._keys = Keys(loaded)
        self._translations: OrderedDict[date, Translation] = OrderedDict()
        self._ladders: OrderedDict[tuple[date, int], Ladder] = OrderedDict()

    def warm(self, key: Key) -> None:
        """Records the plans that calls of this key follow."""
        for group in samples(key.month):
            self.calculate(key, group)

    def calculate(self, key: Key, households: Sequence[Household]) -> list[list[Values]]:
        """See `Calculator`."""
        translation = self.translation(key.month)
        batch = self._ladder(key.month, key.months).fitted(translation.translate(households, key.months))
        arrays = self._engine.compute(batch, translation.wanted(key.variables, key.month, key.months))
        return translation.read_outputs(households, key.variables, key.months, arrays)

    def translation(self, month: date) -> Translation:
        """With the rates of a month."""
        if month not in self._translations:
            # What does not change from one month to the next is shared.
            known = next(iter(self._translations.values()), None)
            self._translations[month] = (
                replace(known, rates=rates.read(self.law, month)) if known else Translation.of(self.law, month)
            )
            _forget(self._translations)
        return self._translations[month]

    def _ladder(self, month: date, months: int) -> Ladder:
        if (month, months) not in self._ladders:
            translation = self.translation(month)
            groups = [translation.translate(group, months) for group in samples(month)]
            self._ladders[month, months] = Ladder(self._keys, groups)
            _forget(self._ladders)
        return self._ladders[month, months]


def _forget(known: "OrderedDict[date, Translation] | OrderedDict[tuple[date, int], Ladder]") -> None:
    if len(known) > _MONTHS:
        known.popitem(last=False)


def make() -> LawAtWork:
    """The factory that the forge is told."""
    return LawAtWork(law.load(adjustment(load_overrides())))
