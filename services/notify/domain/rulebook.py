"""The dated rules of the calendar, as types. What they say stands in `services/notify/calendar/*.yaml`.

A rule is equal to itself alone: it is read once, and looked up for every person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from services.notify.domain.due import ItemKind
from services.notify.domain.months import Lead
from services.notify.domain.profile import DutyKind, PaperKind
from services.notify.domain.territories import Territory


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What every rule has. It holds for due dates from `since` to `until`, both included. `remind_before`: days before the due date."""

    rule: str
    kind: ItemKind
    since: date
    until: date | None
    legal_reference: str
    checked: date
    template: str
    remind_at_opening: bool
    remind_before: tuple[int, ...]
    health: bool = False
    legal_effect: bool = False

    def holds(self, due: date) -> bool:
        """Whether it is the law for something due on that day."""
        return self.since <= due and (self.until is None or due <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceMonths:
    """Which months a declaration is about, counted back from its own month, oldest first. `since`: the first month of declaration.

    Empty `organismes` or `departments`: whichever.
    """

    since: date
    back: tuple[int, ...]
    organismes: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Belated:
    """What can still be done once the date has passed, for so many months."""

    head: Head
    months: int


@dataclass(frozen=True, slots=True, eq=False)
class DeclarationRule:
    """Resources to declare in the month that comes `every` months after the right's first one, and so on: from its first day to its last.

    `departments`: those in which some month is about others. `late`: what is left to whoever did not; None: no text says it.
    """

    head: Head
    benefits: frozenset[str]
    every: int
    references: tuple[ReferenceMonths, ...]
    departments: frozenset[str]
    only_if_working: bool = False
    late: Belated | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RenewalRule:
    """A right with an end, to ask for again between `opens` and `closes` before it.

    `answered_by`: what the person may have asked for instead. `automatic_with`: rights with which nothing is to be done, and `automatic_head` says
    so; both or none. `late_head`: said to whoever did not ask in time, from then to the last day of the right.
    """

    head: Head
    benefits: frozenset[str]
    opens: Lead
    closes: Lead
    late_head: Head
    answered_by: frozenset[str] = frozenset()
    automatic_with: frozenset[str] = frozenset()
    automatic_head: Head | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PaymentDay:
    """When a yearly benefit is paid: on the days told (year → day), else on the `rank`-th `weekday` (0: Monday) of `month`."""

    told: Mapping[int, date]
    month: int
    weekday: int
    rank: int


@dataclass(frozen=True, slots=True, eq=False)
class SchoolRule:
    """ARS: children of some ages, once a year. `opens`: (month, day); None: nothing to do, it comes by itself.

    A child counts whose age at the end of the year is from `youngest` to `oldest`, and who is not 18 yet on `minor_on` (month, day).
    """

    head: Head
    benefits: frozenset[str]
    youngest: int
    oldest: int
    minor_on: tuple[int, int]
    opens: tuple[int, int] | None
    territories: frozenset[Territory]
    payments: Mapping[Territory, PaymentDay]


@dataclass(frozen=True, slots=True, eq=False)
class PaperRule:
    """A paper with an end. `ask_by`: how long before the end it should be asked for at the latest."""

    head: Head
    kinds: frozenset[PaperKind]
    opens: Lead
    ask_by: Lead


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """The legal age of retirement, in months, of those born from `born` on."""

    born: date
    months: int


@dataclass(frozen=True, slots=True, eq=False)
class RetirementRule:
    """A retirement to ask for between `opens` and `closes` before its first day; and the legal age, told `age_opens` ahead to who chose no day.

    `generations`: rising. `benefits`: with one of them held or asked for, there is nothing to say.
    """

    head: Head
    age_head: Head
    opens: Lead
    closes: Lead
    age_opens: Lead
    benefits: frozenset[str]
    generations: tuple[Generation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlainRule:
    """A date that comes with the thing itself; `opens` where the thing does not say it."""

    head: Head
    opens: Lead


@dataclass(frozen=True, slots=True, eq=False)
class YearlyRule:
    """Something to ask for again each year, until a day (month, day)."""

    head: Head
    opens: Lead
    due: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Every rule. `version`: digest of the files; another one means that every person is to be looked at again.

    `told`: for what an organisme asks and no rule of the benefit foresees. `late_renewal`: the head from which those of the renewals come.
    """

    version: str
    declarations: Mapping[str, tuple[DeclarationRule, ...]]
    renewals: Mapping[str, tuple[RenewalRule, ...]]
    late_renewal: Head
    schooling: Mapping[str, tuple[SchoolRule, ...]]
    papers: Mapping[PaperKind, tuple[PaperRule, ...]]
    retirement: RetirementRule
    told: Mapping[DutyKind, PlainRule]
    appeal: PlainRule
    piece: PlainRule
    mandate: PlainRule
    gap: PlainRule
    scholarship: YearlyRule

    def heads(self) -> tuple[Head, ...]:
        """Each rule once, in the order of the files."""
        listed = [rule.head for rules in self.declarations.values() for rule in rules]
        listed += [rule.late.head for rule in chain(*self.declarations.values()) if rule.late]
        listed += [rule.head for rules in self.renewals.values() for rule in rules]
        listed.append(self.late_renewal)
        listed += [rule.head for rules in self.schooling.values() for rule in rules]
        listed += [rule.head for rules in self.papers.values() for rule in rules]
        listed += [self.retirement.head, self.retirement.age_head]
        listed += [rule.head for rule in (*self.told.values(), self.appeal, self.piece, self.mandate, self.gap)]
        listed.append(self.scholarship.head)
        return tuple(dict.fromkeys(listed))

    def templates(self) -> frozenset[str]:
        """The idents of the templates that the rules name."""
        listed = [rule.automatic_head for rules in self.renewals.values() for rule in rules if rule.automatic_head]
        return frozenset(head.template for head in (*self.heads(), *listed))
