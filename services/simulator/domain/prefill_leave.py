"""The leave for a birth, or to raise a child, that facts and rights tell of: its kind, and since when."""

from datetime import date

from services.simulator.domain.household import Leave
from services.simulator.domain.prefill import ME, Confidence, Known, Notes, Source, current, told
from services.simulator.domain.prefill_rules import PrefillRules
from services.simulator.domain.vocabulary import Activity, LeaveKind


def leave(known: Known, day: date, rules: PrefillRules, notes: Notes) -> Leave | None:
    """As the person told it, else as a right that is open only during one says; what is kept of work nobody tells."""
    work = current(known.facts, "EMPLOYMENT_STATUS", day)
    if work is not None and rules.activities.get(work.text("status")) is Activity.PARENTAL_LEAVE:
        source = told(work)
        notes.known(f"{ME}.leave.kind", source)
        notes.known(f"{ME}.leave.start_date", source)
        return Leave(LeaveKind.PARENTAL, work.start)
    held = [(right, rules.benefits[right.benefit].leave) for right in known.rights if right.benefit in rules.benefits]
    open_ones = [(right, kind) for right, kind in held if kind is not None and right.held_on(day)]
    # Two leaves at once cannot be: nothing is guessed.
    if len({kind for _, kind in open_ones}) != 1:
        return None
    right, kind = open_ones[0]
    source = Source(right.organisme, right.organisme_name, Confidence.ASSUMED, right.known)
    notes.known(f"{ME}.leave.kind", source)
    if right.start is not None:
        notes.known(f"{ME}.leave.start_date", source)
    return Leave(kind, right.start)
