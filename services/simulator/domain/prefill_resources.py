"""What the person declared to have received, month by month."""

from collections.abc import Mapping
from datetime import date

from services.simulator.domain.household import Series, months_after
from services.simulator.domain.prefill import ME, Fact, Known, Notes, current, told
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Activity, Basis, Resource

_SELF_EMPLOYED = "REVENU_NON_SALARIE"
_OTHER = "AUTRE"
# What situation takes, in months.
_HISTORY = 24
_BY_ACTIVITY = {
    Activity.SELF_EMPLOYED: Resource.SELF_EMPLOYED_PROFIT,
    Activity.FARMER: Resource.FARM_PROFIT,
}
_BY_REGIME = {"INDEPENDANTS": Resource.SELF_EMPLOYED_PROFIT, "AGRICOLE": Resource.FARM_PROFIT}


def declared(
    known: Known, activity: Activity | None, rules: PrefillRules, notes: Notes
) -> dict[tuple[str, Resource], Series]:
    """One series per nature, over the last months declared without a gap. A month's declaration is whole: a nature that it does not name is
    nil in that month."""
    months = _last_months(known)
    if not months:
        return {}
    kinds = _kinds(known, activity, rules)
    found: dict[tuple[str, Resource], Series] = {}
    for nature, kind in kinds.items():
        amounts = tuple(_amount(fact, nature) for fact in months.values())
        found[ME, kind] = Series(min(months), amounts, continues=True, basis=Basis.NET_SOCIAL)
        latest = max(months)
        notes.known(f"{ME}.resources.{kind.name}", told(months[latest], month=latest))
    _ask_what_is_unclear(months, kinds, rules, notes)
    return found


def _last_months(known: Known) -> Mapping[date, Fact]:
    """Month → its declaration, the last one told; only the months that follow each other, up to the last."""
    by_month: dict[date, Fact] = {}
    for fact in sorted((f for f in known.facts if f.kind == "MONTHLY_RESOURCES"), key=lambda f: f.known):
        month = fact.day("month")
        if month and months_after(known.month, -_HISTORY) <= month <= known.month:
            by_month[month] = fact
    kept: dict[date, Fact] = {}
    month = max(by_month, default=known.month)
    while month in by_month:
        kept[month] = by_month[month]
        month = months_after(month, -1)
    return dict(sorted(kept.items()))


def _kinds(known: Known, activity: Activity | None, rules: PrefillRules) -> dict[str, Resource]:
    """Nature → kind. Work for oneself is a farm's profit or another's: said by what the person does, or by the regime."""
    kinds = dict(rules.natures)
    regime = current(known.facts, "REGIME", known.month)
    own = _BY_ACTIVITY.get(activity) if activity else None
    own = own or (_BY_REGIME.get(regime.text("regime")) if regime else None)
    if own:
        kinds[_SELF_EMPLOYED] = own
    return kinds


def _amount(fact: Fact, nature: str) -> int:
    """Cents of euro."""
    lines = (line for line in fact.lines("lines") if line.get("nature") == nature)
    return sum(amount for line in lines if isinstance(amount := line.get("amount_cents"), int))


def _ask_what_is_unclear(
    months: Mapping[date, Fact], kinds: Mapping[str, Resource], rules: PrefillRules, notes: Notes
) -> None:
    if _SELF_EMPLOYED not in kinds and any(_amount(fact, _SELF_EMPLOYED) for fact in months.values()):
        notes.ask(f"{ME}.resources.SELF_EMPLOYED_PROFIT", rules.texts["self_employed"], ME)
    if any(_amount(fact, _OTHER) for fact in months.values()):
        notes.ask(f"{ME}.resources.EXCEPTIONAL", rules.texts["other_resources"], ME)
