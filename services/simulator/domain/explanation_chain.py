"""The chain of rules of a benefit for one household: rules, values and parameters as lines that a person reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.simulator.domain.explanation import Asked, Explanation, ExplanationStep, Parameter, Rule, Span
from services.simulator.domain.explanation_words import filled, quarter, written
from services.simulator.domain.household import Household, Person, months_after
from services.simulator.domain.results import Values

# The parameter of a name on a day; None where the law has none by then.
Lookup = Callable[[str, date], Parameter | None]


def asked(explanation: Explanation, month: date) -> tuple[Asked, ...]:
    """Every variable that the chain reads, each once."""
    found: dict[Asked, None] = {}
    for rule in explanation.rules:
        for one in _asked(rule, (0,), month):
            found[one] = None
    return tuple(found)


def _asked(rule: Rule, months_ago: tuple[int, ...], month: date) -> Iterator[Asked]:
    ago = quarter(month) if rule.span is Span.QUARTER else months_ago
    for name in (rule.variable, rule.when):
        if name:
            yield from (Asked(name, one) for one in ago)
    for below in rule.rules:
        yield from _asked(below, ago, month)


@dataclass(frozen=True, slots=True)
class Chain:
    """What a chain is worked out from. `person`: whose benefit it is, empty for the household's. Values are by `Asked.name`."""

    household: Household
    values: Values
    lookup: Lookup
    person: str = ""

    def steps(self, explanation: Explanation) -> tuple[ExplanationStep, ...]:
        """The lines, the result first."""
        return tuple(step for rule in explanation.rules for step in self._spread(rule, 0, 0))

    def _spread(self, rule: Rule, depth: int, ago: int) -> Iterator[ExplanationStep]:
        low, high = rule.persons
        if not low <= len(self.household.persons) <= high:
            return
        if rule.span is Span.QUARTER:
            yield from self._quarter(rule, depth)
        elif not rule.when or self._number(rule.when, ago):
            yield from self._lines(rule, depth, ago)

    def _quarter(self, rule: Rule, depth: int) -> Iterator[ExplanationStep]:
        """Three months, or one for all three when nothing distinguishes them."""
        months = [list(self._lines(rule, depth, ago)) for ago in quarter(self.household.month)]
        first, *others = [[replace(step, period="", label="") for step in month] for month in months]
        if all(other == first for other in others):
            whole = filled(rule.label, self.household, self.household.month, whole=True)
            months = [[replace(months[0][0], label=whole), *months[0][1:]]]
        for month in months:
            yield from month

    def _lines(self, rule: Rule, depth: int, ago: int) -> Iterator[ExplanationStep]:
        own = list(self._own(rule, depth, ago))
        yield from own
        if own or rule.each:
            for below in rule.rules:
                yield from self._spread(below, depth + 1, ago)

    def _own(self, rule: Rule, depth: int, ago: int) -> Iterator[ExplanationStep]:
        """The rule's own lines: none where it has nothing to say."""
        if rule.parameter:
            step = self._parameter(rule, depth, ago)
            if step is not None:
                yield step
        elif rule.each:
            yield from self._each(rule, depth, ago)
        elif (value := self._number(rule.variable, ago)) or rule.always or not depth:
            yield self._step(rule, value, depth, ago)

    def _each(self, rule: Rule, depth: int, ago: int) -> Iterator[ExplanationStep]:
        values = self.values.get(Asked(rule.variable, ago).name, {})
        if not isinstance(values, Mapping):
            return
        for person in self.household.persons:
            if value := values.get(person.key, 0.0):
                yield self._step(rule, value, depth, ago, person)

    def _number(self, variable: str, ago: int) -> float:
        """Of a variable of persons: that of the person concerned, or the sum of all."""
        value = self.values.get(Asked(variable, ago).name, 0.0)
        if not isinstance(value, Mapping):
            return float(value)
        return float(value.get(self.person, 0.0)) if self.person else float(sum(value.values()))

    def _step(self, rule: Rule, value: float, depth: int, ago: int, person: Person | None = None) -> ExplanationStep:
        month = months_after(self.household.month, -ago)
        label = filled(rule.label, self.household, month, person)
        period = f"{month:%Y}" if rule.span is Span.YEAR else f"{month:%Y-%m}"
        return ExplanationStep(label[:1].upper() + label[1:], written(value, rule.unit), depth, period=period)

    def _parameter(self, rule: Rule, depth: int, ago: int) -> ExplanationStep | None:
        month = months_after(self.household.month, -ago)
        found = self.lookup(rule.parameter, month)
        if found is None:
            return None
        return ExplanationStep(
            label=filled(rule.label, self.household, month),
            value=written(found.value, rule.unit),
            depth=depth,
            parameter=rule.parameter,
            in_force_since=found.since,
            reference=found.reference,
        )
